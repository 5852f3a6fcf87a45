"""Every way to look."""
