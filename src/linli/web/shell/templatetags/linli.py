"""The words a template may use for our components."""

from datetime import datetime

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from linli.kernel import clock as clocks
from linli.web.shell import wording

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the picture `name` of our sprite; decoration only, the word stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("shell/icons.svg"), name
    )


@register.simple_tag
def moment(that: datetime | None) -> str:
    """Return a time as "今天 14:20"; nothing for no time."""
    return wording.moment(clocks.local(that), clocks.local(clocks.now())) if that else ""


@register.simple_tag
def ago(that: datetime | None) -> str:
    """Return a time as "5 分钟前" or "今天 14:20"; nothing for no time."""
    return wording.ago(clocks.local(that), clocks.local(clocks.now())) if that else ""


@register.filter
def metres(value: float) -> str:
    """Return a distance in metres as words."""
    return wording.distance(value)


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "chips" if widget.attrs.get("class") == "chips" else "radio"
    return "plain"


@register.inclusion_tag("shell/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Show one field of a form: label, hint, faults and input, tied together for a screen reader."""
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    attrs: dict[str, str | bool] = {}
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return {"bound": bound, "kind": _kind(bound), "widget": bound.as_widget(attrs=attrs)}


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
