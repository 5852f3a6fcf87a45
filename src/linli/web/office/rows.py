"""The rows of a list as the library writes them, without working out the headers anew for each row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from types import SimpleNamespace
from typing import Any

from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from unfold.templatetags.unfold_list import CHECKBOX_CLASSES, LINK_CLASSES, ROW_CLASSES
from unfold.utils import display_for_field, display_for_header, display_for_label, display_for_value

BOX = "action_checkbox"
LEFT_OUT = {"ordering_field", "list_sections", "actions_row", "list_editable"}
"""What lists of the library can do beside, and ours do not; nor do they open a cell as a drop-down."""

_KEY = "~key~"


@dataclass(frozen=True)
class Column:
    """What every cell of a column shares: field, label, classes, and whether it leads to the row."""

    name: str
    label: Any
    classes: str
    linked: bool
    leads: bool


def columns(cl: ChangeList, headers: list[dict[str, Any]]) -> list[Column]:
    """Return the columns of a list; the first that leads to the row names the row."""
    found = list[Column]()
    for at, name in enumerate(map(str, cl.list_display)):
        leads = not any(column.linked for column in found)
        linked = _is_linked(cl, name, leads)
        label = headers[at]["text"] if at or linked else _("Select record")
        classes = CHECKBOX_CLASSES if name == BOX else [f"field-{name}", *ROW_CLASSES]
        found.append(Column(name, label, " ".join(classes), linked, leads))
    return found


def rows(cl: ChangeList, headers: list[dict[str, Any]]) -> Iterator[list[SafeString]]:
    """Return the cells of each row of a list."""
    shared = columns(cl, headers)
    box = str(cl.model_admin.action_checkbox(SimpleNamespace(pk=_KEY)))
    tail = _tail(cl)
    for row in cl.result_list:
        yield [
            _boxed(column, box, row) if column.name == BOX else _cell(cl, column, row, tail)
            for column in shared
        ]


def _is_linked(cl: ChangeList, name: str, leads: bool) -> bool:
    if cl.list_display_links is None:
        return False
    return (leads and not cl.list_display_links) or name in cl.list_display_links


def _tail(cl: ChangeList) -> str:
    """Return what the address of a row carries beside, so that its page leads back to the same list."""
    for row in cl.result_list:
        url = cl.url_for_result(row)
        kept: Any = {"preserved_filters": cl.preserved_filters, "opts": cl.opts}
        return str(add_preserved_filters(kept, url))[len(url) :]
    return ""


def _boxed(column: Column, box: str, row: models.Model) -> SafeString:
    shown = mark_safe(box.replace(_KEY, escape(str(row.pk))))  # noqa: S308 - the library's own box
    return format_html('<td class="{}" data-label="{}">{}</td>', column.classes, column.label, shown)


def _cell(cl: ChangeList, column: Column, row: models.Model, tail: str) -> SafeString:
    shown, nowrap = _shown(cl, column, row)
    classes = f"{column.classes} nowrap" if nowrap else column.classes
    if not column.linked:
        return format_html('<td class="{}" data-label="{}">{}</td>', classes, column.label, shown)
    opener = ""
    if cl.is_popup:
        key = str(cl.to_field) if cl.to_field else cl.lookup_opts.pk.attname
        opener = format_html(' data-popup-opener="{}"', row.serializable_value(key))
    link = format_html(
        '<a href="{}" class="{}" {}>{}</a>',
        cl.url_for_result(row) + tail,
        " ".join(LINK_CLASSES),
        opener,
        shown,
    )
    tag = "th" if column.leads else "td"
    return format_html('<{} class="{}" data-label="{}">{}</{}>', tag, classes, column.label, link, tag)


def _shown(cl: ChangeList, column: Column, row: models.Model) -> tuple[Any, bool]:
    """Return what a cell says, and whether it stays on one line."""
    empty = cl.model_admin.get_empty_value_display()
    try:
        field, attribute, value = lookup_field(column.name, row, cl.model_admin)
    except ObjectDoesNotExist:
        return empty, False
    empty = getattr(attribute, "empty_value_display", empty)
    if field is None or getattr(field, "auto_created", False):
        return _worked_out(attribute, value, empty), isinstance(value, date | time)
    nowrap = isinstance(field, models.DateField | models.TimeField | models.ForeignKey)
    if isinstance(field.remote_field, models.ManyToOneRel):
        return (empty if (told := getattr(row, field.name)) is None else told), nowrap
    return display_for_field(value, field, empty), nowrap


def _worked_out(attribute: Any, value: Any, empty: str) -> Any:
    if label := getattr(attribute, "label", False):
        return display_for_label(value, empty, label)
    if getattr(attribute, "header", False):
        return display_for_header(value, empty)
    return display_for_value(value, empty, getattr(attribute, "boolean", False))
