"""Pictures of every page in every way of looking at it, small, and an index of them: docs/screenshots/."""

import io
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error

from tools.pages import PAGES, Page
from tools.visits import Visits, Way, ways

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
PICTURES = FOLDER / "pages"
LONGEST = 2_000
WIDEST = 1_100
QUALITY = 42
FRONTS = {
    "home": "Residents",
    "worker": "Workers",
    "desk": "The desk",
    "city": "The city",
    "office": "The office of the administrators",
}


def plan(names: Iterable[str] = ()) -> dict[tuple[str, Way, bool], list[Page]]:
    """Return the pages to look at (all without `names`), by who looks and in which way."""
    wanted = set(names)
    found: dict[tuple[str, Way, bool], list[Page]] = defaultdict(list)
    for page in PAGES:
        for way in ways(page) if not wanted or page.name in wanted else ():
            found[page.role, way, page.wall].append(page)
    return found


def save(png: bytes, path: Path) -> None:
    """Keep a picture as WebP, no wider than a document shows it and cut where it is very long."""
    with Image.open(io.BytesIO(png)) as picture:
        upper = picture.crop((0, 0, picture.width, min(picture.height, LONGEST))).convert("RGB")
        if upper.width > WIDEST:
            upper = upper.resize((WIDEST, upper.height * WIDEST // upper.width), Image.Resampling.LANCZOS)
        upper.save(path, "WEBP", quality=QUALITY, method=5)


def take(visits: Visits, names: Iterable[str] = ()) -> list[str]:
    """Take the pictures and return what went wrong."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    faults = []
    for (role, way, wall), pages in plan(names).items():
        context = visits.context(role, way, wall=wall)
        window = context.new_page()
        for page in pages:
            name = f"{page.name}{way.suffix}"
            try:
                visits.open(window, page)
                save(window.screenshot(full_page=True), PICTURES / f"{name}.webp")
            except (Error, RuntimeError, LookupError) as fault:
                faults.append(f"{name}: {str(fault).splitlines()[0]}")
        print(f"- {role or 'a passer-by'}{way.suffix}: {len(pages)}", flush=True)
        context.close()
    return faults


def index() -> str:
    """Return the index of the pictures that are there, as Markdown."""
    lines = [
        "# Every page",
        "",
        "Taken of the demo by `make screenshots`: each page on a telephone and at a desk, in Chinese and",
        "English, residents' pages also with large letters. The list of pages is `tools/pages.py`; what is",
        f"longer than {LONGEST} pixels is cut there.",
    ]
    for page in PAGES:
        if heading := FRONTS.get(page.name):
            lines += ["", f"## {heading}", "", "| page | address | as | pictures |", "|---|---|---|---|"]
        pictures = [way for way in ways(page) if (PICTURES / f"{page.name}{way.suffix}.webp").exists()]
        links = [f"[{words(way)}](pages/{page.name}{way.suffix}.webp)" for way in pictures]
        lines.append(f"| {page.name} | `{page.path}` | {page.role or 'anybody'} | {' · '.join(links)} |")
    return "\n".join(lines) + "\n"


def words(way: Way) -> str:
    """Return what the index calls a way of looking."""
    size = "phone" if way.phone else "desk"
    return f"{size} {'English' if way.language == 'en' else '中文'}{', large' if way.elder else ''}"


def tidy() -> None:
    """Remove the pictures of pages that are no more."""
    known = {f"{page.name}{way.suffix}.webp" for page in PAGES for way in ways(page)}
    for path in PICTURES.glob("*.webp"):
        if path.name not in known:
            path.unlink()


def make(visits: Visits, names: Iterable[str] = ()) -> int:
    """Take the pictures, write the index, say what went wrong; return 1 when anything did."""
    faults = take(visits, names)
    tidy()
    (FOLDER / "README.md").write_text(index(), encoding="utf-8")
    size = sum(path.stat().st_size for path in PICTURES.glob("*.webp"))
    print(f"{len(list(PICTURES.glob('*.webp')))} pictures, {size / 2**20:.1f} MB")
    for fault in faults:
        print(f"  {fault}", file=sys.stderr)
    return 1 if faults else 0
