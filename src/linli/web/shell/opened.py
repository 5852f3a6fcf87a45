"""A forgotten key in words: who asked, for which gate, what became of it; the same for staff and family."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.care import doors
from linli.care.doors import Asker, Fact, State
from linli.care.models import Opening

TONES = {
    State.ASKED: "new",
    State.CHECKED: "going",
    State.ORDERED: "going",
    State.SENT: "going",
    State.OPENED: "good",
    State.FAILED: "bad",
    State.UNKNOWN: "bad",
    State.REFUSED: "bad",
    State.LAPSED: "",
    State.DROPPED: "",
}
FAULTS = {
    "silent": gettext_lazy("门禁没有应答，可能断电或断网。"),
    "login": gettext_lazy("门禁不认登记的用户名或密码，请找系统管理员。"),
    "refused": gettext_lazy("门禁拒绝了开门命令，请找系统管理员核对门编号。"),
    "gone": gettext_lazy("这个门已不能远程开。"),
}
PLAIN = {
    State.ASKED: gettext_lazy("已经告诉社区。请留意电话，社区会打来核对两件事，对上了就开门。"),
    State.CHECKED: gettext_lazy("身份核对好了。请站到门边，马上开门。"),
    State.ORDERED: gettext_lazy("正在开门，请拉一下门。"),
    State.SENT: gettext_lazy("正在开门，请拉一下门。"),
    State.OPENED: gettext_lazy("门开了，请进。"),
    State.FAILED: gettext_lazy("门没能打开。已请社区派人带钥匙来，请稍等。"),
    State.UNKNOWN: gettext_lazy("不知道门开没开，请拉一下门试试。已请社区派人来看。"),
    State.REFUSED: gettext_lazy("没有核对上，没有开门。请给社区打电话，或找有钥匙的人。"),
    State.LAPSED: gettext_lazy("等的时间太久，已经取消，没有开门。需要的话请再请求一次。"),
    State.DROPPED: gettext_lazy("已经取消，没有开门。"),
}
"""What the person reads."""


def line(opening: Opening) -> dict[str, Any]:
    """Return what a list or the head of a page shows of an opening."""
    return {
        "opening": opening,
        "going": opening.state in doors.OPEN,
        "moving": opening.state in (State.ORDERED, State.SENT),
        "tone": TONES[State(opening.state)],
        "gate": opening.gate.name,
        "asker": opening.relation or Asker(opening.asker).label,
        "taken_by": opening.taken_by,
        "facts": facts(opening.facts),
        "wrong": facts(opening.wrong),
        "why": FAULTS.get(opening.fault, ""),
        "plain": PLAIN[State(opening.state)],
        "until": doors.ends_at(opening.state, opening.since),
    }


def facts(codes: str) -> str:
    """Return facts, kept by their codes, in words."""
    return _("、").join(str(Fact(code).label) for code in codes.split())
