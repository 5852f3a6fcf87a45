"""The foundation: clock, ids, permissions, crypto, audit, outbox; no word of the city."""
