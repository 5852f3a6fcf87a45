"""The fronts: one per audience."""
