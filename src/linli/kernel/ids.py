"""Numbers and tokens that may be shown outside."""

import secrets
from datetime import datetime

from linli.kernel import clock

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def tracking_number(moment: datetime) -> str:
    """Return a new number that is easy to read out: the local day of `moment`, then seven random digits.

    Ten million numbers a day; the column is unique and the writer draws again on a clash.
    """
    digits = f"{secrets.randbelow(10**7):07d}"
    return f"{clock.local(moment):%y%m%d}-{digits[:3]}-{digits[3:]}"


def token(length: int = 20) -> str:
    """Return an unguessable text of `length` characters without look-alikes."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
