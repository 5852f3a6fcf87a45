"""Which pages stand in the bar, by what the actor may do."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission


@dataclass(frozen=True)
class Item:
    """One entry of the bar."""

    url: str
    label: str
    icon: str
    current: bool = False
    count: int = 0


def held(actor: Actor) -> frozenset[Permission]:
    """Return everything the actor may do somewhere."""
    return frozenset(permission for grant in actor.grants for permission in grant.permissions)


def home(actor: Actor) -> str:
    """Return the address of the front that is this actor's own."""
    return reverse("resident:home")


def menu(actor: Actor, path: str, unread: int) -> list[Item]:
    """Return the bar's entries for `actor`, the one that holds `path` marked."""
    rows = [(reverse("resident:home"), _("首页"), "home", 0), (reverse("shell:help"), _("帮助"), "info", 0)]
    here = max((url for url, *_rest in rows if path.startswith(url)), key=len, default="")
    return [Item(url, label, icon, url == here, count) for url, label, icon, count in rows]
