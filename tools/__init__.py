"""Set-up and upkeep of the project; nothing here is shipped."""
