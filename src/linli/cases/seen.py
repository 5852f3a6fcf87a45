"""Who else knows of a case: a light record of who opened it, for colleagues; nothing is counted over it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.cases import access
from linli.cases.models import Case, Seen
from linli.kernel import clock
from linli.kernel.actor import Actor

AGAIN = timedelta(minutes=5)
_MOST = 20


@dataclass(frozen=True, slots=True)
class Look:
    """That a colleague opened the case: their name, for which office ("area:…", "body:…"), and when last."""

    name: str
    office: str
    at: datetime


def look(*, by: Actor, case: Case) -> list[Look]:
    """Write down that `by` opened the case, and return the others who did, the last first (1–2 queries)."""
    now = clock.now()
    rows = list(Seen.objects.filter(case=case).select_related("account").order_by("-at")[: _MOST + 1])
    own = next((row for row in rows if row.account_id == by.account_id), None)
    if by.account_id is not None and (own is None or own.at < now - AGAIN):
        Seen.objects.bulk_create(
            [Seen(case=case, account_id=by.account_id, office=access.office_for(by, case), at=now)],
            update_conflicts=True,
            update_fields=["office", "at"],
            unique_fields=["case", "account"],
        )
    others = [row for row in rows if row.account_id != by.account_id][:_MOST]
    return [Look(row.account.display_name or row.account.username, row.office, row.at) for row in others]


def forget(before: datetime, limit: int) -> int:
    """Delete up to `limit` looks from before a moment, and return how many."""
    old = Seen.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:limit]
    return Seen.objects.filter(pk__in=list(old)).delete()[0]
