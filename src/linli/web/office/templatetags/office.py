"""The words a template of the office may use beside the library's."""

from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_list import result_hidden_fields
from django.contrib.admin.views.main import ChangeList
from django.template import Context
from unfold.templatetags.unfold_list import result_headers

from linli.web.office.rows import rows

register = template.Library()


@register.inclusion_tag("office/rows.html", takes_context=True)
def office_rows(context: Context, cl: ChangeList) -> dict[str, Any]:
    """Show the headers and the rows of a list, the headers worked out once."""
    headers: list[dict[str, Any]] = list(result_headers(cl))  # type: ignore[no-untyped-call]
    return {
        "cl": cl,
        "has_add_permission": cl.model_admin.has_add_permission(context["request"]),
        "result_hidden_fields": list(result_hidden_fields(cl)),
        "result_headers": headers,
        "num_sorted_fields": sum(1 for header in headers if header["sortable"] and header["sorted"]),
        "rows": list(rows(cl, headers)),
    }
