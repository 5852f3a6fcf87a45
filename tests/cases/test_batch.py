"""One move for many cases: each by itself, all told, and sent twice done once."""

from unittest.mock import patch

import pytest

from linli.cases import actions, batch, dispatch, queries
from linli.cases.models import Case
from linli.kernel.errors import NotFound
from linli.orgs.rules import Role
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def seen(*cases: Case) -> dict[str, int | None]:
    """Return the cases as somebody saw them."""
    return {case.number: case.version for case in cases}


def test_what_all_allow_is_offered() -> None:
    new, given = city.reported(), city.handling_case(matter_code=city.LAMP)
    both = [move.code for move in batch.moves_open(city.DESK, [new, given])]
    assert {"correct", "urge", "supervise", "add_note"} <= set(both)
    assert "file" not in both
    assert "merge" not in [move.code for move in batch.moves_open(city.DESK, [new])]
    assert batch.moves_open(city.DESK, []) == []


def test_some_are_done_and_the_others_say_why() -> None:
    """One moved by a colleague meanwhile, one out of reach, one without a matter."""
    mine, moved = city.filed(), city.filed(matter_code=city.LAMP)
    other = city.reported(lon=city.IN_G4[0])
    asked = seen(mine, moved, other)
    dispatch.dispatch(by=city.actor("甲", Role.STREET_DESK, "320402001"), case=moved, body="ROADS")
    told = batch.act(by=city.DESK, seen=asked, move="dispatch", given={}, key="k")
    by_number = {each.number: each for each in told}
    mine.refresh_from_db()
    assert (by_number[mine.number].case, mine.body_code) == (mine, "CLEAN1")
    assert "甲已在" in by_number[moved.number].fault
    assert by_number[other.number].fault == str(NotFound().message)
    unknown = city.reported(matter_code="", text="说不清的事情")
    (outcome,) = batch.act(by=city.DESK, seen=seen(unknown), move="file", given={}, key="f")
    assert outcome.fault == "请选择事项。"
    unknown.refresh_from_db()
    assert unknown.state == "reported"


def test_sent_again_is_done_once() -> None:
    cases = [city.filed(lat=city.IN_G1[1] + place / 10_000) for place in range(3)]
    asked = seen(*cases)
    for _time in range(2):
        told = batch.act(by=city.DESK, seen=asked, move="dispatch", given={}, key="same")
        assert all(outcome.case for outcome in told)
    assert all(sum(step.move == "dispatch" for step in queries.history(case)) == 1 for case in cases)


def test_a_fault_of_ours_stops_no_other() -> None:
    first, second = city.filed(), city.filed(matter_code=city.LAMP)
    true = actions.act

    def broken(**given: object) -> Case:
        if given["case"] == first.number:
            raise RuntimeError("disk")
        return true(**given)  # type: ignore[arg-type]

    with patch.object(actions, "act", broken):
        told = batch.act(by=city.DESK, seen=seen(first, second), move="urge", given={}, key="u")
    assert told[0].fault.startswith("系统出错")
    assert told[1].case is not None


def test_no_move_of_one_case_is_made_for_many() -> None:
    case = city.closed()
    (outcome,) = batch.act(by=city.LEADER, seen=seen(case), move="rate", given={"score": 5}, key="r")
    assert outcome.fault == "这个动作只能逐件办理。"


def test_cases_are_those_in_reach_in_the_given_order() -> None:
    a, b = city.reported(), city.reported(matter_code=city.LAMP)
    other = city.reported(lon=city.IN_G4[0])
    asked = [b.number, other.number, a.number, b.number, "x"]
    assert batch.cases_of(city.DESK, asked) == [b, a]
