"""Measures how fast Linli is, beside the bare database, on this machine; nothing here is shipped."""
