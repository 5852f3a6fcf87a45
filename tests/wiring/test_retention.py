"""Sign-ins and sessions are forgotten in time."""

from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session

from linli.kernel import clock
from linli.wiring import retention


@pytest.mark.django_db
def test_ended_sessions_and_old_sign_ins_go() -> None:
    moment = clock.now()
    for number, age in enumerate((-1, 3)):
        ended = moment - timedelta(days=age)
        Session.objects.create(session_key=str(number), session_data="", expire_date=ended)
        log = AccessLog.objects.create(username="wang")
        AccessLog.objects.filter(pk=log.pk).update(attempt_time=ended)
    before = moment - timedelta(days=1)
    assert retention.forget_sessions(before, 10) == 1
    assert retention.forget_sign_ins(before, 10) == 1
    assert (Session.objects.count(), AccessLog.objects.count()) == (1, 1)
