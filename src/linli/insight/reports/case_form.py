"""The official form of a case (案件办理单) as a Word document, on the city's own template if there is one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.cases import book, queries
from linli.cases.catalogue import said
from linli.cases.models import Case, Step
from linli.cases.records import Task
from linli.cases.workflow import MOVES, State
from linli.kernel import audit, clock, papers
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission
from linli.orgs import queries as orgs
from linli.people import queries as people
from linli.places import queries as places

FOLDER = "forms"


def document(by: Actor, case: Case, sources: Mapping[str, str]) -> bytes:
    """Return the form of `case` as a .docx file in the reader's language; the audit keeps that it was taken.

    Args:
        by: who prints it; the foot says so.
        case: a case that `by` was found to see.
        sources: the names of the sources by key.
    """
    audit.record(by, Permission.CASES_SEE, f"case:{case.number}", form="word")
    steps = queries.history(case)
    words = {**_of_the_case(case, sources), **_of_the_stages(case, steps)}
    words |= {"printed_at": _moment(clock.now()), "printed_by": by.name}
    name = f"case-{'en' if get_language() == 'en' else 'zh-hans'}.docx"
    own = Path(settings.HOME) / "data" / FOLDER / name
    if own.is_file():
        return papers.fill(own, words, {"steps": _lines(steps)})
    with as_file(files("linli") / "data" / FOLDER / name) as template:
        return papers.fill(template, words, {"steps": _lines(steps)})


def _of_the_case(case: Case, sources: Mapping[str, str]) -> dict[str, str]:
    catalogue = book.of(case)
    matter = catalogue.matter(case.matter_code) if case.matter_code else None
    condition = catalogue.condition(case.condition) if case.condition else None
    mask = people.masked(case.reporter) if case.reporter else None
    marks = [_("急件") if case.urgent else "", _("督办") if case.supervised_at else ""]
    return {
        "number": case.number,
        "state": _("挂账") if case.is_suspended else str(State(case.state).label),
        "tags": " ".join(mark for mark in marks if mark),
        "source": sources.get(case.source, case.source),
        "reported_at": _moment(case.created_at),
        "matter": said.name(matter) if matter else "",
        "matter_code": case.matter_code,
        "place": "\n".join(part for part in (" ".join(places.names(case.grid_code)), case.address) if part),
        "grid_code": case.grid_code,
        "reporter": f"{mask.name} {mask.phone}".strip() if mask else _("未留联系方式"),
        "description": case.description,
        "condition": condition.said(get_language())[0] if condition else "",
        "outcome": case.outcome,
        "score": _("%(score)d 分") % {"score": case.score} if case.score else "",
    }


def _of_the_stages(case: Case, steps: Sequence[Step]) -> dict[str, str]:
    names = {body.code: body.name for body in orgs.bodies()}
    last = {step.move: step for step in steps}
    helpers = [names.get(code, code) for code in case.helper_codes]
    lead = next((task for task in queries.tasks(case) if task.role == Task.Role.LEAD), None)
    body = names.get(case.body_code, case.body_code)
    verified = last.get("verify_pass") or last.get("verify_fail")
    return {
        "filed_at": _moment(case.filed_at),
        "dispatched_at": _moment(case.dispatched_at),
        "due_at": _moment(case.due_at),
        "body": body,
        "helpers": "、".join(helpers),
        "handled_by": f"{body} {last['done'].actor_name}".strip() if "done" in last else "",
        "handled_at": _moment(case.handled_at),
        "handling": last["done"].note if "done" in last else (lead.result if lead else ""),
        "verified_by": verified.actor_name if verified else "",
        "verified_at": _moment(verified.at) if verified else "",
        "verification": f"{MOVES[verified.move].name} {verified.note}".strip() if verified else "",
        "closed_by": last["close"].actor_name if "close" in last else "",
        "closed_at": _moment(case.closed_at),
        "in_time": "" if case.handled_at is None else (_("否") if case.missed_at else _("是")),
    }


def _lines(steps: Sequence[Step]) -> list[dict[str, str]]:
    return [
        {
            "at": _moment(step.at),
            "name": str(MOVES[step.move].name) if step.move in MOVES else step.move,
            "who": step.actor_name or _("系统"),
            "note": "\n".join(part for part in (str(step.data.get("body_name", "")), step.note) if part),
        }
        for step in steps
    ]


def _moment(that: datetime | None) -> str:
    return f"{clock.local(that):%Y-%m-%d %H:%M}" if that else ""
