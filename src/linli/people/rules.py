"""What may be shown of a person, and what a reason for looking must be."""

from dataclasses import dataclass

from stdnum.cn import ric

SHORTEST_REASON = 4
LONGEST_REASON = 200
LONGEST_NAME = 60


def is_identity(number: str) -> bool:
    """Return whether `number` is a resident identity number whose check character agrees (GB 11643)."""
    return bool(ric.is_valid(number))


def compact_identity(text: str) -> str:
    """Return an identity number without blanks and with a capital X."""
    return "".join(text.split()).upper()


def is_reason(text: str) -> bool:
    """Return whether `text` says why somebody looks: at least four characters, not one repeated."""
    plain = "".join(text.split())
    return len(plain) >= SHORTEST_REASON and len(set(plain)) > 1 and len(text) <= LONGEST_REASON


@dataclass(frozen=True, slots=True)
class Clear:
    """What a look at a contact shows, in clear text; it is never stored."""

    name: str
    phone: str
    email: str
