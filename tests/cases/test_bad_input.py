"""Strange values reach no database: a clear refusal or harmless text, never another kind of fault."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from linli.cases import actions, inbox, queries
from linli.cases.inbox import Filters
from linli.cases.models import Case
from linli.cases.moves import Act
from linli.cases.workflow import MOVES
from linli.kernel.errors import InvalidInput, LinliError, NotFound
from tests.cases import city
from tests.cases.city import chain_holds, reporter_of

pytestmark = pytest.mark.usefixtures("town")
STRANGE = [
    "\x00",
    "\ud800",
    "' OR 1=1 --",
    "<script>",
    "𠮷" * 3000,
    "-10000000000",
    "9" * 30,
    "=cmd|'/C calc'!A0",
    "%s{0}",
]
KINDS: list[Any] = [*STRANGE, -1, 0, 10**30, 1.5, True, None, [], ["\x00"], {"a": 1}, datetime(2027, 1, 1)]  # noqa: DTZ001


@pytest.mark.parametrize("text", STRANGE)
def test_numbers_keys_filters_and_cursors(text: str) -> None:
    case = city.reported()
    with pytest.raises(NotFound):
        queries.case(city.DESK, text)
    with pytest.raises(NotFound):
        queries.public_case(case.number, text)
    with pytest.raises(NotFound):
        queries.public_case(text, text)
    for field in ("area", "body", "matter", "source", "text"):
        try:
            page = inbox.inbox(city.DESK, Filters(**{field: text}))  # type: ignore[arg-type]
        except InvalidInput as fault:
            assert [error.field for error in fault.errors] == [field]  # noqa: PT017
        else:
            assert page.cases == []
    for order in ("newest", "due"):
        with pytest.raises(InvalidInput):
            inbox.inbox(city.DESK, Filters(order=order), cursor=text)
    assert city.reported(external_id="x", text=text, address="a").pk if text != "𠮷" * 3000 else True


@pytest.mark.parametrize("move", sorted(actions.VERBS))
def test_every_move_with_every_kind_of_value(move: str) -> None:
    """Each refused with a fault of ours, or done and undone; the chain holds."""
    row = MOVES[move]
    made: dict[str, Callable[[], Case]] = {
        "reported": city.reported,
        "checking": lambda: actions.act(by=city.DESK, case=city.reported(), move="ask_check", given={}),
        "filed": city.filed,
        "handling": city.handling_case,
        "handled": city.handled,
        "verified": city.verified,
        "closed": city.closed,
    }
    case = next((made[state] for state in row.froms if state in made), city.reported)()
    for value in KINDS:
        given = {need.value: value for need in (*row.needs, *row.takes)}
        for by in (city.DESK, city.CLEANERS, city.INSPECTOR, reporter_of(case)):
            point = transaction.savepoint()
            try:
                actions.act(by=by, case=case.number, move=move, given=given, act=Act(key=str(value)))
            except LinliError as fault:
                assert str(fault)  # noqa: PT017
            assert chain_holds(case)
            transaction.savepoint_rollback(point)


def test_a_move_that_is_none() -> None:
    with pytest.raises(NotFound):
        actions.act(by=city.DESK, case=city.reported(), move="\x00", given={})


@pytest.mark.parametrize("payload", [{"a": "x" * 20_000}, {"a": "中" * 6_000}, {"a": "\x00"}, {"\ud800": 1}])
def test_what_a_source_wants_kept_has_a_limit(payload: dict[str, Any]) -> None:
    """Too large, or not keepable: told by its field, and nothing is saved."""
    with pytest.raises(InvalidInput) as fault:
        city.reported(payload=payload)
    assert [error.field for error in fault.value.errors] == ["payload"]
    assert not Case.objects.exists()
    assert city.reported(payload={"ticket": "a" * 15_000}).pk
