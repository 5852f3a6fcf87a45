"""What places tell others: an area is no longer in use."""

from dataclasses import dataclass

from linli.kernel.outbox import Event


@dataclass(frozen=True)
class AreaRetired(Event):
    """An area was taken out of use.

    Args:
        code: which area.
        on: the first day without it, ISO 8601.
        successor: the code of the area that follows it; "" when none does.
    """

    code: str
    on: str
    successor: str
