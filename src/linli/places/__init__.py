"""Areas, grids, buildings and dwellings: where things are."""
