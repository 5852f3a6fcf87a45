"""What a closed case forgets in time, and what it keeps: the chain, the place, the outcome."""

from datetime import datetime, timedelta

import pytest

from linli.cases import retention, search
from linli.cases.models import Case, Signal, Step
from linli.cases.records import Rating
from linli.kernel import clock, crypto, proof, seals
from linli.kernel.retention import Sweep
from linli.kernel.search import terms
from linli.people.models import Contact
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
LATER = city.MONDAY_9 + timedelta(days=1)


def forget(sweep: Sweep, before: datetime) -> int:
    """Wipe all that a rule finds from before a moment, and return how many rows."""
    return sweep.wipe(sweep.find(before), before)


def contact() -> Contact:
    """Return a reporter."""
    return Contact.objects.create(name=crypto.encrypt("王五"), created_at=clock.now())


def test_a_reporter_and_the_own_words_are_forgotten() -> None:
    reporter = contact()
    old = city.closed(reporter=reporter.pk, text="王五电话13800000000，垃圾桶满了")
    still_open = city.handling_case(text="李四说路灯不亮", reporter=contact().pk)
    assert search.INDEX.newest(terms("13800000000")) == [old.pk]
    assert forget(retention.REPORTERS, clock.now() - timedelta(days=1)) == 0, "not yet"
    assert forget(retention.REPORTERS, LATER) == 1
    assert forget(retention.REPORTERS, LATER) == 0
    old.refresh_from_db()
    assert (old.reporter, old.description, old.address) == (None, "", "")
    assert old.outcome, "the answer stays"
    assert Signal.objects.get(case=old).text == ""
    assert not Contact.objects.filter(pk=reporter.pk).exists()
    assert not search.INDEX.newest(terms("13800000000"))
    still_open.refresh_from_db()
    assert still_open.reporter is not None
    assert Case.objects.get(pk=still_open.pk).description


def test_words_that_only_a_signal_keeps_go_too() -> None:
    case = city.closed(text="王五说桶满了")
    forget(retention.REPORTERS, LATER)
    Signal.objects.filter(case=case).update(text="王五又说了一次")
    assert forget(retention.REPORTERS, LATER) == 1
    assert Signal.objects.get(case=case).text == ""
    assert forget(retention.REPORTERS, LATER) == 0


def test_a_contact_that_is_still_needed_stays() -> None:
    reporter = contact()
    city.closed(reporter=reporter.pk)
    city.handling_case(reporter=reporter.pk)
    forget(retention.REPORTERS, LATER)
    assert Contact.objects.filter(pk=reporter.pk).exists()


def test_notes_go_and_the_chain_holds() -> None:
    city.closed()
    city.handling_case()
    seals.seal()
    assert Step.objects.filter(note="已清运，桶已冲洗").exists()
    assert forget(retention.NOTES, LATER) == 6
    assert forget(retention.NOTES, LATER) == 0
    assert not Step.objects.filter(note="已清运，桶已冲洗").exists()
    assert proof.verify().faults == ()


def test_what_was_opened_again_meanwhile_is_left_alone() -> None:
    case = city.closed(text="王五说桶满了", reporter=contact().pk)
    for sweep in (retention.REPORTERS, retention.NOTES, retention.PICTURES):
        assert sweep.wipe([case.pk], case.closed_at or clock.now()) == 0
    case.refresh_from_db()
    assert (case.description, case.reporter is None) == ("王五说桶满了", False)


def test_ratings_lose_their_words_and_keep_their_score() -> None:
    case = city.closed(reporter=contact().pk)
    Rating.objects.create(case=case, round=1, at=clock.now(), score=2, note="我是王五，等了三天")
    forget(retention.REPORTERS, LATER)
    assert list(Rating.objects.values_list("score", "note")) == [(2, "")]


def test_pictures_go_with_their_case() -> None:
    case = city.closed()
    shown = {"name": "p/1.jpg", "width": 1, "height": 1, "digest": "d", "at": clock.now()}
    case.pictures.create(step_seq=1, kind="report", **shown)
    assert forget(retention.PICTURES, clock.now() - timedelta(days=1)) == 0
    assert forget(retention.PICTURES, LATER) == 1
    assert not case.pictures.exists()
