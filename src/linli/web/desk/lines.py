"""The lines of the desk's list as HTML, each written in one go: a hundred are the greater part of a page."""

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linli.web.desk.rows import Row
from linli.web.shell import marks

_LINE = (
    '<li class="line {edge}{left}" id="c{pk}" data-row="{key}"{swap}>'
    '<label class="pick no-print"><input type="checkbox" name="n" value="{number}.{version}" form="bulk">'
    '<span class="sr">{pick} {number}</span></label><a href="{url}" data-pane="{pane}"{current}>\n'
    '<span class="line-top"><span class="line-title">{tags}{title}</span>{clock}</span>\n'
    '<span class="line-mid"><span>{address}</span><span class="line-when">{at}</span></span>\n'
    '<span class="line-low">{state}{gone}<span>{matter}</span><span>{place}</span>{body}</span></a></li>\n'
)
_SWAP, _CURRENT = SafeString(' hx-swap-oob="true"'), SafeString(' aria-current="true"')


def lines(rows: Iterable[Row], open_number: str = "", *, live: bool = False) -> SafeString:
    """Return the lines of a list; "" when it is empty.

    Args:
        rows: what they say.
        open_number: the case that is open beside the list: its line is marked.
        live: whether they take the place of lines that a page shows already.
    """
    pick, swap = _("选中"), _SWAP if live else ""
    return SafeString("".join(_line(row, pick, swap, open_number) for row in rows))


def _line(row: Row, pick: str, swap: str, open_number: str) -> SafeString:
    return format_html(
        _LINE,
        edge=row.edge,
        left=" left" if row.left else "",
        pk=row.pk,
        key=row.key,
        swap=swap,
        number=row.number,
        version=row.version,
        pick=pick,
        url=row.url,
        pane=row.pane,
        current=_CURRENT if row.number == open_number else "",
        tags=_tags(row),
        title=row.title,
        clock=marks.clock(row.clock),
        address=row.address,
        at=row.at,
        state=marks.state(row.look, row.state),
        gone=_span(_("已不在这一列")) if row.left else "",
        matter=row.matter,
        place=row.place,
        body=_span(row.body) if row.body else "",
    )


def _tags(row: Row) -> SafeString:
    """Return the words that stand before the title of what may not wait."""
    said = [(_("急"), row.urgent), (_("督办"), row.supervised)]
    return SafeString(
        "".join(format_html('<span class="tag bad">{}</span>', w) for w, is_so in said if is_so)
    )


def _span(words: str) -> SafeString:
    return format_html("<span>{}</span>", words)
