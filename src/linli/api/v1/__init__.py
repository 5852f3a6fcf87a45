"""The JSON API, version 1: typed, documented at /api/v1/openapi.json."""
