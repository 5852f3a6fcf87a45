"""Interfaces for other systems."""
