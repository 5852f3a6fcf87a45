"""What the reporter is told of a move, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linli.cases.workflow import MOVES
from linli.kernel import clock


def told(code: str, data: Mapping[str, Any]) -> str:
    """Return what the reporter is told of the move `code`; "" when nothing.

    Args:
        code: the move; one that is no longer on the table tells nothing.
        data: the step's data; `body_name` and `due` (ISO 8601) fill the words.
    """
    move = MOVES.get(code)
    if move is None or not move.public:
        return ""
    return str(move.public).format(body=data.get("body_name") or _("负责单位"), due=_moment(data.get("due")))


def _moment(text: str | None) -> str:
    if not text:
        return _("近期")
    return date_format(clock.local(datetime.fromisoformat(text)), _("n月j日 H:i"))
