"""评价: rating, reopening, asking again, and the appeal with as many reviewers as the catalogue asks for."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.cases import evaluation, filing, queries
from linli.cases.catalogue.load import PACKAGED
from linli.cases.models import Appeal, Case, Rating
from linli.cases.workflow import State
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from linli.orgs.rules import Role
from tests.cases import city
from tests.cases.city import reporter_of

pytestmark = pytest.mark.usefixtures("town")


def test_rated_once_a_round() -> None:
    """One to five, by the reporter only; again after reopening."""
    case = city.closed()
    with pytest.raises(InvalidInput, match="score"):
        evaluation.rate(by=reporter_of(case), case=case.number, score=6)
    with pytest.raises(NotAllowed):
        evaluation.rate(by=city.DESK, case=case.number, score=5)
    evaluation.rate(by=reporter_of(case), case=case.number, score=2, note="慢")
    with pytest.raises(Conflict):
        evaluation.rate(by=reporter_of(case), case=case.number, score=5)
    assert [(r.score, r.note, r.round) for r in Rating.objects.all()] == [(2, "慢", 0)]
    late = city.closed()
    with clock.at(city.MONDAY_9 + timedelta(days=31)), pytest.raises(Conflict):
        evaluation.rate(by=reporter_of(late), case=late.number, score=5)


def test_reopened_within_the_window() -> None:
    """A new limit runs, the desk dispatches anew, the body that did it is the likely one."""
    case = city.closed()
    evaluation.rate(by=reporter_of(case), case=case.number, score=1)
    with clock.at(city.MONDAY_9 + timedelta(days=1)):
        case = evaluation.reopen(by=reporter_of(case), case=case.number, reason="又满了")
    assert (case.state, case.closed_at, case.score, case.reopenings) == (State.FILED, None, None, 1)
    assert (case.body_code, case.likely_body) == ("", "CLEAN1")
    assert case.due_at == city.MONDAY_9 + timedelta(days=1, hours=6)
    case = city.closed()
    with clock.at(city.MONDAY_9 + timedelta(days=16)):
        assert "reopen" not in {move.code for move in queries.moves_open(reporter_of(case), case)}
        with pytest.raises(Conflict):
            evaluation.reopen(by=reporter_of(case), case=case.number, reason="又满了")


def test_a_refused_report_may_be_sent_again_once() -> None:
    case = filing.reject(by=city.DESK, case=city.reported(), reason="不属本市")
    assert (case.state, case.outcome, case.ending) == (State.REJECTED, "不属本市", "rejected")
    case = evaluation.ask_again(by=reporter_of(case), case=case.number, reason="是本市的")
    assert (case.state, case.closed_at) == (State.REPORTED, None)
    case = filing.reject(by=city.DESK, case=case.number, reason="仍不属")
    with pytest.raises(Conflict):
        evaluation.ask_again(by=reporter_of(case), case=case.number, reason="是的")


def test_what_was_withdrawn_stays_withdrawn() -> None:
    case = city.reported()
    case = filing.withdraw(by=reporter_of(case), case=case.number)
    with pytest.raises(Conflict):
        evaluation.reopen(by=reporter_of(case), case=case.number, reason="想想还是要")


def late_case() -> Case:
    """Return a closed case that was handled late."""
    case = city.closed()
    Case.objects.filter(pk=case.pk).update(missed_at=city.MONDAY_9)
    return Case.objects.get(pk=case.pk)


def test_an_appeal_needs_two_people() -> None:
    """Two who agree leave the case out of statistics; that it was late stays."""
    case = late_case()
    evaluation.appeal(by=city.CLEANERS, case=case.number, reason="封路")
    with pytest.raises(NotAllowed):
        evaluation.uphold_appeal(by=city.CLEANERS, case=case.number, reason="自己")
    case = evaluation.uphold_appeal(by=city.INSPECTOR, case=case.number, reason="属实")
    assert not case.exempt
    with pytest.raises(NotAllowed):
        evaluation.uphold_appeal(by=city.INSPECTOR, case=case.number, reason="再判一次")
    case = evaluation.uphold_appeal(by=city.INSPECTOR_2, case=case.number, reason="属实")
    assert case.exempt
    assert case.missed_at is not None
    assert Appeal.objects.get().state == "upheld"
    with pytest.raises(Conflict):
        evaluation.appeal(by=city.CLEANERS, case=case.number, reason="再申诉")
    with pytest.raises(Conflict):
        evaluation.dismiss_appeal(by=city.INSPECTOR, case=case.number, reason="晚了")


def test_one_who_disagrees_decides() -> None:
    case = late_case()
    evaluation.appeal(by=city.CLEANERS, case=case.number, reason="封路")
    evaluation.uphold_appeal(by=city.INSPECTOR, case=case.number, reason="属实")
    case = evaluation.dismiss_appeal(by=city.INSPECTOR_2, case=case.number, reason="没有封路")
    assert not case.exempt
    found = queries.appeal(case)
    assert found is not None
    assert (found.state, found.reviewers) == ("dismissed", [city.INSPECTOR.id, city.INSPECTOR_2.id])


@pytest.mark.parametrize("wanted", [1, 3])
def test_the_catalogue_says_how_many_reviewers_must_agree(wanted: int, settings: Any, tmp_path: Path) -> None:
    """One suffices, or three are needed; a city without appeals has none."""
    own_rules(settings, tmp_path, "appeal_reviewers = 2", f"appeal_reviewers = {wanted}")
    case = late_case()
    evaluation.appeal(by=city.CLEANERS, case=case.number, reason="封路")
    reviewers = (city.INSPECTOR, city.INSPECTOR_2, city.actor("第三人", Role.INSPECTOR, "320402"))
    for count, reviewer in enumerate(reviewers[:wanted], 1):
        case = evaluation.uphold_appeal(by=reviewer, case=case.number, reason="属实")
        assert case.exempt is (count == wanted)
    with pytest.raises(Conflict):
        evaluation.uphold_appeal(by=reviewers[2], case=case.number, reason="再判一次")
    assert Appeal.objects.get().reviewers == [each.id for each in reviewers[:wanted]]


def test_a_city_without_appeals(settings: Any, tmp_path: Path) -> None:
    own_rules(settings, tmp_path, "appeals = 1", "appeals = 0")
    case = late_case()
    with pytest.raises(Conflict, match="不设申诉"):
        evaluation.appeal(by=city.CLEANERS, case=case.number, reason="封路")
    assert "appeal" not in {move.code for move in queries.moves_open(city.CLEANERS, case)}


def own_rules(settings: Any, folder: Path, was: str, now: str) -> None:
    """Let the city have its own catalogue.toml, changed in one place."""
    text = (PACKAGED / "catalogue.toml").read_text("utf-8")
    assert was in text
    (folder / "catalogue.toml").write_text(text.replace(was, now), "utf-8")
    settings.LINLI_CATALOGUE = str(folder)


def test_nobody_of_the_body_reviews() -> None:
    """A reviewer who also works for the appealing body may not judge."""
    case = late_case()
    evaluation.appeal(by=city.CLEANERS, case=case.number, reason="封路")
    both = Actor(id="account:b", name="b", grants=city.INSPECTOR.grants + city.CLEANERS.grants)
    with pytest.raises(NotAllowed):
        evaluation.uphold_appeal(by=both, case=case.number, reason="属实")
