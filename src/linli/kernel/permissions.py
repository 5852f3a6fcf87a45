"""May this actor see or do this, here? One enum, and a code prefix that says where."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q

from linli.kernel.errors import NotAllowed

if TYPE_CHECKING:
    from linli.kernel.actor import Actor


class Permission(StrEnum):
    """Everything that can be allowed, as desk:thing:verb."""

    PLACES_EDIT = "places:area:edit"
    ORGS_SEE = "orgs:organisation:see"
    ORGS_EDIT = "orgs:organisation:edit"
    PEOPLE_LOOK = "people:contact:look"
    PEOPLE_EDIT = "people:household:edit"
    DEVICES_SEE = "devices:device:see"
    DEVICES_EDIT = "devices:device:edit"
    CASES_SEE = "cases:case:see"
    CASES_EXPORT = "cases:case:export"
    CASES_REPORT = "cases:case:report"
    CASES_SETTLE = "cases:case:settle_on_spot"
    CASES_CHECK = "cases:case:check"
    CASES_FILE = "cases:case:file"
    CASES_DISPATCH = "cases:case:dispatch"
    CASES_HANDLE = "cases:case:handle"
    CASES_VERIFY = "cases:case:verify"
    CASES_CLOSE = "cases:case:close"
    CASES_SUPERVISE = "cases:case:supervise"
    CASES_APPEAL = "cases:appeal:make"
    CASES_REVIEW = "cases:appeal:review"
    CATALOGUE_EDIT = "cases:catalogue:edit"
    HOTLINE_TAKE = "sources:hotline:take"
    CARE_SEE = "care:plan:see"
    CARE_EDIT = "care:plan:edit"
    CARE_LOOK = "care:plan:look"
    CARE_ANSWER = "care:alert:answer"
    CARE_REVIEW = "care:emergency:review"
    INSIGHT_SEE = "insight:city:see"
    ACCOUNTS_MANAGE = "kernel:account:manage"
    NEWS_PUBLISH = "channels:news:publish"
    CHANNELS_KEEP = "channels:gateway:keep"
    SECURITY_MANAGE = "kernel:security:manage"
    AUDIT_SEE = "kernel:audit:see"


def may(actor: Actor, permission: Permission, code: str) -> bool:
    """Return whether `actor` holds `permission` over the area `code`."""
    return any(permission in grant.permissions and code.startswith(grant.prefix) for grant in actor.grants)


def require(actor: Actor, permission: Permission, code: str) -> None:
    """Pass silently when `actor` holds `permission` over the area `code`.

    Raises:
        NotAllowed: it does not.
    """
    if not may(actor, permission, code):
        raise NotAllowed


def prefixes(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """Return the shortest prefixes where `actor` holds `permission`; () is nowhere, ("",) everywhere."""
    found = sorted({grant.prefix for grant in actor.grants if permission in grant.permissions})
    return tuple(
        code for i, code in enumerate(found) if not any(code.startswith(shorter) for shorter in found[:i])
    )


def next_code(prefix: str) -> str:
    """Return the first code after all that start with `prefix` (digits), in any collation."""
    return str(int(prefix) + 1).zfill(len(prefix))


def within(field: str, codes: Iterable[str]) -> Q:
    """Return the condition that `field` starts with one of `codes`, as ranges an index can serve."""
    found = Q(pk__in=[])
    for code in codes:
        if not code:
            return Q()
        found |= Q(**{f"{field}__gte": code, f"{field}__lt": next_code(code)})
    return found
