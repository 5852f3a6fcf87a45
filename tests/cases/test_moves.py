"""The single door: who, from where, with what; one winner, one step, one chain; acts that are sent twice."""

import pytest

from linli.cases import access, actions, dispatch, filing, handling, moves, queries
from linli.cases.models import Case, Step
from linli.cases.moves import Act
from linli.cases.records import digest
from linli.cases.workflow import MOVES, State
from linli.kernel import crypto, outbox
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.cases import city
from tests.cases.city import chain_holds

pytestmark = pytest.mark.usefixtures("town")


def test_every_step_is_chained_and_covers_its_note() -> None:
    """The chain holds over a whole life, survives a wiped note, and shows a changed one."""
    case = city.closed()
    assert chain_holds(case)
    done = Step.objects.get(case=case, move="done")
    assert done.note_is_intact()
    assert done.note_digest == digest(done.note, done.note_salt)
    done.note = "别的"
    assert not done.note_is_intact()
    Step.objects.filter(pk=done.pk).update(note="", note_salt="")
    assert Step.objects.get(pk=done.pk).note_is_intact()
    assert chain_holds(case)
    Step.objects.filter(pk=done.pk).update(actor="account:1")
    assert not chain_holds(case)


def test_a_stranger_knows_of_no_case() -> None:
    """Out of scope is not found, whether by number or with the case in hand."""
    case = city.filed()
    with pytest.raises(NotFound):
        dispatch.dispatch(by=city.OTHER_DESK, case=case.number, body="CLEAN2")
    with pytest.raises(NotFound):
        dispatch.dispatch(by=city.OTHER_DESK, case=case, body="CLEAN2")
    with pytest.raises(NotFound):
        queries.case(city.CLEANERS, case.number)


def test_who_sees_may_still_not_move() -> None:
    """An inspector sees a filed case but may not dispatch it; the cleaners see only their own work."""
    case = city.filed()
    with pytest.raises(NotAllowed):
        dispatch.dispatch(by=city.INSPECTOR, case=case.number)
    dispatch.dispatch(by=city.DESK, case=case.number)
    assert queries.case(city.CLEANERS, case.number).number == case.number


def test_the_second_of_two_is_told_what_happened() -> None:
    """Two read the same version; the later one hears who did what."""
    case = city.filed()
    stale = Case.objects.get(pk=case.pk)
    dispatch.dispatch(by=city.DESK, case=case.number)
    with pytest.raises(Conflict, match=r"李受理已在11月23日 09:00对此案办理了“派遣”.*处置中"):
        filing.reject(by=city.DESK, case=stale, reason="重复")
    assert [step.move for step in queries.history(case)] == ["report", "file", "dispatch"]


def test_a_version_that_was_seen_and_is_past_is_a_conflict() -> None:
    """Even where the move would still be on the table."""
    case = city.handling_case()
    seen = case.version
    actions.act(by=city.DESK, case=case.number, move="add_note", given={"note": "已电话联系"})
    with pytest.raises(Conflict):
        actions.act(
            by=city.DESK, case=case.number, move="add_note", given={"note": "再记"}, act=Act(seen=seen)
        )


def test_an_act_sent_twice_counts_once() -> None:
    """A retried move answers with the case and writes nothing, wherever the case stands by now."""
    case = city.handling_case()
    first = handling.done(by=city.CLEANERS, case=case.number, note="已清", act=Act(key="k1"))
    again = handling.done(by=city.CLEANERS, case=case.number, note="已清", act=Act(key="k1"))
    assert (first.state, again.state) == (State.HANDLED, State.HANDLED)
    assert Step.objects.filter(case=case, move="done").count() == 1


def test_a_reason_is_asked_for_and_not_too_long() -> None:
    """Where the table needs a reason or a note."""
    case = city.handling_case()
    with pytest.raises(InvalidInput, match="reason"):
        handling.send_back(by=city.CLEANERS, case=case.number, reason="  ")
    with pytest.raises(InvalidInput, match="note"):
        handling.done(by=city.CLEANERS, case=case.number, note="好" * 2001)


def test_the_reporter_holds_the_link() -> None:
    """The link's key opens one number, and no other key does."""
    case = city.reported()
    assert queries.public_case(case.number.replace("-", ""), crypto.link_key(case.number)).pk == case.pk
    with pytest.raises(NotFound):
        queries.public_case(case.number, crypto.link_key("other"))
    filing.withdraw(by=access.reporter(case.number, crypto.link_key(case.number)), case=case.number)
    case.refresh_from_db()
    assert (case.state, case.ending) == (State.CLOSED, "withdrawn")


def test_moves_are_told_to_the_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each move is one event, with what a hearer needs."""
    told: list[outbox.Event] = []
    monkeypatch.setattr(outbox, "publish", told.append)
    case = city.handling_case()
    assert [event.move for event in told] == ["report", "file", "dispatch"]  # type: ignore[attr-defined]
    assert told[-1].body_code == "CLEAN1"  # type: ignore[attr-defined]
    assert told[-1].number == case.number  # type: ignore[attr-defined]


def test_every_move_on_offer_is_on_the_table() -> None:
    """What moves_open offers can be made: it starts here and names its needs."""
    case = city.handling_case()
    offered = {move.code for move in queries.moves_open(city.CLEANERS, case)}
    assert offered == {"send_back", "transfer", "ask_extension", "done", "assign", "add_note"}
    desk = {move.code for move in queries.moves_open(city.DESK, case)}
    assert {"redispatch", "add_helper", "suspend", "supervise", "urge", "split", "correct"} <= desk
    assert not {"resume", "grant_extension", "done", "close"} & desk


@pytest.mark.parametrize("code", sorted(set(MOVES) - {"report", "settle_on_spot", "split_off"}))
def test_no_move_from_a_state_that_is_not_its_own(code: str) -> None:
    """Every move is refused, as a conflict or as not allowed, where its row does not start."""
    case = city.reported()
    for state in State:
        if state in MOVES[code].froms:
            continue
        case.state = state
        with pytest.raises((Conflict, NotAllowed)):
            moves.apply(code, case, by=city.DESK, note="x")
