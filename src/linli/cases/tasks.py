"""Who has a case in hand: the lead's task and the helpers' tasks, given, handed over and ended."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases.models import Case, Step, Task
from linli.cases.moves import Change, Turn
from linli.kernel import rows
from linli.kernel.accounts import Account
from linli.kernel.errors import InvalidInput, invalid
from linli.orgs import queries as orgs
from linli.orgs.rules import Body

_MOST_ID = 2**63
Then = Callable[[Case, Step], None]


def body(field: str, code: str) -> Body:
    """Return the organisation `code` (one query).

    Raises:
        InvalidInput: there is none in service.
    """
    if not code:
        raise invalid(field, _("请选择责任单位。"))
    found = next((each for each in orgs.bodies() if each.code == code), None)
    if found is None:
        raise invalid(field, _("没有编码为 {code} 的单位，或已停用。").format(code=code))
    return found


def person(field: str, account: int) -> int:
    """Return the id of an account in use (one query).

    Raises:
        InvalidInput: there is none.
    """
    if not 0 < account < _MOST_ID or not Account.objects.filter(pk=account, is_active=True).exists():
        raise invalid(field, _("没有这个人员，或已停用。"))
    return account


def name_of(code: str) -> str:
    """Return the name of the organisation `code`, or the code when it is out of service."""
    return next((each.name for each in orgs.bodies() if each.code == code), code)


def another_body(case: Case, code: str) -> Body:
    """Return the organisation `code`, which does not work on the case yet.

    Raises:
        InvalidInput: there is none in service, or it has the case already.
    """
    found = body("body", code)
    if code in {case.body_code, *case.helper_codes}:
        raise _has_it(found)
    return found


def _has_it(found: Body) -> InvalidInput:
    return invalid("body", _("{body}已经在办这个案件，请选择其他单位。").format(body=found.name))


def due_of(case: Case) -> datetime:
    """Return the deadline of a filed case."""
    if case.due_at is None:
        raise AssertionError("a filed case has a deadline")
    return case.due_at


def give(turn: Turn, lead: Body, helpers: Sequence[Body], worker: int | None) -> Change:
    """Return the change that gives a filed case to a lead and helpers."""
    due = due_of(turn.case)

    def then(case: Case, step: Step) -> None:
        rows.insert(_task(case, lead, Task.Role.LEAD, step.at, due, worker))
        for helper in helpers:
            rows.insert(_task(case, helper, Task.Role.HELPER, step.at, due))

    return Change(
        set={
            "body_code": lead.code,
            "helper_codes": [helper.code for helper in helpers],
            "helper_due_at": due if helpers else None,
            "worker_id": worker,
            "dispatched_at": turn.case.dispatched_at or turn.now,
            "transfers": 0,
        },
        data={
            "body": lead.code,
            "body_name": lead.name,
            "helpers": [helper.code for helper in helpers],
            "worker": worker,
            "due": due.isoformat(),
        },
        then=then,
    )


def hand_over(turn: Turn, lead: Body, worker: int | None, *, why: str, transfers: int) -> Change:
    """Return the change that takes a case from its lead and gives it to another body."""
    due = due_of(turn.case)

    def then(case: Case, step: Step) -> None:
        end(case, why, step.at, role=Task.Role.LEAD)
        rows.insert(_task(case, lead, Task.Role.LEAD, step.at, due, worker))

    return Change(
        set={
            "body_code": lead.code,
            "worker_id": worker,
            "transfers": transfers,
            "extension_asked_at": None,
        },
        data={
            "body": lead.code,
            "body_name": lead.name,
            "was": turn.case.body_code,
            "worker": worker,
            "due": due.isoformat(),
        },
        then=then,
    )


def take_back(turn: Turn, why: str, data: dict[str, str] | None = None) -> Change:
    """Return the change that takes a case from everybody, back to the desk."""

    def then(case: Case, step: Step) -> None:
        end(case, why, step.at)

    return Change(
        set={
            "body_code": "",
            "helper_codes": [],
            "helper_due_at": None,
            "worker_id": None,
            "extension_asked_at": None,
        },
        data={"was": turn.case.body_code, **(data or {})},
        then=then,
    )


def add(turn: Turn, helper: Body, until: datetime | None) -> Change:
    """Return the change that calls in one helper."""
    due = until or due_of(turn.case)

    def then(case: Case, step: Step) -> None:
        rows.insert(_task(case, helper, Task.Role.HELPER, step.at, due))

    return Change(
        set={
            "helper_codes": [*turn.case.helper_codes, helper.code],
            "helper_due_at": min(due, turn.case.helper_due_at or due),
        },
        data={"body": helper.code, "body_name": helper.name, "until": due.isoformat()},
        then=then,
    )


def _task(
    case: Case, of: Body, role: Task.Role, at: datetime, due: datetime, worker: int | None = None
) -> Task:
    return Task(case=case, organisation_code=of.code, role=role, worker_id=worker, given_at=at, due_at=due)


def end(case: Case, why: str, at: datetime, role: Task.Role | None = None) -> None:
    """End the open tasks of a case (of one role, if given); their record stays."""
    ended = {"state": Task.State.ENDED, "ended_why": why, "done_at": at}
    narrower = {} if role is None else {"role": role}
    rows.update(Task, ended, case=case.pk, state=Task.State.OPEN, **narrower)


def assign(case: Case, worker: int) -> None:
    """Name the person who does the lead's open task."""
    Task.objects.filter(case=case, role=Task.Role.LEAD, state=Task.State.OPEN).update(worker_id=worker)


def finish(case: Case, organisation: str, at: datetime, result: str) -> None:
    """Mark the open task of one organisation as done."""
    done = {"state": Task.State.DONE, "done_at": at, "result": result}
    rows.update(Task, done, case=case.pk, state=Task.State.OPEN, organisation_code=organisation)


def next_help_due(case: Case, after: datetime, without: str = "") -> datetime | None:
    """Return the earliest deadline after a moment of the helpers' open tasks, one body's left out."""
    helping = Task.objects.filter(case=case, role=Task.Role.HELPER, state=Task.State.OPEN, due_at__gt=after)
    return (
        helping.exclude(organisation_code=without).order_by("due_at").values_list("due_at", flat=True).first()
    )


def late_helpers(case: Case, now: datetime) -> list[str]:
    """Return the helping organisations whose own deadline is past."""
    helping = Task.objects.filter(case=case, role=Task.Role.HELPER, state=Task.State.OPEN, due_at__lte=now)
    return sorted(helping.values_list("organisation_code", flat=True))


def give_again(case: Case) -> None:
    """Open the lead's last task again, after a check that failed."""
    last = Task.objects.filter(case=case, role=Task.Role.LEAD).order_by("-pk").values("pk")[:1]
    Task.objects.filter(pk__in=list(last.values_list("pk", flat=True))).update(
        state=Task.State.OPEN, done_at=None, due_at=due_of(case)
    )


def follow(case: Case, was_due: datetime | None) -> None:
    """Move the deadlines of open tasks that stood at the case's old deadline to its new one."""
    if was_due is not None and case.due_at is not None and was_due != case.due_at:
        Task.objects.filter(case=case, state=Task.State.OPEN, due_at=was_due).update(due_at=case.due_at)
