"""Linli (邻里): the platform on which a city runs its grassroots governance."""

__version__ = "0.1.0"
