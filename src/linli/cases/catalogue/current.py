"""The catalogue in force here: the packaged one with the files a city has put in their place."""

import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from linli.cases.catalogue.load import FILES, load
from linli.cases.catalogue.model import Catalogue
from linli.kernel.errors import InvalidInput

log = logging.getLogger(__name__)
_good: dict[tuple[Path, ...], Catalogue] = {}


def folders() -> tuple[Path, ...]:
    """Return the city's own folder: LINLI_CATALOGUE if set, else `catalogue` in the data folder, if any."""
    if settings.LINLI_CATALOGUE:
        return (Path(settings.LINLI_CATALOGUE),)
    own = Path(settings.HOME) / "catalogue"
    return (own,) if own.is_dir() else ()


def current() -> Catalogue:
    """Return the catalogue in force, read again only when one of its files has changed.

    A file that is spoilt while the process runs (half saved, say) does not stop the city: the last good
    catalogue stays in force and the faults are logged. A process does not begin with a wrong one.

    Raises:
        InvalidInput: the city's files are wrong and none was good before; every fault is named.
    """
    chain = folders()
    found = _loaded(chain, _marks(chain))
    if isinstance(found, Catalogue):
        _good[chain] = found
        return found
    if chain in _good:
        return _good[chain]
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
