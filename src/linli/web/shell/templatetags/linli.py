"""The words a template may use for our components."""

from datetime import datetime

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from linli.care import saying
from linli.cases.models import Case
from linli.kernel import clock as clocks
from linli.web.shell import demo, mapping, marks, states, wording
from linli.web.shell.clockwords import ClockWords

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the picture `name` of our sprite; decoration only, the word stands beside it."""
    return marks.icon(name)


@register.simple_tag
def demo_roles() -> list[demo.Role]:
    """Return the roles that the demo lets one try."""
    return demo.roles()


@register.simple_tag
def demo_care_pages() -> list[tuple[str, str]]:
    """Return the secret pages of an elder and a family that the demo lets one see."""
    return demo.care_pages()


@register.simple_tag
def demo_serving(case: Case) -> list[demo.Role]:
    """Return as whom a visitor of the demo may go on with a case."""
    return demo.serving(case)


@register.simple_tag
def face(score: str) -> SafeString:
    """Return the face of a degree of satisfaction, 1 to 5."""
    return icon(f"face{score}")


@register.simple_tag
def moment(that: datetime | None) -> str:
    """Show a time as "今天 14:20", on paper with its full date; nothing for no time."""
    return _dated(that, wording.moment(clocks.local(that), clocks.local(clocks.now()))) if that else ""


@register.simple_tag
def ago(that: datetime | None) -> str:
    """Show a time as "5 分钟前" or "今天 14:20", on paper with its full date; nothing for no time."""
    return _dated(that, wording.ago(clocks.local(that), clocks.local(clocks.now()))) if that else ""


@register.simple_tag
def full_moment(that: datetime) -> str:
    """Return a time with its full date: "2026年3月2日 14:20"."""
    return wording.full(clocks.local(that))


def _dated(that: datetime, words: str) -> SafeString:
    """Return words that hold today beside those that hold for ever; the style sheet shows one of them."""
    return format_html(
        '<span class="on-screen">{}</span><span class="on-paper">{}</span>',
        words,
        wording.full(clocks.local(that)),
    )


@register.filter
def whom(kept: str) -> str:
    """Return whom a step of an alert names, in the reader's language."""
    return saying.who(kept)


@register.filter
def metres(value: float) -> str:
    """Return a distance in metres as words."""
    return wording.distance(value)


@register.simple_tag
def map_settings() -> str:
    """Return what the maps' script must know, as JSON."""
    return mapping.settings_for_maps()


@register.simple_tag
def state(value: str, paused: bool = False) -> SafeString:
    """Show where a case stands, in the official word."""
    look, word = states.look(value, paused=paused), states.word(value, paused=paused)
    return _on_a_line(marks.state(look, word))


@register.simple_tag
def plain_state(value: str, paused: bool = False) -> SafeString:
    """Show where a case stands, in a resident's words."""
    look = states.look(value, paused=paused)
    return _on_a_line(marks.state(look, str(look.plain)))


@register.simple_tag
def clock(words: ClockWords) -> SafeString:
    """Show what the clock of a case says; nothing when it does not run."""
    return _on_a_line(marks.clock(words))


def _on_a_line(mark: SafeString) -> SafeString:
    """Return a mark with the break after it at which a narrow line may be turned."""
    return SafeString(f"{mark}\n")


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if isinstance(widget, FileInput):
        return "pictures"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "chips" if widget.attrs.get("class") == "chips" else "radio"
    return "plain"


@register.inclusion_tag("shell/field.html")
def field(bound: BoundField, asked: bool = False) -> dict[str, object]:
    """Show one field of a form: label, hint, faults and input, tied together for a screen reader.

    Args:
        bound: the field.
        asked: whether it is wanted although the form itself would take it empty.
    """
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    attrs: dict[str, str | bool] = {}
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    optional = not (asked or bound.field.required)
    widget = bound.as_widget(attrs=attrs)
    return {"bound": bound, "kind": _kind(bound), "widget": widget, "optional": optional}


@register.inclusion_tag("shell/summary.html")
def error_summary(form: object) -> dict[str, object]:
    """Show what is wrong with a form at the top of the page, each fault a link to its field."""
    return {"form": form}


@register.inclusion_tag("shell/empty.html")
def empty(picture: str, heading: str, words: str, url: str = "", action: str = "") -> dict[str, str]:
    """Show that a place is empty: what it is for and what to do next."""
    return {"picture": picture, "heading": heading, "words": words, "url": url, "action": action}


@register.inclusion_tag("shell/pager.html")
def pager(first_url: str = "", next_url: str = "") -> dict[str, str]:
    """Show the way to the next page and back to the first."""
    return {"first_url": first_url, "next_url": next_url}
