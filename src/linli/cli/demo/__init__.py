"""The made-up city: its recipe, and how it goes on living."""
