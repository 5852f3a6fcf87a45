"""What the desk takes along: a list as Excel, exactly as filtered; a case's official form as Word."""

from tempfile import TemporaryFile

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases import queries
from linli.insight.reports import case_form, case_list
from linli.kernel import clock
from linli.sources.all import SOURCES
from linli.web.desk import lists
from linli.web.shell.request import Request

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@never_cache
@login_required
@require_GET
def sheet(request: Request) -> FileResponse:
    """Give the list that the address asks for as an Excel file; the audit keeps that it was taken.

    Raises:
        NotAllowed: the reader may not export cases.
    """
    wanted = lists.asked(request.GET)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        case_list.write(
            by=request.actor, wanted=wanted.filters, words=wanted.words, sources=_sources(), file=file
        )
    except BaseException:
        file.close()
        raise
    file.seek(0)
    name = f"{_('案件')}-{clock.local(clock.now()):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=EXCEL)


@never_cache
@login_required
@require_GET
def form(request: Request, number: str) -> HttpResponse:
    """Give the official form of a case as a Word document.

    Raises:
        NotFound: there is no such case for the reader.
    """
    case = queries.case(request.actor, number)
    response = HttpResponse(case_form.document(request.actor, case, _sources()), content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{case.number}.docx"'
    return response


def _sources() -> dict[str, str]:
    return {each.key: str(each.name) for each in SOURCES}
