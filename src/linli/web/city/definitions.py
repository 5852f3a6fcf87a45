"""What every number means: the table of indicators as a page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.insight import queries as insight
from linli.insight import rules
from linli.kernel.errors import NotAllowed
from linli.web.shell.request import Request


@require_safe
def definitions(request: Request) -> HttpResponse:
    """Show each indicator's definition, numerator, denominator and source.

    Raises:
        NotAllowed: the reader may see no figures.
    """
    if not insight.scope(request.actor):
        raise NotAllowed
    rows = [
        {
            "key": each.key,
            "name": each.name,
            "definition": each.definition,
            "numerator": rules.COUNT_NAMES[each.numerator],
            "denominator": rules.COUNT_NAMES[each.denominator] if each.denominator else "",
            "source": each.source,
        }
        for each in rules.INDICATORS.values()
    ]
    return render(request, "city/definitions.html", {"rows": rows})
