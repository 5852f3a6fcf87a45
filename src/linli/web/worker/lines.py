"""A case as a line of the worker's list, as HTML: what one must know before one walks there, and no more."""

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.web.shell import cards, clockwords, marks, states
from linli.web.shell.shelf import Shelf

_LINE = (
    '<li data-number="{number}" data-band="{band}"{point}><article class="card {edge}">\n'
    '<h3><a href="{url}" data-version="{version}">{urgent}{title}</a></h3>\n'
    "<p>{pin} {where}</p>\n"
    '<div class="row">{state}\n{clock}\n<span class="muted small" data-metres></span></div>\n'
    "</article>\n</li>"
)


def line(case: Case, band: int, url: str, now: datetime, shelf: Shelf) -> SafeString:
    """Return the line of `case`.

    Args:
        case: what waits.
        band: whether it is for now, for today or for later.
        url: of its page.
        now: the present moment.
        shelf: what the list's lines look up once.
    """
    words, paused = clockwords.of(case, now, shelf), case.is_suspended
    return format_html(
        _LINE,
        number=case.number,
        band=band,
        point=_point(case),
        edge=cards.edge(case, words),
        url=url,
        version=case.version,
        urgent=_urgent() if case.urgent else "",
        title=cards.title(case, shelf),
        pin=marks.icon("pin"),
        where=cards.address(case) or cards.place(case.grid_code),
        state=marks.state(states.look(case.state, paused=paused), states.word(case.state, paused=paused)),
        clock=marks.clock(words),
    )


def _point(case: Case) -> str:
    """Return where the case lies, for the phone that sorts by the way to walk."""
    if case.lon is None or case.lat is None:
        return ""
    return format_html(' data-lon="{}" data-lat="{}"', f"{case.lon:.6f}", f"{case.lat:.6f}")


def _urgent() -> SafeString:
    return format_html('<span class="urgent-word">{}</span> ', _("急"))
