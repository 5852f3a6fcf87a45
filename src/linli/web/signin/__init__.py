"""Signing in: who may, with what, for how long, and what must be done first."""
