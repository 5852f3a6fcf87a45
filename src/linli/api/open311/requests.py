"""Cases as GeoReport service requests: the bare facts to everybody, in full to who reported them."""

from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.api.callers import Caller
from linli.api.open311.answers import Record
from linli.cases.catalogue import current, said
from linli.cases.models import Case, Picture, Signal
from linli.cases.pictures import PUBLIC_KINDS
from linli.cases.workflow import State
from linli.orgs import queries as orgs
from linli.sources.open311_report import SOURCE

_DECIMALS = 4


def own(caller: Caller | None, cases: Sequence[Case]) -> frozenset[int]:
    """Return the ids of those `cases` that the caller itself reported over Open311."""
    if caller is None:
        return frozenset()
    told = Signal.objects.filter(
        source=SOURCE.key, case__in=[case.pk for case in cases], external_id__startswith=f"{caller.name}:"
    )
    return frozenset(told.values_list("case_id", flat=True))


def records(cases: Iterable[Case], mine: frozenset[int]) -> Iterator[Record]:
    """Yield the records of `cases`; those whose ids are in `mine` in full."""
    bodies = {body.code: body.name for body in orgs.bodies()}
    media = _media(mine)
    for case in cases:
        yield _record(case, bodies.get(case.body_code), media.get(case.pk), in_full=case.pk in mine)


def _media(ids: frozenset[int]) -> dict[int, str]:
    """Return the address of the first picture of each case that has one."""
    if not ids:
        return {}
    shown = Picture.objects.filter(case__in=ids, kind__in=PUBLIC_KINDS, case__public=True).order_by("-pk")
    return {
        case: settings.PUBLIC_URL + reverse("picture", args=[name.removeprefix("pictures/")])
        for case, name in shown.values_list("case_id", "name")
    }


def _record(case: Case, agency: str | None, media_url: str | None, *, in_full: bool) -> Record:
    matter = current().matter(case.matter_code) if case.matter_code else None
    lat, lon = case.lat, case.lon
    return {
        "service_request_id": case.number,
        "status": "open" if case.is_open else "closed",
        "status_notes": status_notes(case, in_full=in_full),
        "service_name": said.plain(matter) if matter else case.title if in_full else None,
        "service_code": case.matter_code or None,
        "description": case.description if in_full else said.plain(matter) if matter else None,
        "agency_responsible": agency,
        "service_notice": None,
        "requested_datetime": case.created_at,
        "updated_datetime": case.updated_at,
        "expected_datetime": case.due_at,
        "address": case.address if in_full else None,
        "address_id": None,
        "zipcode": None,
        "lat": lat if in_full or lat is None else round(lat, _DECIMALS),
        "long": lon if in_full or lon is None else round(lon, _DECIMALS),
        "media_url": media_url,
    }


def status_notes(case: Case, *, in_full: bool) -> str:
    """Return where the case stands in words, with the answer to the reporter when they ask themselves."""
    label = str(State(case.state).label)
    return f"{label}：{case.outcome}" if in_full and case.outcome else label


def notice(case: Case, *, media_url: bool) -> str:
    """Return what the reporting system may tell its user about a request just made."""
    words = _("已收到，编号 {number}。").format(number=case.number)
    return words + _("本接口不下载 media_url，图片请用 media 上传。") if media_url else words
