"""Who stands how to a case: by a permission over its area, for a body, or as its reporter; pure."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from linli.cases.workflow import Move, Party, Who
from linli.kernel import crypto
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.errors import NotFound
from linli.kernel.permissions import Permission


class Subject(Protocol):
    """What the rules of access look at of a case."""

    number: str
    grid_code: str
    body_code: str
    helper_codes: list[str]
    worker_id: int | None
    reporter_account_id: int | None


def bodies_of(case: Subject) -> set[str]:
    """Return the organisations whose work the case is."""
    return {case.body_code, *case.helper_codes} - {""}


def holds(actor: Actor, permission: Permission, case: Subject) -> bool:
    """Return whether `actor` holds `permission` over the case: its area, or the work of a body there."""
    bodies = bodies_of(case)
    return any(
        permission in grant.permissions
        and case.grid_code.startswith(grant.prefix)
        and (not grant.organisation or grant.organisation in bodies)
        for grant in actor.grants
    )


def acts_for(actor: Actor, body: str, case: Subject) -> bool:
    """Return whether `actor` may handle the case on behalf of the organisation `body`."""
    return any(
        Permission.CASES_HANDLE in grant.permissions
        and grant.organisation == body
        and case.grid_code.startswith(grant.prefix)
        for grant in actor.grants
    )


def _appeals_for(actor: Actor, case: Subject) -> bool:
    return any(
        Permission.CASES_APPEAL in grant.permissions
        and grant.organisation == case.body_code != ""
        and case.grid_code.startswith(grant.prefix)
        for grant in actor.grants
    )


def is_reporter(actor: Actor, case: Subject) -> bool:
    """Return whether `actor` reported the case: by its secret link, or by the account of the report."""
    if actor.id == _reporter_id(case.number):
        return True
    return actor.account_id is not None and actor.account_id == case.reporter_account_id


def is_worker(actor: Actor, case: Subject) -> bool:
    """Return whether the lead body's work on the case was given to `actor`."""
    return actor.account_id is not None and actor.account_id == case.worker_id


def fits(actor: Actor, who: Who, case: Subject) -> bool:
    """Return whether `actor` is one of those whom `who` names in a row of MOVES."""
    match who:
        case Permission():
            return holds(actor, who, case)
        case Party.REPORTER:
            return is_reporter(actor, case)
        case Party.BODY:
            return bool(case.body_code) and (
                acts_for(actor, case.body_code, case)
                or (is_worker(actor, case) and holds(actor, Permission.CASES_HANDLE, case))
            )
        case Party.HELPER:
            return any(acts_for(actor, body, case) for body in case.helper_codes)
        case Party.APPELLANT:
            return _appeals_for(actor, case)
        case Party.SYSTEM:
            return actor is SYSTEM
        case Party.ANYONE:
            return True


def may_make(actor: Actor, move: Move, case: Subject) -> bool:
    """Return whether `actor` is among those who may make `move` on the case."""
    return any(fits(actor, who, case) for who in move.who)


def may_see(actor: Actor, case: Subject) -> bool:
    """Return whether `actor` may open the case at the desk."""
    return holds(actor, Permission.CASES_SEE, case) or is_worker(actor, case)


def offices(actor: Actor) -> list[str]:
    """Return for whom `actor` sees cases, the widest first: "area:" the city, "area:320402001", "body:X"."""
    keys = {
        f"body:{grant.organisation}" if grant.organisation else f"area:{grant.prefix}"
        for grant in actor.grants
        if Permission.CASES_SEE in grant.permissions
    }
    return sorted(keys, key=lambda key: (len(key), key))


def office_for(actor: Actor, case: Subject) -> str:
    """Return for which office `actor` sees the case, the narrowest; "" for none."""
    bodies = bodies_of(case)
    kind_and_codes = (key.partition(":")[::2] for key in reversed(offices(actor)))
    return next(
        (
            f"{kind}:{code}"
            for kind, code in kind_and_codes
            if (code in bodies if kind == "body" else case.grid_code.startswith(code))
        ),
        "",
    )


def reporter(number: str, key: str) -> Actor:
    """Return the reporter of the case `number` as an actor, known by the secret `key` of the link.

    Raises:
        NotFound: the key does not open this number.
    """
    if not (number.isascii() and key.isascii() and crypto.link_key_ok(number, key)):
        raise NotFound(_("没有找到这个编号，或链接不完整。请核对编号和查询码。"))
    return Actor(id=_reporter_id(number), name=_("报告人"))


def _reporter_id(number: str) -> str:
    return f"reporter:{number}"


def helper_body(actor: Actor, case: Subject) -> str:
    """Return the helping organisation for which `actor` acts, or ""."""
    return _first(body for body in case.helper_codes if acts_for(actor, body, case))


def _first(found: Iterable[str]) -> str:
    return next(iter(found), "")
