"""Reads of plans: who is looked after, by which consent, who stands how to them, who has looked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from linli.care import agreements, mapped, saying
from linli.care.agreements import Agreement, Heard, Mapped, Signal
from linli.care.models import (
    Alert,
    AlertStep,
    Consent,
    Emergency,
    Kin,
    Leave,
    NeedlessVisit,
    Plan,
    Price,
    Watch,
)  # fmt: skip
from linli.kernel import among, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import NotFound
from linli.kernel.permissions import Permission, may, prefixes, within

_MAPPED = 'SELECT "index", plan_id, signal FROM care_pseudonym WHERE valid_until >= %s AND {}'
LOOKS = ("care:plan:look", "care:plan:break_glass", "care:door:check")


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody opened a plan: when, who, why, and whether it was an emergency."""

    at: datetime
    who: str
    reason: str
    emergency: bool
    opened: Emergency | None = None


def plans(by: Actor) -> QuerySet[Plan]:
    """Return the running plans in the areas where `by` may see plans, by grid."""
    here = within("grid_code", prefixes(by, Permission.CARE_SEE))
    return Plan.objects.filter(here, ended_at=None).select_related("elder").order_by("grid_code", "id")


def plan(by: Actor, code: str) -> Plan:
    """Return the plan `code`, running or ended.

    Raises:
        NotFound: there is none, or none in an area where `by` may see plans.
    """
    found = Plan.objects.select_related("elder").filter(code=code).first()
    if found is None or not may(by, Permission.CARE_SEE, found.grid_code):
        raise NotFound
    return found


def missed_visits(by: Actor, day: date | None = None) -> QuerySet[Plan]:
    """Return the plans in sight whose routine visit was due before `day` (today), the latest first."""
    return plans(by).filter(next_visit_on__lt=day or clock.today()).order_by("next_visit_on", "id")


def agreement(plan: Plan, day: date | None = None) -> Agreement | None:
    """Return what is agreed to for `plan` on `day` (today): the newest word counts; None is nothing."""
    last = Consent.objects.filter(plan=plan).order_by("-id").first()
    if last is None or last.kind != Consent.Kind.GIVEN:
        return None
    found = Agreement(
        giver=last.giver,
        how=last.how,
        signals=frozenset(last.signals),
        purposes=frozenset(last.purposes),
        since=last.since,
        until=last.until,
        ground=last.ground,
    )
    return found if found.holds(day or clock.today()) else None


def running_out(by: Actor, before: date) -> QuerySet[Consent]:
    """Return the consents in force, in sight, that end before a day: somebody should ask again."""
    today = clock.today()
    newest = Consent.objects.filter(plan__in=plans(by).values("pk"), kind=Consent.Kind.GIVEN)
    later = Consent.objects.filter(plan__in=plans(by).values("pk"), until__gte=before).values("plan")
    found = newest.filter(until__gte=today, until__lt=before).exclude(plan__in=later)
    return found.select_related("plan__elder").order_by("until")


def standing(by: Actor, plan: Plan) -> str:
    """Return how `by` stands to the person of `plan`: "elder", "kin" or "" (a stranger, or a worker).

    Those with a secret link are known by their actor's id, those who signed in by their own contact.
    """
    if by.id == elder_id(plan):
        return "elder"
    if by.account_id is not None and plan.elder and plan.elder.account_id == by.account_id:
        return "elder"
    linked = Q(pk=int(by.id.removeprefix("kin:"))) if by.id.startswith("kin:") else Q(pk=None)
    signed_in = Q(contact__account=by.account_id) if by.account_id is not None else Q(pk=None)
    return "kin" if Kin.objects.filter(linked | signed_in, plan=plan).exists() else ""


def elder_id(plan: Plan) -> str:
    """Return the id of the person of `plan` as an actor, who holds the secret link."""
    return f"elder:{plan.code}"


def elder_key(plan: Plan) -> str:
    """Return the secret of the person's own page; derived, so never stored."""
    return crypto.link_key(f"care-elder:{plan.code}")


def kin_key(kin: Kin) -> str:
    """Return the secret of the page of one who is to be called."""
    return crypto.link_key(f"care-kin:{kin.page}")


def by_link(name: str, key: str) -> tuple[Actor, Plan]:
    """Return who holds the secret link (the page of a kin or the code of a plan, and its key), and the plan.

    Raises:
        NotFound: it opens nothing, or no more.
    """
    if name.isascii() and key.isascii():
        kin = Kin.objects.select_related("plan__elder").filter(page=name).first()
        if kin and crypto.link_key_ok(f"care-kin:{name}", key):
            return Actor(id=f"kin:{kin.pk}", name=kin.relation), kin.plan
        own = Plan.objects.select_related("elder").filter(code=name, wiped_at=None).first()
        if own and crypto.link_key_ok(f"care-elder:{name}", key):
            return Actor(id=elder_id(own), name=""), own
    raise NotFound


def leave(plan: Plan, moment: datetime | None = None) -> Leave | None:
    """Return the leave on which the person is at a moment (now), or None."""
    now = moment or clock.now()
    running = Leave.objects.filter(plan=plan, ended_at=None, since__lte=now, back_at__gt=now)
    return running.order_by("-pk").first()


def looks(by: Actor, plan: Plan) -> list[Look]:
    """Return who opened `plan`, newest first; for the person and those they named.

    Raises:
        NotFound: `by` is neither.
    """
    if not standing(by, plan):
        raise NotFound
    entries = AuditEntry.objects.filter(stream=f"care:{plan.code}", verb__in=LOOKS).order_by("-seq")[:200]
    emergencies = list(plan.emergencies.order_by("-opened_at"))
    return [_look(entry, emergencies) for entry in entries]


def _look(entry: AuditEntry, emergencies: Iterable[Emergency]) -> Look:
    """Return a look; one through the broken glass with its emergency, the last that it can belong to."""
    who, broken = str(entry.data.get("by", "")), entry.verb == LOOKS[1]
    mine = [each for each in emergencies if (each.opened_name, each.reason) == (who, entry.reason)]
    opened = next((e for e in mine if broken and e.opened_at <= entry.at + timedelta(minutes=1)), None)
    return Look(entry.at, who, saying.why_looked(entry.reason), broken, opened)


def unreviewed(by: Actor) -> QuerySet[Emergency]:
    """Return the emergencies that wait for a review by `by`, the oldest first."""
    here = within("grid_code", prefixes(by, Permission.CARE_REVIEW))
    waiting = Emergency.objects.filter(here, reviewed_at=None).exclude(opened_by=by.id)
    return waiting.select_related("plan__elder").order_by("opened_at")


def pseudonym_index(group: str, pseudonym: str) -> str:
    """Return the blind index by which the pseudonym of a device group is found."""
    return _pseudonym_indexes(group, [pseudonym])[0]


def _pseudonym_indexes(group: str, pseudonyms: Iterable[str]) -> list[str]:
    return crypto.blind_indexes(f"care\n{group}\n", pseudonyms)


def reviewed(by: Actor) -> QuerySet[Emergency]:
    """Return the emergencies that were reviewed where `by` reviews, the newest first."""
    here = within("grid_code", prefixes(by, Permission.CARE_REVIEW))
    return Emergency.objects.filter(here, reviewed_at__isnull=False).order_by("-reviewed_at")


def pseudonyms(by: Actor, plan: Plan) -> list[Mapped]:
    """Return what devices call the person of `plan`, for those who keep it; of the name only its end.

    Raises:
        NotFound: `by` keeps no plans there.
    """
    if not may(by, Permission.CARE_EDIT, plan.grid_code):
        raise NotFound
    found = []
    for row in plan.pseudonyms.order_by("pk"):
        group, _newline, name = crypto.decrypt(row.sealed).partition("\n")
        found.append(Mapped(row.pk, str(Signal(row.signal).label), group, name[-2:], row.valid_until))
    return found


def plans_of(group: str, pseudonyms: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return (plan id, signal) by a device group's pseudonyms of those under a consent today (one query)."""
    indexes = _pseudonym_indexes(group, pseudonyms)
    likely = mapped.likely(indexes)
    if not likely:
        return {}
    index = dict(zip(indexes, pseudonyms, strict=True))
    rows = among.rows(
        _MAPPED.format(among.among('"index"')), [clock.today().isoformat(), among.listing(likely)]
    )
    return {index[digest]: (pk, signal) for digest, pk, signal in rows}


def why(alert: Alert, language: str, *, lasting: bool = False) -> str:
    """Return the one sentence why an alert was raised; one that is `lasting` is kept, and gives the date."""
    return saying.told(alert.reason, language, None if lasting else clock.local(clock.now()))


def alert(by: Actor, code: str) -> Alert:
    """Return the alert `code`.

    Raises:
        NotFound: there is none, or none where `by` may see plans.
    """
    found = Alert.objects.select_related("plan__elder").filter(code=code).first()
    if found is None or not may(by, Permission.CARE_SEE, found.grid_code):
        raise NotFound
    return found


def open_alerts(by: Actor) -> QuerySet[Alert]:
    """Return the open alerts in sight, the longest silence first."""
    here = within("grid_code", prefixes(by, Permission.CARE_SEE))
    return Alert.objects.filter(here, cleared_at=None).select_related("plan__elder").order_by("opened_at")


def open_alert(plan: Plan) -> Alert | None:
    """Return the open alert of a plan, or None."""
    return Alert.objects.select_related("plan").filter(plan=plan, cleared_at=None).first()


def heard_since(alert: Alert) -> bool:
    """Return whether the person gave a sign of life after the silence of an alert began."""
    last = Watch.objects.filter(plan=alert.plan_id).values_list("last_sign_at", flat=True).first()
    return last is not None and (alert.silent_since is None or last > alert.silent_since)


def steps(alert: Alert) -> list[AlertStep]:
    """Return what was done about an alert, in order."""
    return list(alert.steps.order_by("seq"))


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A district's two rules: what each would have done needlessly, and what the night last settled.

    Args:
        district: its code.
        rhythm, published: visits to people who then gave a sign.
        price: the hours that a false visit is worth, and `answered` the share of questions answered; None
            where nothing is settled yet.
    """

    district: str
    rhythm: int
    published: int
    price: float | None
    answered: float | None


def side_by_side(by: Actor, since: date) -> list[SideBySide]:
    """Return both rules by district, where `by` may see plans in the whole of it, from a day on."""
    here = within("district_code", prefixes(by, Permission.CARE_SEE))
    counted = NeedlessVisit.objects.filter(here, day__gte=since).order_by("district_code")
    found: dict[str, dict[str, int]] = {}
    for district, rule, count in counted.values_list("district_code", "rule").annotate(sum=Sum("count")):
        found.setdefault(district, {})[rule] = count
    settled = {each.district_code: each for each in Price.objects.filter(here)}
    return [
        SideBySide(
            district,
            found.get(district, {}).get("rhythm", 0),
            found.get(district, {}).get("published", 0),
            settled[district].price if district in settled else None,
            settled[district].answered if district in settled else None,
        )
        for district in sorted(found.keys() | settled.keys())
    ]


def heard(plan: Plan) -> Heard:
    """Return what the family may know of the last sign of life."""
    last = Watch.objects.filter(plan=plan).values_list("last_sign_at", flat=True).first()
    return agreements.heard(clock.local(last) if last else None, clock.local(clock.now()))
