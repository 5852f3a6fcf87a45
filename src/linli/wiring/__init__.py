"""Settings, urls, and who hears what."""
