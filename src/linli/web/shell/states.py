"""How a state looks: a word, a shape and a tone; for residents in plain words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.cases.workflow import State


@dataclass(frozen=True)
class Look:
    """The tone (a colour class), the shape (in the sprite), and the word a resident reads."""

    tone: str
    shape: str
    plain: str | Promise


LOOKS: dict[str, Look] = {
    State.REPORTED: Look("new", "ring", _("已收到")),
    State.CHECKING: Look("check", "eye", _("正在看现场")),
    State.FILED: Look("new", "dotted", _("正在安排")),
    State.HANDLING: Look("going", "half", _("正在办")),
    State.HANDLED: Look("check", "eye", _("办好了，待复查")),
    State.VERIFIED: Look("check", "tick", _("办好了，待答复")),
    State.CLOSED: Look("good", "tick", _("已办完")),
    State.REJECTED: Look("", "cross", _("没有受理")),
    State.MERGED: Look("", "merge", _("与别人反映的一起办")),
}
PAUSED = Look("check", "bars", _("暂时搁置"))
UNKNOWN = Look("", "ring", "")


def look(state: str, *, paused: bool = False) -> Look:
    """Return how a case in `state` looks; `paused` while its clock stands still."""
    return PAUSED if paused else LOOKS.get(state, UNKNOWN)


def word(state: str, *, paused: bool = False) -> str:
    """Return the official word for where a case stands, in the language in force."""
    return gettext("挂账") if paused else str(State(state).label)
