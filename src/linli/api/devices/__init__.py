"""The doors at which devices and their platforms report."""
