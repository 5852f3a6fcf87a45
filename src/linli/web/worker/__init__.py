"""The grid worker's, department's and inspector's front: today's work, one thing at a time."""
