"""When a case is late: the condition of a query and the look at a case agree."""

from datetime import timedelta

import pytest

from linli.cases import lateness
from linli.cases.models import Case
from linli.kernel import clock
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
NOW = city.MONDAY_9
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("columns", "is_late"),
    [
        ({"due_at": NOW - HOUR}, True),
        ({"due_at": NOW + HOUR}, False),
        ({"due_at": None}, False),
        ({"due_at": NOW - HOUR, "handled_at": NOW - 2 * HOUR}, False),
        ({"due_at": NOW - HOUR, "suspended_until": NOW + HOUR}, False),
        ({"due_at": NOW - HOUR, "closed_at": NOW, "state": "closed"}, False),
    ],
)
def test_a_case_is_late_while_its_limit_runs_and_is_over(columns: dict[str, object], is_late: bool) -> None:
    case = city.reported()
    Case.objects.filter(pk=case.pk).update(
        **{"handled_at": None, "suspended_until": None, "closed_at": None} | columns
    )
    case.refresh_from_db()
    with clock.at(NOW):
        assert lateness.is_late(case, clock.now()) is is_late
        assert Case.objects.filter(lateness.late(clock.now())).exists() is is_late
