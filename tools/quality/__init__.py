"""Measures every page of a running demo, as `make quality` does, and writes docs/quality.md."""
