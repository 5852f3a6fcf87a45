"""Who serves here: organisations, posts and roles."""
