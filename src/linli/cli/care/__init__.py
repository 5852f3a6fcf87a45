"""What `linli care` reads and writes: histories of signs, plans, the alerts of a replay, an evaluation."""
