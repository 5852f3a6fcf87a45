"""Keeps the English catalogues: finds the Chinese texts of each package, adds what is missing, compiles.

Usage: python -m tools.messages compile | update [PACKAGE ...]. A text is a msgid in Chinese; its English
stands in src/linli/PACKAGE/locale/en/LC_MESSAGES/django.po.
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "linli"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "_n": (1, 2),
    "_p": ((1, "c"), 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATES = {".html", ".txt", ".svg", ".xml"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
HEADER = """# English texts of linli.{package}; the msgids are what the Chinese reader sees.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@dataclass(frozen=True)
class Text:
    """A text that a person may see: its msgid (with a plural, or a context) and where it stands."""

    singular: str
    plural: str | None
    context: str | None
    place: str

    @property
    def id(self) -> str | tuple[str, str]:
        """The id under which a catalogue keeps it."""
        return (self.singular, self.plural) if self.plural else self.singular


def packages() -> list[Path]:
    """Return the folders of the packages, one per floor entry."""
    return sorted(path for path in SOURCE.iterdir() if (path / "__init__.py").is_file())


def catalogue_path(package: Path) -> Path:
    """Return where the package's English catalogue stands."""
    return package / "locale" / "en" / "LC_MESSAGES" / "django.po"


def texts_of(source: bytes, place: str) -> Iterator[Text]:
    """Yield the marked texts of Python source."""
    for line, found, _, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        singular, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, None)
        if singular:
            yield Text(singular, plural, context, f"{place}:{line}")


def template_source(text: str, place: str) -> bytes:
    """Return a Django template as the Python-like source that holds its marked texts."""
    from django.utils.translation.template import templatize  # noqa: PLC0415 - compiling needs no Django

    return templatize(text, origin=place).encode()


def texts(package: Path) -> list[Text]:
    """Return every marked text of a package, from its Python files and its templates."""
    found: list[Text] = []
    for path in sorted(package.rglob("*")):
        place = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and "migrations" not in path.parts:
            found += texts_of(path.read_bytes(), place)
        elif path.suffix in TEMPLATES and "templates" in path.parts:
            found += texts_of(template_source(path.read_text("utf-8"), place), place)
    return found


def catalogue(package: Path) -> Catalog:
    """Return the package's English catalogue, empty when it has none yet."""
    path = catalogue_path(package)
    if not path.exists():
        return Catalog(locale="en", project="linli", domain="django", fuzzy=False)
    return parsed(path)


def parsed(path: Path) -> Catalog:
    """Return the catalogue in a .po file.

    Raises:
        ValueError: it cannot be read; the message names the file.
    """
    try:
        with path.open("rb") as file:
            return read_po(file, locale="en", domain="django", abort_invalid=True)
    except PoFileError as error:
        raise ValueError(f"{path}: {error}") from error


def is_translated(message: Message | None) -> bool:
    """Return whether a catalogue's entry has its English, in every plural form."""
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def missing(found: list[Text], known: Catalog) -> list[Text]:
    """Return the texts in Chinese that have no English yet, each id once."""
    without: dict[tuple[str, str | None], Text] = {}
    for text in found:
        if CHINESE.search(text.singular) and not is_translated(known.get(text.id, text.context)):
            without.setdefault((text.singular, text.context), text)
    return list(without.values())


def update(package: Path) -> int:
    """Add the package's new texts to its catalogue with empty English; return how many wait for it."""
    known, waiting = catalogue(package), missing(texts(package), catalogue(package))
    new = [text for text in waiting if known.get(text.id, text.context) is None]
    for text in new:
        known.add(text.id, context=text.context)
    if new:
        path = catalogue_path(package)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(HEADER.format(package=package.name).encode())
            write_po(file, known, width=110, no_location=True, omit_header=True)
    return len(waiting)


def compile_all() -> None:
    """Compile every catalogue that is newer than its compiled form."""
    for path in sorted(SOURCE.rglob("*.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        known = parsed(path)
        with target.open("wb") as file:
            write_mo(file, known)


def main() -> None:
    """Update (all packages or the named ones) or compile, as the command line says."""
    if sys.argv[1:2] == ["update"]:
        named = sys.argv[2:]
        for package in (each for each in packages() if not named or each.name in named):
            if count := update(package):
                print(f"{package.name}: {count} texts wait for their English in {catalogue_path(package)}")
    compile_all()


if __name__ == "__main__":
    main()
