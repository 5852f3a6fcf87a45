"""The catalogue in force here: the packaged one with the files a city has put in their place."""

import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from linli.cases.catalogue.load import FILES, load
from linli.cases.catalogue.model import Catalogue
from linli.kernel.errors import InvalidInput

log = logging.getLogger(__name__)
COMING = ".coming"
"""The folder of a new version whose files are about to get their place; they count from its first moment."""

_TRIES = 3
_good: dict[Path, Catalogue] = {}


def own_folder() -> Path:
    """Return where the city's own files lie: LINLI_CATALOGUE if set, else `catalogue` in the data folder."""
    return Path(settings.LINLI_CATALOGUE or Path(settings.HOME) / "catalogue")


def folders() -> tuple[Path, ...]:
    """Return where the city's own files are looked for, those of a version that is just coming first."""
    own = own_folder()
    if not own.is_dir():
        return (own,) if settings.LINLI_CATALOGUE else ()
    return (own / COMING, own) if (own / COMING).is_dir() else (own,)


def current() -> Catalogue:
    """Return the catalogue in force, read again only when one of its files has changed.

    A file that is spoilt while the process runs (half saved, say) does not stop the city: the last good
    catalogue stays in force and the faults are logged. A process does not begin with a wrong one.

    Raises:
        InvalidInput: the city's files are wrong and none was good before; every fault is named.
    """
    own, tries = own_folder(), _TRIES
    while True:
        chain = folders()
        marks = _marks(chain)
        found = _loaded(chain, marks)
        tries -= 1
        if isinstance(found, Catalogue):
            _good[own] = found
            return found
        if not tries or (folders() == chain and _marks(chain) == marks):
            break
    if own in _good:
        return _good[own]
    raise found


def _marks(chain: tuple[Path, ...]) -> tuple[tuple[str, int, int], ...]:
    marks = []
    for folder in chain:
        for name in FILES:
            path = folder / name
            if path.is_file():
                stat = path.stat()
                marks.append((name, stat.st_mtime_ns, stat.st_size))
    return tuple(marks)


@lru_cache(maxsize=4)
def _loaded(chain: tuple[Path, ...], marks: tuple[tuple[str, int, int], ...]) -> Catalogue | InvalidInput:
    try:
        return load(*chain)
    except InvalidInput as faults:
        log.error("catalogue: %s", "; ".join(str(fault) for fault in faults.errors[:20]))
        return faults
