"""派遣: whose work it is, and giving a case to a lead and helpers, handing it on, sending it back."""

from datetime import timedelta

import pytest

from linli.cases import dispatch, handling, tasks
from linli.cases.catalogue import Responsibility
from linli.cases.models import Case, Task
from linli.cases.workflow import State
from linli.kernel.errors import InvalidInput, NotAllowed
from linli.orgs.rules import Body
from tests.cases import city

STREET = Body("S", "街道环卫所", "department", "320402001", frozenset({"sanitation"}))
DISTRICT = Body("D", "区环卫处", "department", "320402", frozenset({"sanitation"}))
PARK = Body("P", "公园处", "department", "320402", frozenset({"gardens"}))


def row(**fields: object) -> Responsibility:
    """Return a row of the catalogue for sanitation at the street."""
    values = {"match": "06", "area": "", "trade": "sanitation", "level": "street", **fields}
    return Responsibility(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "bodies", "lead", "helpers"),
    [
        (row(), [DISTRICT, STREET], "S", ()),
        (row(), [DISTRICT], "D", ()),
        (row(level="district"), [STREET, DISTRICT], "D", ()),
        (row(level="community"), [STREET], "S", ()),
        (row(helpers=("gardens", "sanitation")), [STREET, DISTRICT, PARK], "S", ("P",)),
        (row(organisation="P"), [STREET, PARK], "P", ()),
        (row(organisation="GONE"), [STREET], "", ()),
        (row(trade="water"), [STREET], "", ()),
        (None, [STREET], "", ()),
    ],
)
def test_choosing(
    found: Responsibility | None, bodies: list[Body], lead: str, helpers: tuple[str, ...]
) -> None:
    """The named body, or the trade's at its level, or at the next wider one; always with a sentence why."""
    choice = dispatch.choose(found, bodies, city.G1, "垃圾")
    assert (choice.body, choice.helpers) == (lead, helpers)
    assert "垃圾" in choice.why or "GONE" in choice.why


def roles(case: Case) -> list[tuple[str, str, str]]:
    """Return organisation, role and state of every task."""
    return list(
        Task.objects.filter(case=case).order_by("pk").values_list("organisation_code", "role", "state")
    )


@pytest.mark.usefixtures("town")
class TestGiving:
    """On a small city."""

    def test_lead_and_helpers(self) -> None:
        """Each has its own task; a helper that is the lead too is named once."""
        case = dispatch.dispatch(
            by=city.DESK, case=city.filed(), helpers=["ESTATE", "CLEAN1", "ESTATE"], note="先围起来"
        )
        assert (case.body_code, case.helper_codes) == ("CLEAN1", ["ESTATE"])
        assert roles(case) == [("CLEAN1", "lead", "open"), ("ESTATE", "helper", "open")]

    def test_a_helper_with_its_own_deadline(self) -> None:
        """Called in later, done on its own; the case goes on."""
        case = city.handling_case()
        until = city.MONDAY_9 + timedelta(hours=2)
        dispatch.add_helper(by=city.DESK, case=case, body="ROADS", until=until)
        assert Task.objects.get(organisation_code="ROADS").due_at == until
        case = handling.help_done(by=city.ROADMEN, case=case.number, note="已围挡")
        assert case.state == State.HANDLING
        task = Task.objects.get(organisation_code="ROADS")
        assert (task.state, task.result) == ("done", "已围挡")
        with pytest.raises(NotAllowed):
            handling.done(by=city.ROADMEN, case=case.number, note="替主办报完成")

    def test_unknown_or_double_bodies_are_refused(self) -> None:
        case = city.filed()
        with pytest.raises(InvalidInput, match="body"):
            dispatch.dispatch(by=city.DESK, case=case.number, body="NOBODY")
        case = dispatch.dispatch(by=city.DESK, case=case.number)
        with pytest.raises(InvalidInput, match="body"):
            dispatch.redispatch(by=city.DESK, case=case.number, body="CLEAN1", reason="换")
        with pytest.raises(InvalidInput, match="until"):
            dispatch.add_helper(by=city.DESK, case=case.number, body="ROADS", until=city.MONDAY_9)

    def test_sent_back_nothing_is_erased(self) -> None:
        """The desk has it again; the tasks and steps stay."""
        case = handling.send_back(by=city.CLEANERS, case=city.handling_case(), reason="不归我们")
        assert (case.state, case.body_code, case.returns) == (State.FILED, "", 1)
        assert roles(case) == [("CLEAN1", "lead", "ended")]
        case = dispatch.dispatch(by=city.DESK, case=case, body="ESTATE")
        assert roles(case)[-1] == ("ESTATE", "lead", "open")

    def test_handed_on_only_so_often(self) -> None:
        """Twice by the catalogue; the third goes to the desk, which sees who was wanted."""
        case = city.handling_case()
        case = handling.transfer(by=city.CLEANERS, case=case.number, body="ESTATE", reason="小区内")
        case = handling.transfer(by=city.ESTATE, case=case.number, body="ROADS", reason="是市政的")
        assert (case.transfers, case.body_code) == (2, "ROADS")
        case = handling.transfer(by=city.ROADMEN, case=case.number, body="CLEAN1", reason="还是环卫的")
        assert (case.state, case.body_code, case.likely_body) == (State.FILED, "", "CLEAN1")
        assert [step.move for step in case.steps.order_by("seq")][-1] == "bounce"
        case = dispatch.dispatch(by=city.DESK, case=case, body="ROADS")
        assert case.transfers == 0

    def test_the_person_in_charge(self) -> None:
        """Named by the body; may then report it done."""
        case = handling.assign(by=city.CLEANERS, case=city.handling_case(), worker=self.account())
        assert case.worker_id == Task.objects.get(case=case).worker_id

    @staticmethod
    def account() -> int:
        """Return a fresh account's id."""
        from linli.kernel.accounts import Account  # noqa: PLC0415

        return Account.objects.create(username="w1").pk

    def test_names_of_bodies(self) -> None:
        assert tasks.name_of("CLEAN1") == "乙街道环卫所"
        assert tasks.name_of("GONE") == "GONE"
