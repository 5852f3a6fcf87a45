"""The city's front: where it stands, on one map, each number with the list behind it."""
