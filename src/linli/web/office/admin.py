"""Every page of the office, found here by Django."""

from linli.web.office import accounts, bodies, records, serving

__all__ = ["accounts", "bodies", "records", "serving"]
