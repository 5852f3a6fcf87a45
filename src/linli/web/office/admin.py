"""Every page of the office, found here by Django."""

from linli.web.office import accounts, areas, bodies, devices, gateways, ground, openers, records, serving

__all__ = ["accounts", "areas", "bodies", "devices", "gateways", "ground", "openers", "records", "serving"]
