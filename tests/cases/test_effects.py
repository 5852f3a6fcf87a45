"""A preview tells the truth: what it says of open cases is what then happens."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from linli.cases import actions, dispatch, effects, notices
from linli.cases.models import Case, Step
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM, Actor
from tests import plans
from tests.cases import city
from tests.cases.test_notices import NOTICE_2027

pytestmark = pytest.mark.usefixtures("town")
NEW_YEAR = datetime(2026, 12, 30, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_open_cases_of_an_area_a_body_and_a_person() -> None:
    """Counted with the first few numbers, by deadline; ended ones are not."""
    first, second = city.handling_case(), city.handling_case()
    city.closed()
    waiting = city.filed()
    elsewhere = city.reported(lon=city.IN_G4[0], lat=city.IN_G4[1])
    there = effects.in_area("320402001")
    assert there.count == 3
    assert set(there.some) == {first.number, second.number, waiting.number}
    assert effects.in_areas([elsewhere.grid_code]).count == 1
    assert effects.led_by("CLEAN1").count == 2
    assert effects.likely_for("CLEAN1").some == (waiting.number,)
    dispatch.add_helper(by=city.DESK, case=first, body="ESTATE")
    assert effects.helped_by("ESTATE").some == (first.number,)
    account = Account.objects.create_user("wang")
    Case.objects.filter(pk=second.pk).update(worker=account)
    assert effects.out_of_hand([Actor("", "", account_id=account.pk)]).some == (second.number,)
    assert effects.of_matters([city.RUBBISH, city.LAMP]) == {city.RUBBISH: 4}


def test_a_notice_moves_exactly_the_deadlines_it_said(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Foretold, then loaded and computed: the same cases, from and to the same moments."""
    settings.HOME = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NEW_YEAR)
    short, long = city.filed(), city.filed(matter_code=city.MANHOLE)
    days = city.filed(matter_code="01005")
    Case.objects.filter(pk=long.pk).update(due_provisional=False)
    path = tmp_path / "2027.csv"
    path.write_text(NOTICE_2027.replace("2026-12-31,off,元旦", "2027-01-04,off,元旦"), encoding="utf-8")
    notice = notices.read(path)
    assert effects.provisional() == Case.objects.filter(due_provisional=True).count() > 0
    told = {each.number: each for each in effects.moved_by(notice, notices.first_change(notice))}
    assert days.number in told
    before = dict(Case.objects.values_list("number", "due_at"))
    actions.follow_notice(by=SYSTEM, path=path)
    actions.recompute_provisional()
    after = dict(Case.objects.values_list("number", "due_at"))
    changed = {number for number, due in after.items() if due != before[number]}
    assert changed == {number for number, each in told.items() if each.was != each.will}
    assert {number: each.will for number, each in told.items()} == {n: after[n] for n in told}
    assert {number: each.was for number, each in told.items()} == {n: before[n] for n in told}
    assert all(each.final for each in told.values())
    assert effects.provisional() == 0
    assert date(2027, 1, 4) in notice.off
    assert short.number not in changed


def test_a_corrected_notice_moves_final_deadlines_too(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of cases that wait to be handled, as foretold; the others keep theirs, and have no word of it."""
    settings.HOME = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NEW_YEAR)
    path = tmp_path / "2027.csv"
    path.write_text(NOTICE_2027, encoding="utf-8")
    actions.follow_notice(by=SYSTEM, path=path)
    waiting, quick, handled = city.filed(matter_code="01005"), city.filed(), city.handling_case()
    Case.objects.filter(pk=handled.pk).update(
        due_at=waiting.due_at, limit=waiting.limit, unit=waiting.unit, state="handled", handled_at=NEW_YEAR
    )
    assert not Case.objects.filter(due_provisional=True).exists()
    same = notices.read(path)
    assert notices.first_change(same) is None
    assert effects.moved_by(same, None) == []
    path.write_text(NOTICE_2027 + "2027-01-05,off,元旦,更正\n", encoding="utf-8")
    notice = notices.read(path)
    assert notices.first_change(notice) == date(2027, 1, 5)
    (told,) = effects.moved_by(notice, date(2027, 1, 5))
    assert (told.number, told.was) == (waiting.number, waiting.due_at)
    actions.follow_notice(by=SYSTEM, path=path)
    assert effects.provisional() == 1
    assert actions.recompute_provisional() == 1
    waiting.refresh_from_db()
    assert (waiting.due_at, waiting.due_provisional) == (told.will, False)
    assert told.was is not None
    assert told.will - told.was >= timedelta(days=1)
    steps = Step.objects.filter(move="recompute").values_list("case", flat=True)
    assert list(steps) == [waiting.pk]
    assert quick.due_at == Case.objects.get(pk=quick.pk).due_at


def test_a_correction_reads_only_the_cases_that_run_so_far() -> None:
    city.filed()
    notice = notices.load()[-1]
    found = plans.plans(lambda: effects.moved_by(notice, date(2026, 12, 1)), "cases_case", in_order=False)
    assert found
    assert not [plan for plan in found if plans.reads_whole(plan, "cases_case")]
