"""What the system filled in is counted from the day's records, one person's own, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.cases import dispatch, filing, intake, relief
from linli.cases.relief import Field
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def test_each_field_counts_only_when_the_person_did_not_fill_it_in() -> None:
    case = city.reported(reporter_account=None, address="")
    assert set(relief.filled(case, city.RUBBISH, {"point": "map"})) == {
        Field.TIME,
        Field.GRID,
        Field.TITLE,
        Field.BODY,
    }
    told = relief.filled(city.reported(), "", {"point": "phone", "address": "near"})
    assert {Field.POINT, Field.ADDRESS, Field.MATTER} <= set(told)


def test_ones_own_records_of_today_are_counted() -> None:
    mine = Account.objects.create(username="w")
    by = replace(city.WORKER, account_id=mine.pk)
    signal = city.signal(source="worker_report", reporter_account=mine.pk, payload={"point": "phone"})
    case = intake.take_in(by=by, signal=signal)
    city.reported()
    assert relief.today(by)[Field.POINT] == 1
    assert relief.today(by)[Field.DEADLINE] == 0
    dispatch.dispatch(by=city.DESK, case=filing.file(by=city.DESK, case=case), body="CLEAN1")
    assert relief.today(by)[Field.DEADLINE] == 1
    assert not relief.today(city.DESK)
    assert not relief.today(ANONYMOUS)
    with clock.at(clock.now() + timedelta(days=1)):
        assert not relief.today(by)
