"""Which catalogue and calendar count: the ones in force for a new case, the kept ones for an old."""

from functools import lru_cache

from django.utils.translation import gettext as _

from linli.cases import notices
from linli.cases.calendar import WorkCalendar
from linli.cases.catalogue import Catalogue, current, said
from linli.cases.models import Case, CatalogueVersion
from linli.kernel import clock, rows


def in_force() -> Catalogue:
    """Return the catalogue for new cases, kept as a version at its first use (one query to know)."""
    found = current()
    if not rows.exists(CatalogueVersion, digest=found.digest):
        CatalogueVersion.objects.bulk_create(
            [CatalogueVersion(digest=found.digest, content=found.to_json(), loaded_at=clock.now())],
            ignore_conflicts=True,
        )
    return found


def of(case: Case) -> Catalogue:
    """Return the catalogue that `case` was filed under."""
    now = current()
    return now if case.catalogue_id == now.digest else _kept(case.catalogue_id)


@lru_cache(maxsize=8)
def _kept(digest: str) -> Catalogue:
    return Catalogue.from_json(CatalogueVersion.objects.get(pk=digest).content)


def calendar(catalogue: Catalogue) -> WorkCalendar:
    """Return the working time under `catalogue`, with the holiday notices known today."""
    return notices.current(catalogue.hours, catalogue.day_hours, clock.zone().key)


def named(case: Case) -> str:
    """Return what a case is about in the catalogue's plain words, without a word of its reporter.

    The words are in the language in force.
    """
    matter = of(case).matter(case.matter_code) if case.matter_code else None
    return said.plain(matter) if matter else _("待分类的反映")
