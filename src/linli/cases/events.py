"""What the engine tells others: a case moved."""

from dataclasses import dataclass

from linli.kernel.outbox import Event


@dataclass(frozen=True)
class CaseMoved(Event):
    """A step was added to a case; a new case is the move "report", "settle_on_spot" or "split_off".

    Args:
        number: the case's tracking number.
        seq: the number of the step, from 1.
        move: a code of MOVES.
        from_state: the state before; "" for a new case.
        to_state: the state after.
        actor: who moved it, as history keeps it.
        at: when, ISO 8601 in UTC.
        grid_code: where the case is.
        body_code: the lead organisation after the move; "" when there is none.
        was_body: the lead organisation before the move.
        reporter: id of the reporter's contact; 0 when unknown.
        tells_reporter: whether the move has words for the reporter.
        level: how far a case has been escalated; 0 is not at all.
    """

    number: str
    seq: int
    move: str
    from_state: str
    to_state: str
    actor: str
    at: str
    grid_code: str
    body_code: str
    was_body: str
    reporter: int
    tells_reporter: bool
    level: int = 0
