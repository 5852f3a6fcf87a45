"""The catalogue in force here: the packaged one with the files a city has put in their place."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from linli.cases.catalogue.load import FILES, load
from linli.cases.catalogue.model import Catalogue


def folders() -> tuple[Path, ...]:
    """Return the city's own folder: LINLI_CATALOGUE if set, else `catalogue` in the data folder, if any."""
    if settings.LINLI_CATALOGUE:
        return (Path(settings.LINLI_CATALOGUE),)
    own = Path(settings.HOME) / "catalogue"
    return (own,) if own.is_dir() else ()


def current() -> Catalogue:
    """Return the catalogue in force, read again only when one of its files has changed.

    Raises:
        InvalidInput: the city's files are wrong; every fault is named.
    """
    chain = folders()
    return _loaded(chain, _marks(chain))


def _marks(chain: tuple[Path, ...]) -> tuple[tuple[int, int], ...]:
    marks = []
    for folder in chain:
        for name in FILES:
            path = folder / name
            if path.is_file():
                stat = path.stat()
                marks.append((stat.st_mtime_ns, stat.st_size))
    return tuple(marks)


@lru_cache(maxsize=4)
def _loaded(chain: tuple[Path, ...], marks: tuple[tuple[int, int], ...]) -> Catalogue:
    return load(*chain)
