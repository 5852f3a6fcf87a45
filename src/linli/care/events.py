"""What care tells others: something was done about an alert."""

from dataclasses import dataclass

from linli.kernel.outbox import Event


@dataclass(frozen=True)
class AlertMoved(Event):
    """A step was added to an alert; the first one raised it.

    Args:
        alert: its code.
        seq: the number of the step, from 1.
    """

    alert: str
    seq: int
