"""A look before the leap: what a change does to open cases is shown, and asked about once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases.effects import Touched
from linli.kernel.errors import Text

CONFIRMED = "confirmed"
_OWN = {"csrfmiddlewaretoken", CONFIRMED}


@dataclass(frozen=True)
class Effect:
    """One thing that a change does: a sentence, the numbers of some cases, and rows with more detail.

    Attributes:
        said: the sentence.
        numbers: of cases to look at; the desk opens them.
        heads: headings of `rows`.
        rows: cells.
        more: how many rows are not shown.
    """

    said: Text
    numbers: Sequence[str] = ()
    heads: Sequence[Text] = ()
    rows: Sequence[Sequence[Any]] = field(default_factory=list)
    more: int = 0


class NeedsConsent(Exception):
    """A change that is right, but not made yet: first its effects are shown."""

    def __init__(self, effects: Sequence[Effect]) -> None:
        super().__init__()
        self.effects = effects


def is_confirmed(request: HttpRequest) -> bool:
    """Return whether the reader has seen the effects and said yes."""
    return request.POST.get(CONFIRMED) == "1"


def ask(
    request: HttpRequest,
    title: Text,
    effects: Sequence[Effect],
    things: Sequence[Any] = (),
    carried: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Show what will happen; the one button sends the same form again, confirmed.

    Args:
        request: the form as it was sent.
        title: of the page.
        effects: what will happen.
        things: what it happens to, when the reader chose rows.
        carried: further values to send again, such as the text of a file.
    """
    more = dict(carried or {})
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    page = {
        **admin.site.each_context(request),
        "title": title,
        "effects": effects,
        "things": things,
        "hidden": [*((n, v) for n, v in sent if n not in _OWN and n not in more), *more.items()],
        "confirmed": CONFIRMED,
        "show_back_button": False,
    }
    return TemplateResponse(request, "office/preview.html", page)


def stays(touched: Touched, where: Text) -> Effect:
    """Return the effect that open cases stay where they are; "none" is said too."""
    if not touched.count:
        return Effect(_("没有未办结案件受影响。"))
    words = ngettext("%(count)d 件未办结案件%(where)s", "%(count)d 件未办结案件%(where)s", touched.count)
    return Effect(words % {"count": touched.count, "where": where}, touched.some)
