"""Roles, duties and kinds: what each is called in code and what it may do."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.cn import uscc as credit_code

from linli.kernel.actor import Grant
from linli.kernel.permissions import Permission


class Role(StrEnum):
    """What an account may be granted; the last three are the separated administrators (三员分立)."""

    RESIDENT = "resident"
    GRID_WORKER = "grid_worker"
    COMMUNITY_DESK = "community_desk"
    STREET_DESK = "street_desk"
    DEPARTMENT = "department"
    INSPECTOR = "inspector"
    CITY_LEADER = "city_leader"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


class Duty(StrEnum):
    """As what a worker serves an area."""

    GRID_LEAD = "grid_lead"
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    VOLUNTEER = "volunteer"
    LIAISON = "liaison"
    JUDGE = "judge"
    PROSECUTOR = "prosecutor"
    POLICE = "police"
    LAWYER = "lawyer"


class Kind(StrEnum):
    """What an organisation is."""

    DEPARTMENT = "department"
    STREET_OFFICE = "street_office"
    COMMUNITY_OFFICE = "community_office"
    PUBLIC_INSTITUTION = "public_institution"
    PROPERTY_MANAGER = "property_manager"
    COMPANY = "company"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    SOCIAL_ORGANISATION = "social_organisation"


OFFICES = frozenset({Kind.COMMUNITY_OFFICE, Kind.STREET_OFFICE})
"""What a resident turns to in person."""


class PartyKind(StrEnum):
    """On what a party organisation is founded: a territory, a grid, a work unit or an industry."""

    TERRITORY = "territory"
    GRID = "grid"
    UNIT = "unit"
    INDUSTRY = "industry"


_LISTS = frozenset({Permission.CASES_SEE, Permission.CASES_EXPORT})
_CARE = frozenset({Permission.CARE_SEE, Permission.CARE_LOOK, Permission.CARE_ANSWER})
_DESK = (_LISTS | _CARE) | frozenset(
    {
        Permission.CASES_REPORT,
        Permission.CASES_SETTLE,
        Permission.CASES_CHECK,
        Permission.CASES_FILE,
        Permission.CASES_DISPATCH,
        Permission.CASES_VERIFY,
        Permission.CASES_CLOSE,
        Permission.HOTLINE_TAKE,
        Permission.NEWS_PUBLISH,
        Permission.ORGS_SEE,
        Permission.PEOPLE_LOOK,
        Permission.PEOPLE_EDIT,
        Permission.CARE_EDIT,
        Permission.INSIGHT_SEE,
        Permission.DEVICES_SEE,
    }
)

ROLES: dict[Role, frozenset[Permission]] = {
    Role.RESIDENT: frozenset({Permission.CASES_REPORT}),
    Role.GRID_WORKER: frozenset(
        {
            Permission.CASES_SEE,
            Permission.CASES_REPORT,
            Permission.CASES_SETTLE,
            Permission.CASES_CHECK,
            Permission.CASES_HANDLE,
            Permission.ORGS_SEE,
            Permission.PEOPLE_LOOK,
        }
    )
    | _CARE,
    Role.COMMUNITY_DESK: _DESK,
    Role.STREET_DESK: _DESK
    | {Permission.CASES_SUPERVISE, Permission.CASES_REVIEW, Permission.ORGS_EDIT, Permission.CARE_REVIEW},
    Role.DEPARTMENT: _LISTS
    | frozenset(
        {
            Permission.CASES_REPORT,
            Permission.CASES_HANDLE,
            Permission.CASES_APPEAL,
            Permission.ORGS_SEE,
            Permission.PEOPLE_LOOK,
        }
    ),
    Role.INSPECTOR: _LISTS
    | frozenset(
        {
            Permission.CASES_REPORT,
            Permission.CASES_CHECK,
            Permission.CASES_VERIFY,
            Permission.CASES_REVIEW,
        }
    ),
    Role.CITY_LEADER: _LISTS | {Permission.CASES_SUPERVISE, Permission.ORGS_SEE, Permission.INSIGHT_SEE},
    Role.SYSTEM_ADMIN: frozenset(
        {
            Permission.PLACES_EDIT,
            Permission.ORGS_SEE,
            Permission.ORGS_EDIT,
            Permission.DEVICES_SEE,
            Permission.DEVICES_EDIT,
            Permission.ACCOUNTS_MANAGE,
            Permission.CHANNELS_KEEP,
            Permission.CATALOGUE_EDIT,
        }
    ),
    Role.SECURITY_ADMIN: frozenset({Permission.SECURITY_MANAGE, Permission.ORGS_SEE}),
    Role.AUDIT_ADMIN: frozenset({Permission.AUDIT_SEE}),
}

ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
"""At most one of these to an account: one runs the system, one grants roles, one reads the audit
(GB/T 22239 8.1.4 asks for separate administrators; known second-hand)."""

OF_A_BODY = frozenset({Role.DEPARTMENT})
"""Roles that reach only the work of the organisation they are granted for."""

NEED_AN_AREA = frozenset({Role.GRID_WORKER, Role.COMMUNITY_DESK})
"""Roles that are never granted for the whole city."""

FOR_A_BODY = frozenset({Permission.CASES_SEE, Permission.CASES_HANDLE, Permission.CASES_APPEAL})
"""What any role granted for an organisation may do with that organisation's own work."""

WORKING_DUTIES = frozenset({Duty.GRID_LEAD, Duty.FULL_TIME, Duty.PART_TIME})
"""Posts that make their holder a grid worker in the area of the post; the others are called in by a case."""

PUBLIC_DUTIES = (
    Duty.GRID_LEAD,
    Duty.FULL_TIME,
    Duty.PART_TIME,
    Duty.LIAISON,
    Duty.POLICE,
    Duty.LAWYER,
    Duty.JUDGE,
    Duty.PROSECUTOR,
)
"""Whose names a resident may see on the page of their grid, in this order; volunteers stay unnamed."""


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as the dispatcher sees it; `duties` are the catalogue's duties that it fulfils.

    `phone` is the number that anybody may call, "" when none is known.
    """

    code: str
    name: str
    kind: str
    area_code: str
    duties: frozenset[str]
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a party scheme; `depth` counts from 1 at the top."""

    key: str
    name: str
    name_en: str
    depth: int


def grants_of(role: Role, area_code: str, body: str = "") -> frozenset[Grant]:
    """Return what `role` over `area_code` allows, granted on behalf of the organisation `body` if any.

    A role of a body reaches only that body's work; any other role reaches its whole area and, beside it,
    its body's own work there.
    """
    if role in OF_A_BODY:
        return frozenset({Grant(ROLES[role], area_code, body)})
    whole = Grant(ROLES[role], area_code)
    if not body:
        return frozenset({whole})
    return frozenset({whole, Grant(FOR_A_BODY, area_code, body)})


def clashing(held: Iterable[str], wanted: str) -> str:
    """Return the administrator role among `held` that forbids `wanted` to the same account, or ""."""
    if wanted not in ADMINISTRATORS:
        return ""
    return next((role for role in held if role in ADMINISTRATORS and role != wanted), "")


def may_stand_under(
    layering: Mapping[PartyKind, Sequence[Level]],
    parent_kind: PartyKind,
    parent_level: str,
    kind: PartyKind,
    level: str,
) -> bool:
    """Return whether a party organisation may hang under another.

    Within one layering the parent's level must be the higher; organisations of units and industries may hang
    under any territorial one, and nothing territorial hangs under them.
    """
    if layering[parent_kind] == layering[kind]:
        order = [one.key for one in layering[kind]]
        return parent_level in order and order.index(parent_level) < order.index(level)
    return parent_kind in {PartyKind.TERRITORY, PartyKind.GRID}


COMMUNITY_LENGTH = 12
GRID_LENGTH = 15
_DIALABLE = re.compile(r"\+?\d[\d -]{2,18}")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def is_dialable(phone: str) -> bool:
    """Return whether `phone` can be dialled as it stands; short numbers such as 12345 too."""
    return _DIALABLE.fullmatch(phone) is not None


def is_slug(code: str) -> bool:
    """Return whether `code` may name an organisation: letters, digits, dot, dash, underscore; at most 40."""
    return _SLUG.fullmatch(code) is not None


def compact_uscc(text: str) -> str:
    """Return a unified social credit code (统一社会信用代码) without blanks and in capitals."""
    return "".join(text.split()).replace("-", "").upper()


def is_uscc(code: str) -> bool:
    """Return whether `code` is a unified social credit code whose check character agrees (GB 32100)."""
    return bool(credit_code.is_valid(code))


_DUTY_WORDS = {
    Duty.GRID_LEAD: ("网格长",),
    Duty.FULL_TIME: ("专职", "专职网格员"),
    Duty.PART_TIME: ("兼职", "兼职网格员"),
    Duty.VOLUNTEER: ("志愿者",),
    Duty.LIAISON: ("联络员",),
    Duty.JUDGE: ("法官",),
    Duty.PROSECUTOR: ("检察官",),
    Duty.POLICE: ("警官", "民警", "社区民警"),
    Duty.LAWYER: ("律师",),
}
_DUTIES = {word: duty for duty, words in _DUTY_WORDS.items() for word in (duty.value, *words)}
_YES = {"是", "有", "y", "yes", "true", "1", "党员", "中共党员"}
_NO = {"否", "无", "n", "no", "false", "0", "群众"}
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")


def duty_of(word: str) -> Duty | None:
    """Return the duty that a roster's `word` means, in Chinese or as its key; None when it is none."""
    return _DUTIES.get("_".join(word.lower().split()))


def yes_or_no(word: str) -> bool | None:
    """Return whether a roster's `word` says yes or no; None when it says neither."""
    plain = word.strip().lower()
    return True if plain in _YES else False if plain in _NO else None


def day_of(text: str) -> date | None:
    """Return the day that `text` names: 2026-01-31, 2026/1/31, 2026.1.31, 20260131; or None."""
    found = _DAY.fullmatch(text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
