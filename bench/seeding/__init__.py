"""Fills a site with a city's life: a few thousand cases told by the demo, copied many times over."""
