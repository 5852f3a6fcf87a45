"""What a closed case forgets in time: its reporter and their words, pictures, notes; the chain holds."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from linli.cases import book, search
from linli.cases.models import Case, Picture, Rating, Signal, Step
from linli.cases.pictures import erase
from linli.kernel.retention import Sweep
from linli.people.models import Contact


def _with_words(before: datetime) -> Sequence[int]:
    named = Q(reporter__isnull=False) | Q(reporter_account__isnull=False) | ~Q(description="")
    worded = Exists(Signal.objects.filter(case=OuterRef("pk")).exclude(text="", payload={}, address=""))
    return list(Case.objects.filter(named | worded, closed_at__lt=before).values_list("pk", flat=True))


def _part(pks: Sequence[int], before: datetime) -> int:
    """Part ended cases from their reporter and wipe the reporter's words.

    A contact that nothing names any more is deleted with them.
    """
    cases = list(Case.objects.filter(pk__in=pks, closed_at__lt=before))
    signals = Signal.objects.filter(case__in=cases)
    known = [*signals.values_list("reporter", flat=True), *(case.reporter_id for case in cases)]
    contacts = {contact for contact in known if contact is not None}
    signals.update(text="", address="", payload={}, reporter=None)
    Rating.objects.filter(case__in=cases).update(note="")
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


def _with_pictures(before: datetime) -> Sequence[int]:
    shown = Picture.objects.filter(case__closed_at__lt=before)
    return list(shown.values_list("case", flat=True).distinct())


def _erase(pks: Sequence[int], before: datetime) -> int:
    cases = list(Case.objects.filter(pk__in=pks, closed_at__lt=before))
    for case in cases:
        erase(case)
    return len(cases)


def _with_notes(before: datetime) -> Sequence[int]:
    written = Step.objects.filter(case=OuterRef("pk")).exclude(note="", note_salt="", actor_name="")
    return list(Case.objects.filter(Exists(written), closed_at__lt=before).values_list("pk", flat=True))


def _blank(pks: Sequence[int], before: datetime) -> int:
    written = Step.objects.filter(case__in=pks, case__closed_at__lt=before)
    return written.exclude(note="", note_salt="", actor_name="").update(note="", note_salt="", actor_name="")


REPORTERS = Sweep(_with_words, _part)
"""Parts ended cases from their reporters and wipes the reporters' words."""
PICTURES = Sweep(_with_pictures, _erase)
"""Deletes the pictures of ended cases."""
NOTES = Sweep(_with_notes, _blank)
"""Wipes the notes of ended cases with their salt and writer's name."""
