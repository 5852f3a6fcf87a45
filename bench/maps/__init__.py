"""The city's map in a browser without a graphics card, beside Leaflet and MapLibre GL alone."""
