"""The city in memory: names, boundaries and locators as of one edition, renewed when it changes."""

import threading
import time
from functools import cached_property

from linli.places import rules
from linli.places.locator import Locator
from linli.places.models import Area, Edition
from linli.places.rules import Level

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


_lock = threading.Lock()
_atlas: Atlas | None = None
_fresh_until = 0.0


def current() -> Atlas:
    """Return the atlas of the present edition; a change elsewhere is seen within `REFRESH_S`."""
    global _atlas, _fresh_until
    if _atlas is not None and time.monotonic() < _fresh_until:
        return _atlas
    with _lock:
        stamp = Edition.objects.filter(topic="areas").values_list("stamp", flat=True).first() or ""
        if _atlas is None or _atlas.stamp != stamp or not stamp:
            _atlas = Atlas(stamp)
        _fresh_until = time.monotonic() + REFRESH_S
        return _atlas


def expire() -> None:
    """Look for a newer edition at the next question, not `REFRESH_S` later."""
    global _fresh_until
    _fresh_until = 0.0
