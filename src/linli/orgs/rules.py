"""Roles, duties and kinds: what each is called in code and what it may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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


class PartyKind(StrEnum):
    """On what a party organisation is founded: a territory, a grid, a work unit or an industry."""

    TERRITORY = "territory"
    GRID = "grid"
    UNIT = "unit"
    INDUSTRY = "industry"


_DESK = frozenset(
    {
        Permission.CASES_SEE,
        Permission.CASES_REPORT,
        Permission.CASES_SETTLE,
        Permission.CASES_CHECK,
        Permission.CASES_FILE,
        Permission.CASES_DISPATCH,
        Permission.CASES_VERIFY,
        Permission.CASES_CLOSE,
        Permission.HOTLINE_TAKE,
        Permission.ORGS_SEE,
        Permission.PEOPLE_LOOK,
        Permission.PEOPLE_EDIT,
        Permission.INSIGHT_SEE,
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
    ),
    Role.COMMUNITY_DESK: _DESK,
    Role.STREET_DESK: _DESK | {Permission.CASES_SUPERVISE, Permission.CASES_REVIEW, Permission.ORGS_EDIT},
    Role.DEPARTMENT: frozenset(
        {
            Permission.CASES_SEE,
            Permission.CASES_REPORT,
            Permission.CASES_HANDLE,
            Permission.CASES_APPEAL,
            Permission.ORGS_SEE,
            Permission.PEOPLE_LOOK,
        }
    ),
    Role.INSPECTOR: frozenset(
        {
            Permission.CASES_SEE,
            Permission.CASES_REPORT,
            Permission.CASES_CHECK,
            Permission.CASES_VERIFY,
            Permission.CASES_REVIEW,
        }
    ),
    Role.CITY_LEADER: frozenset(
        {Permission.CASES_SEE, Permission.CASES_SUPERVISE, Permission.ORGS_SEE, Permission.INSIGHT_SEE}
    ),
    Role.SYSTEM_ADMIN: frozenset(
        {
            Permission.PLACES_EDIT,
            Permission.ORGS_SEE,
            Permission.ORGS_EDIT,
            Permission.ACCOUNTS_MANAGE,
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

ANYWHERE = frozenset({Role.RESIDENT, Role.CITY_LEADER, *ADMINISTRATORS})
"""Roles that may be granted without an area."""

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
    """An organisation as the dispatcher sees it; `duties` are the catalogue's duties that it fulfils."""

    code: str
    name: str
    kind: str
    area_code: str
    duties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a party scheme; `depth` counts from 1 at the top."""

    key: str
    name: str
    name_en: str
    depth: int


def clashing(held: Iterable[str], wanted: str) -> str:
    """Return the administrator role among `held` that forbids `wanted` to the same account, or ""."""
    if wanted not in ADMINISTRATORS:
        return ""
    return next((role for role in held if role in ADMINISTRATORS and role != wanted), "")


def may_stand_under(parent: Level | None, child: Level) -> bool:
    """Return whether a party organisation of the level `child` may hang under one of the level `parent`."""
    return parent is None or parent.depth < child.depth
