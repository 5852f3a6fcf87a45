"""The city in memory: names, boundaries and locators as of one edition, renewed when it changes."""

import threading
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from django.db import transaction

from linli.kernel import ids
from linli.places import rules
from linli.places.addresses import AddressIndex, Entry
from linli.places.locator import Locator
from linli.places.models import Area, Building, Edition
from linli.places.rules import Level

Kept = TypeVar("Kept")
REFRESH_S = 2.0
"""How long a process may answer from an edition before it looks whether there is a newer one."""


class Atlas:
    """Everything about areas that is asked thousands of times a second, frozen at one edition."""

    def __init__(self, stamp: str) -> None:
        """Read the names; boundaries follow when first asked for."""
        self.stamp = stamp
        rows = Area.objects.values_list("code", "name", "retired_on")
        self.names: dict[str, str] = {}
        self.current: set[str] = set()
        for code, name, retired_on in rows:
            self.names[code] = name
            if retired_on is None:
                self.current.add(code)
        self._paths: dict[str, tuple[str, ...]] = {}

    def path(self, code: str) -> tuple[str, ...]:
        """Return the names from the district down to `code`; unknown codes are left out."""
        found = self._paths.get(code)
        if found is None:
            found = tuple(self.names[each] for each in rules.chain(code) if each in self.names)
            self._paths[code] = found
        return found

    def locator(self, level: Level) -> Locator:
        """Return the locator of the areas in use at `level`."""
        return self._locators[level]

    @cached_property
    def _locators(self) -> dict[Level, Locator]:
        shapes: dict[Level, dict[str, bytes]] = {level: {} for level in Level}
        rows = Area.objects.filter(retired_on=None, boundary__isnull=False)
        for code, level, boundary in rows.values_list("code", "level", "boundary").iterator():
            shapes[Level(level)][code] = bytes(boundary or b"")
        return {level: Locator(found) for level, found in shapes.items()}

    def finest(self, lon: float, lat: float) -> str:
        """Return the smallest area above the grids that holds the point, or ""."""
        for level in (Level.COMMUNITY, Level.STREET, Level.DISTRICT):
            if code := self.locator(level).find(lon, lat):
                return code
        return ""


class _Kept(Generic[Kept]):
    """Something read from the database once an edition, and kept until one of its topics changes."""

    def __init__(self, topics: Sequence[str], read: Callable[[str], Kept]) -> None:
        self._topics, self._read = tuple(topics), read
        self._lock = threading.Lock()
        self._kept: Kept | None = None
        self._stamp = ""
        self.fresh_until = 0.0

    def get(self) -> Kept:
        """Return what is kept, read anew when there is a newer edition."""
        if self._kept is not None and time.monotonic() < self.fresh_until:
            return self._kept
        with self._lock:
            found = dict(Edition.objects.filter(topic__in=self._topics).values_list("topic", "stamp"))
            stamp = " ".join(found.get(topic, "") for topic in self._topics).strip()
            if self._kept is None or self._stamp != stamp or not stamp:
                self._kept, self._stamp = self._read(stamp), stamp
            self.fresh_until = time.monotonic() + REFRESH_S
            return self._kept


def _read_addresses(_stamp: str) -> AddressIndex:
    """Return an index of every area in use by its full name, and of every building by its address."""
    now = current()
    entries = [
        Entry("".join(now.path(code)), code, "", lon, lat)
        for code, lon, lat in Area.objects.filter(retired_on=None).values_list("code", "lon", "lat")
    ]
    rows = Building.objects.filter(retired_on=None).values_list("address", "grid_code", "code", "lon", "lat")
    return AddressIndex([*entries, *(Entry(*row) for row in rows.iterator())])


_atlas = _Kept(("areas",), Atlas)
_addresses = _Kept(("areas", "buildings"), _read_addresses)


def current() -> Atlas:
    """Return the atlas of the present edition; a change elsewhere is seen within `REFRESH_S`."""
    return _atlas.get()


def addresses() -> AddressIndex:
    """Return the index of addresses and areas of the present edition."""
    return _addresses.get()


def renew(topic: str) -> None:
    """Let every process know that "areas" or "buildings" changed: at once here, within seconds elsewhere."""
    Edition.objects.update_or_create(topic=topic, defaults={"stamp": ids.token()})
    expire()
    transaction.on_commit(expire)


def expire() -> None:
    """Look for a newer edition at the next question, not `REFRESH_S` later."""
    _atlas.fresh_until = _addresses.fresh_until = 0.0
