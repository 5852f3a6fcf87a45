"""A list to pick from, written in one go: the library's own renders two templates for each choice."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Pick(forms.Select):
    """A `select` of many choices; its HTML is that of the library, to the letter."""

    def _render(self, template_name: str, context: Any, renderer: Any = None) -> SafeString:
        widget = context["widget"]
        parts = [format_html('<select name="{}"{}>', widget["name"], _attributes(widget["attrs"]))]
        for group, options, _place in widget["optgroups"]:
            if group:
                parts.append(format_html('\n  <optgroup label="{}">', group))
            parts += [_option(option) for option in options]
            if group:
                parts.append(SafeString("\n  </optgroup>"))
        return SafeString("".join([*parts, "\n</select>"]))


class PickField(forms.ChoiceField):
    """One of many choices."""

    widget = Pick


def _option(option: Mapping[str, Any]) -> SafeString:
    said = option["value"], _attributes(option["attrs"]), option["label"]
    return format_html('\n  <option value="{}"{}>{}</option>\n', *said)


def _attributes(found: Mapping[str, Any]) -> SafeString:
    """Return attributes as they stand in a tag: True is the name alone, False is nothing."""
    return SafeString(
        "".join(
            format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
            for name, value in found.items()
            if value is not False
        )
    )
