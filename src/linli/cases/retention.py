"""What a closed case forgets in time: its reporter and their words, pictures, notes; the chain holds."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from linli.cases import book, search
from linli.cases.models import Case, Rating, Signal, Step
from linli.cases.pictures import erase
from linli.people.models import Contact


def forget_reporters(before: datetime, limit: int) -> int:
    """Part up to `limit` cases that ended before a moment from their reporter, and wipe the reporter's words.

    A contact that nothing names any more is deleted with them.
    """
    named = Q(reporter__isnull=False) | Q(reporter_account__isnull=False) | ~Q(description="")
    worded = Exists(Signal.objects.filter(case=OuterRef("pk")).exclude(text="", payload={}, address=""))
    old = Case.objects.filter(closed_at__lt=before).order_by("closed_at")
    cases = list(old.filter(named)[:limit])
    pks = [case.pk for case in cases]
    if len(cases) < limit:  # what only its signals tell of is looked for last: that reads them all
        cases += old.filter(worded).exclude(pk__in=pks)[: limit - len(cases)]
        pks = [case.pk for case in cases]
    signals = Signal.objects.filter(case__in=pks)
    known = [*signals.values_list("reporter", flat=True), *(case.reporter_id for case in cases)]
    contacts = {contact for contact in known if contact is not None}
    signals.update(text="", address="", payload={}, reporter=None)
    Rating.objects.filter(case__in=pks).update(note="")
    for case in cases:
        case.reporter = case.reporter_account = None
        case.description = case.address = ""
        case.title = book.named(case)
        case.save(update_fields=["reporter", "reporter_account", "description", "address", "title"])
        search.put(case)
    forget_unnamed(contacts)
    return len(cases)


def forget_unnamed(contacts: Collection[int]) -> None:
    """Delete those of the contacts (ids) that no account, household, case or signal names any more."""
    Contact.objects.filter(pk__in=contacts, account=None, residences=None, cases=None, signals=None).delete()


def forget_pictures(before: datetime, limit: int) -> int:
    """Delete the pictures of up to `limit` cases that ended before a moment."""
    cases = list(Case.objects.filter(closed_at__lt=before, pictures__isnull=False).distinct()[:limit])
    for case in cases:
        erase(case)
    return len(cases)


def forget_notes(before: datetime, limit: int) -> int:
    """Wipe up to `limit` notes of cases that ended before a moment, with their salt and writer's name."""
    written = Step.objects.filter(case__closed_at__lt=before).exclude(note="", note_salt="", actor_name="")
    pks = list(written.values_list("pk", flat=True)[:limit])
    return Step.objects.filter(pk__in=pks).update(note="", note_salt="", actor_name="")
