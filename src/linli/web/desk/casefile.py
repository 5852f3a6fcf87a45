"""Everything the desk shows of one case: the shared file, what is suggested and why, who else saw it."""

from dataclasses import replace
from typing import Any

from django.urls import reverse

from linli.cases import queries, seen
from linli.cases.advice import Suggestion
from linli.cases.catalogue import current
from linli.cases.models import Case
from linli.cases.workflow import BEFORE_FILING, State
from linli.web.desk import lists
from linli.web.shell import acts, casefile, choices
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf


def context(request: Request, case: Case) -> dict[str, Any]:
    """Return what the template of a case needs, the primary move asked at once."""
    by = request.actor
    links, primary = casefile.offered(by, case, "desk:move")
    shelf = Shelf()
    page = casefile.gather(by, case, reverse("desk:case", args=[case.number]), shelf)
    page["front"] = "desk"
    page["moves"] = [link for link in links if link.code != primary]
    looks = seen.look(by=by, case=case)
    names = lists.office_names((look.office for look in looks), shelf)
    page["seen"] = [{"name": look.name, "office": names[look.office], "at": look.at} for look in looks]
    page["advice"] = _advice(case, shelf)
    page["form_url"] = reverse("desk:form", args=[case.number])
    if primary:
        url = reverse("desk:move", args=[case.number, primary])
        page["act"] = asked(acts.ask(primary, case, by, url), case, page["advice"])
    return page


def asked(act: acts.Ask, case: Case, advice: dict[str, Any] | None) -> acts.Ask:
    """Return the form of a move with what is suggested already chosen, where nothing was."""
    matter = act.form.fields.get("matter")
    if matter is not None and advice and advice["matters"] and not case.matter_code and act.code == "file":
        matter.initial = advice["matters"][0]["code"]
    return replace(act, advice="")


def _advice(case: Case, shelf: Shelf) -> dict[str, Any] | None:
    """Return what is suggested before a case is filed or dispatched, in the reader's language; else None."""
    if case.state not in (*BEFORE_FILING, State.FILED):
        return None
    found, catalogue = queries.advice(case, shelf.bodies), current()
    matters = found.matters if case.state in BEFORE_FILING else []
    return {
        "matters": [
            {"name": choices.matter_name(catalogue.matter(each.code)), **_said(each)} for each in matters
        ],
        "body": {"name": found.body_name, **_said(found.body)} if found.body else None,
    }


def _said(each: Suggestion) -> dict[str, Any]:
    return {"code": each.code, "reasons": each.reasons}
