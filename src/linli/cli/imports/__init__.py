"""What `linli import` can read: one file each, listed in all.py."""
