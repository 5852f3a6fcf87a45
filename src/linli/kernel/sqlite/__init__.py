"""SQLite for several processes that write: Django's own backend, with a fairer wait for the write lock."""
