"""Random lives: whatever is done in whatever order, what must hold of a case holds after every move."""

import random
from datetime import timedelta
from typing import Any

import pytest

from linli.cases import actions, clocks, moves, queries
from linli.cases.models import Case, Task
from linli.cases.workflow import ENDED, MOVES, Move, Need, State
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from tests.cases import city
from tests.cases.city import chain_holds, reporter_of

pytestmark = pytest.mark.usefixtures("town")
BODIES = ("CLEAN1", "ROADS", "ESTATE")
MATTERS = (city.RUBBISH, city.MANHOLE, city.LAMP)
LENGTH = 40
WEIGHTS = {
    **dict.fromkeys(
        ("file", "dispatch", "done", "verify_pass", "close", "reopen", "ask_again", "unmerge"), 4
    ),
    **dict.fromkeys(
        ("verify_fail", "send_back", "transfer", "suspend", "ask_extension", "grant_extension"), 2
    ),
    **dict.fromkeys(("withdraw", "reject", "merge", "add_note", "supervise", "urge"), 0.2),
}
"""So that lives go on: what leads further is likelier than what ends or only adds a note."""


def given(move: Move, chance: random.Random, other: str, worker: int) -> dict[str, Any]:
    """Return possible values for what the move needs, and for some of what it takes."""
    values = {
        Need.NOTE: "说明",
        Need.REASON: "理由",
        Need.TEXT: "情况",
        Need.WORKER: worker,
        Need.BODY: chance.choice(BODIES),
        Need.HELPERS: [chance.choice(BODIES)],
        Need.MATTER: chance.choice(MATTERS),
        Need.UNTIL: clock.now() + timedelta(hours=chance.randint(1, 200)),
        Need.SCORE: chance.randint(1, 5),
        Need.OTHER: other,
    }
    wanted = [*move.needs, *(need for need in move.takes if chance.random() < 0.5)]
    return {need.value: values[need] for need in wanted if need in values}


def check_what_must_hold(case: Case) -> None:
    """Fail unless the case, its clock and its tasks fit each other."""
    state = State(case.state)
    leads = Task.objects.filter(case=case, role=Task.Role.LEAD, state=Task.State.OPEN)
    assert case.version == case.step_count
    assert (case.closed_at is not None) == (state in ENDED) == bool(case.ending)
    assert leads.count() == (1 if state == State.HANDLING else 0), state
    if state == State.HANDLING:
        assert leads.get().organisation_code == case.body_code
        assert leads.get().due_at == case.due_at
    if case.clock_from is not None:
        running = clocks.clock_of(case)
        assert running is not None
        assert running.due(moves.time_of(case).calendar).at == case.due_at
        assert case.due_at is not None
        assert case.due_at > case.clock_from
        assert all(
            first.until <= second.since
            for first, second in zip(running.pauses, running.pauses[1:], strict=False)
        )
    check = clocks.next_check(case, moves.time_of(case))
    assert case.next_check_at == (check.at if check else None)
    assert case.suspended_until is None or state in (State.FILED, State.HANDLING)
    assert case.overdue_at is None or case.missed_at is not None


@pytest.mark.parametrize("seed", range(16))
def test_a_random_life(seed: int) -> None:
    """Forty moves by anybody who may make them, hours or days apart, with the clock running in between."""
    chance = random.Random(seed)
    case = city.reported()
    other = city.reported()
    worker = Account.objects.create(username="w").pk
    moment = city.MONDAY_9
    missed = None
    for _step in range(LENGTH):
        moment += timedelta(minutes=chance.choice((1, 30, 240, 1500)))
        with clock.at(moment):
            while actions.check_due():
                pass
            case = Case.objects.get(pk=case.pk)
            check_what_must_hold(case)
            actors = [
                city.DESK, city.CLEANERS, city.ROADMEN, city.ESTATE, city.INSPECTOR, city.INSPECTOR_2,
                city.WORKER, city.LEADER, reporter_of(case),
            ]  # fmt: skip
            options = [(by, move) for by in actors for move in queries.moves_open(by, case)]
            if not options:
                break
            weights = [WEIGHTS.get(move.code, 1) for _by, move in options]
            by, move = chance.choices(options, weights)[0]
            try:
                case = actions.act(
                    by=by, case=case.number, move=move.code, given=given(move, chance, other.number, worker)
                )
            except (Conflict, NotAllowed):
                continue
            except InvalidInput as fault:
                refused = {error.field for error in fault.errors}
                if not refused <= {"body", "other"}:
                    raise
                continue
            assert MOVES[move.code].to in (None, case.state) or move.code == "transfer"
            case = Case.objects.get(pk=case.pk)
            check_what_must_hold(case)
            assert missed is None or case.missed_at == missed, "that it was late is never taken away"
            missed = case.missed_at
    assert chain_holds(case)
