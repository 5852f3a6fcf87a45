"""Saved views: lists of cases under a name, one's own or shared with everybody of one's office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from linli.cases import access, asking
from linli.cases.cleaning import clean
from linli.cases.models import SavedView
from linli.kernel import audit
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, NotFound, invalid

MOST = 30
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as its reader sees it."""

    id: int
    name: str
    words: Mapping[str, str]
    office: str
    own: bool
    first: bool


def views(by: Actor) -> list[View]:
    """Return the views that `by` may use: one's own, then those of one's offices, by name (one query)."""
    if by.account_id is None:
        return []
    first = SavedView.first_for.through.objects.filter(savedview=OuterRef("pk"), account=by.account_id)
    rows = SavedView.objects.filter(_usable(by)).annotate(first=Exists(first))
    found = [
        View(row.pk, row.name, row.words, row.office, row.owner_id == by.account_id, row.first)
        for row in rows
    ]
    return sorted(found, key=lambda view: (not view.own, view.name))


def _usable(by: Actor) -> Q:
    return Q(owner_id=by.account_id) | Q(office__in=access.offices(by))


@transaction.atomic
def save(*, by: Actor, name: str, words: Mapping[str, str], today: datetime, office: str = "") -> SavedView:
    """Keep a list under a name; the same name again keeps the new list in the old one's place.

    Args:
        by: whose view it is.
        name: 1 to 40 characters.
        words: what the list is asked for with, as `asking.ask` reads them.
        today: see `asking.ask`.
        office: one of the actor's own offices, to share it with all who work there; "" keeps it to oneself.

    Raises:
        InvalidInput: the name is empty or too long, or there are thirty views already.
        NotAllowed: the office is not the actor's.
    """
    account, called = _account(by), _name(name)
    _check_office(by, office)
    asked = dict(asking.ask(words, today).words)
    kept = SavedView.objects.filter(owner_id=account, name=called).first()
    if kept is None and SavedView.objects.filter(owner_id=account).count() >= MOST:
        raise invalid("name", _("最多保存 {most} 个视图，请先删掉不用的。").format(most=MOST))
    if kept is None:
        kept = SavedView(owner_id=account, name=called)
    was, kept.words, kept.office = kept.office, asked, office
    kept.save()
    _tell(by, "save", kept, was)
    return kept


@transaction.atomic
def rename(*, by: Actor, view: int, name: str) -> None:
    """Give a view another name.

    Raises:
        NotFound: there is none that `by` may change.
        InvalidInput: the name is empty, too long, or another view of the same owner bears it.
    """
    found, called = _found(by, view), _name(name)
    if SavedView.objects.filter(owner_id=found.owner_id, name=called).exclude(pk=found.pk).exists():
        raise invalid("name", _("已有同名的视图，请换一个名称。"))
    found.name = called
    found.save(update_fields=["name"])
    _tell(by, "rename", found)


@transaction.atomic
def delete(*, by: Actor, view: int) -> None:
    """Delete a view.

    Raises:
        NotFound: there is none that `by` may change.
    """
    found = _found(by, view)
    _tell(by, "delete", found)
    found.delete()


@transaction.atomic
def begin_with(*, by: Actor, view: int | None) -> None:
    """Let the inbox of `by` begin with a view, or with every open case again (None).

    Raises:
        NotFound: there is no such view for `by`.
    """
    account = _account(by)
    chosen = _found(by, view) if view is not None else None
    SavedView.first_for.through.objects.filter(account_id=account).delete()
    if chosen is not None:
        chosen.first_for.add(account)


def _found(by: Actor, view: int) -> SavedView:
    found = SavedView.objects.filter(_usable(by), pk=view).first() if by.account_id is not None else None
    if found is None:
        raise NotFound
    return found


def _account(by: Actor) -> int:
    if by.account_id is None:
        raise NotAllowed
    return by.account_id


def _name(name: str) -> str:
    called = " ".join(clean(name).split())
    if not 0 < len(called) <= _LONGEST_NAME:
        raise invalid("name", _("请起一个名称，最多 {most} 个字。").format(most=_LONGEST_NAME))
    return called


def _check_office(by: Actor, office: str) -> None:
    if office and office not in access.offices(by):
        raise NotAllowed


def _tell(by: Actor, verb: str, view: SavedView, was: str = "") -> None:
    """Keep in the audit what was done with a view that others use too."""
    if view.office or was:
        audit.record(by, f"cases:view:{verb}", f"view:{view.pk}", office=view.office)
