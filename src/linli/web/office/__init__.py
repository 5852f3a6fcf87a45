"""The administrators' front: master data, accounts, roles and the audit, each for those whose part it is."""
