"""并案与拆分: what may be merged, who is answered, what a split leaves."""

from datetime import timedelta

import pytest

from linli.cases import filing, joining, queries, verification
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.kernel import clock
from linli.kernel.errors import Conflict, InvalidInput
from tests.cases import city
from tests.cases.city import reporter_of

pytestmark = pytest.mark.usefixtures("town")


def test_both_reporters_get_the_answer() -> None:
    """The merged case ends, and is answered when the main case is closed."""
    main = city.verified()
    double = city.reported()
    double = joining.merge(by=city.DESK, case=double.number, other=main.number)
    assert (double.state, double.ending, double.merged_into_id) == (State.MERGED, "merged", main.pk)
    assert queries.merged_into(main) == [double]
    verification.close(by=city.DESK, case=main.number, note="清干净了")
    double.refresh_from_db()
    told = queries.public_steps(double)
    assert (told[-1].move, told[-1].note, double.outcome) == ("answer_with_main", "清干净了", "清干净了")


def test_only_the_same_thing_is_merged() -> None:
    """Another matter, 60 m, 25 hours, itself, an ended or unknown main case are refused."""
    main = city.reported()
    for fields in ({"matter_code": city.MANHOLE}, {"lat": city.IN_G1[1] + 0.00055}):
        with pytest.raises(InvalidInput, match="other"):
            joining.merge(by=city.DESK, case=city.reported(**fields).number, other=main.number)
    with clock.at(city.MONDAY_9 + timedelta(hours=25)), pytest.raises(InvalidInput, match="other"):
        joining.merge(by=city.DESK, case=city.reported().number, other=main.number)
    with pytest.raises(InvalidInput, match="other"):
        joining.merge(by=city.DESK, case=main.number, other=main.number)
    with pytest.raises(InvalidInput, match="other"):
        joining.merge(by=city.DESK, case=main.number, other="261123-000-0000")
    with pytest.raises(Conflict):
        joining.merge(by=city.DESK, case=main.number, other=city.closed().number)


def test_a_main_case_is_not_merged_away() -> None:
    main, double, third = city.reported(), city.reported(), city.reported()
    joining.merge(by=city.DESK, case=double.number, other=main.number)
    with pytest.raises(Conflict):
        joining.merge(by=city.DESK, case=main.number, other=third.number)
    with pytest.raises(Conflict):
        joining.merge(by=city.DESK, case=third.number, other=double.number)


def test_a_merged_report_does_not_die_with_the_main_one() -> None:
    """When the main case is withdrawn or refused, the merged one is a report again."""
    main, double = city.reported(), city.filed()
    joining.merge(by=city.DESK, case=double.number, other=main.number)
    filing.withdraw(by=reporter_of(main), case=main.number)
    double.refresh_from_db()
    assert (double.state, double.merged_into_id, double.due_at) == (State.REPORTED, None, None)


def test_split_in_two() -> None:
    """The second thing is a filed case of its own, for the same reporter and place."""
    case = city.handling_case()
    joining.split(by=city.DESK, case=case.number, matter=city.MANHOLE, text="旁边的井盖也坏了")
    part = Case.objects.get(split_from=case)
    assert (part.state, part.matter_code, part.description) == (State.FILED, city.MANHOLE, "旁边的井盖也坏了")
    assert (part.lon, part.grid_code, part.likely_body) == (case.lon, case.grid_code, "ROADS")
    assert part.due_at is not None
    assert [step.move for step in queries.history(part)] == ["split_off"]
    assert queries.history(case)[-1].move == "split"


def test_similar_cases_are_found() -> None:
    first = city.reported()
    second = city.reported(lon=city.IN_G1[0] + 0.0002)
    city.reported(matter_code=city.MANHOLE)
    ((metres, found),) = queries.similar(city.DESK, first)
    assert found == second
    assert metres == pytest.approx(19, abs=1)
    assert [case for _metres, case in queries.near(*city.IN_G1, 10, city.RUBBISH)] == [first]
