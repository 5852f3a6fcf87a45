"""The workflow of a case: every state, and every move with who may make it and what it needs.

A move that is not a row of MOVES cannot happen. The diagram in docs/flow.md is generated from this table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from linli.kernel.permissions import Permission

Text = str | Promise


class State(TextChoices):
    """Where a case stands; the label says what it waits for. 挂账 is no state: it stops the clock."""

    REPORTED = "reported", _("待受理")
    CHECKING = "checking", _("待核实")
    FILED = "filed", _("待派遣")
    HANDLING = "handling", _("处置中")
    HANDLED = "handled", _("待核查")
    VERIFIED = "verified", _("待结案")
    CLOSED = "closed", _("已结案")
    REJECTED = "rejected", _("不予受理")
    MERGED = "merged", _("已并案")


OPEN: Final = (
    State.REPORTED,
    State.CHECKING,
    State.FILED,
    State.HANDLING,
    State.HANDLED,
    State.VERIFIED,
)
ENDED: Final = (State.CLOSED, State.REJECTED, State.MERGED)
BEFORE_FILING: Final = (State.REPORTED, State.CHECKING)
CLOCK_RUNS: Final = (State.FILED, State.HANDLING)


class Party(StrEnum):
    """Who may make a move by standing to the case, not by a permission over its area alone."""

    REPORTER = "reporter"
    BODY = "body"
    HELPER = "helper"
    APPELLANT = "appellant"
    SYSTEM = "system"
    ANYONE = "anyone"


class Need(TextChoices):
    """What a move asks for; the label is the question on the form, the value the keyword of the action."""

    NOTE = "note", _("说明")
    REASON = "reason", _("理由")
    BODY = "body", _("责任单位")
    HELPERS = "helpers", _("协办单位")
    WORKER = "worker", _("经办人")
    MATTER = "matter", _("事项")
    CONDITION = "condition", _("立案情形")
    UNTIL = "until", _("截止时间")
    SCORE = "score", _("满意度（1–5 分）")
    OTHER = "other", _("另一案件的编号")
    TEXT = "text", _("情况描述")
    PICTURES = "pictures", _("照片")


Who = Permission | Party


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    Args:
        code: the name in code, history and the API; also the name of the action that makes the move.
        name: what the desk calls it.
        froms: the states it starts from; () is from nothing, a new case.
        to: the state it leads to; None leaves the state as it is.
        who: any one of these suffices.
        needs: what must be given.
        takes: what may be given.
        public: what the reporter is told, in plain words, with `{body}` and `{due}`; "" tells nothing.
        note_public: whether the note or reason is shown to the reporter below it.
        rule: a further condition in words; it is enforced by `linli.cases.rules`.
    """

    code: str
    name: Text
    froms: tuple[State, ...]
    to: State | None
    who: tuple[Who, ...]
    needs: tuple[Need, ...] = ()
    takes: tuple[Need, ...] = ()
    public: Text = ""
    note_public: bool = False
    rule: Text = ""

    def starts_from(self, state: str) -> bool:
        """Return whether the move is on the table for a case in `state`."""
        return state in self.froms


_P, _R, _B, _H = Permission, Party.REPORTER, Party.BODY, Party.HELPER
_S, _A = Party.SYSTEM, Party.ANYONE
_N, _ST = Need, State

_ROWS: Final = (
    # ---- 采集 report ------------------------------------------------------------------------------------
    Move("report", _p("move", "上报"), (), _ST.REPORTED, (_A,),
         public=_("我们收到了您反映的问题，工作人员会尽快查看。")),
    Move("settle_on_spot", _("随手办结"), (), _ST.CLOSED, (_P.CASES_SETTLE,), takes=(_N.NOTE,),
         public=_("工作人员发现后当场办好了。")),
    Move("split_off", _("拆出"), (), _ST.FILED, (_P.CASES_DISPATCH,), (_N.MATTER, _N.TEXT),
         public=_("这件事由原来的反映拆分而来，单独办理。")),
    # ---- 受理、核实、立案 before filing ----------------------------------------------------------
    Move("ask_check", _("请求核实"), (_ST.REPORTED,), _ST.CHECKING, (_P.CASES_FILE,),
         takes=(_N.NOTE, _N.WORKER), public=_("我们请网格员到现场看一看，确认情况。")),
    Move("confirm", _("核实属实"), (_ST.CHECKING,), _ST.REPORTED, (_P.CASES_CHECK,),
         takes=(_N.NOTE, _N.PICTURES), public=_("现场已经看过，情况属实。")),
    Move("deny", _("核实不属实"), (_ST.CHECKING,), _ST.REPORTED, (_P.CASES_CHECK,),
         (_N.REASON,), (_N.PICTURES,), public=_("现场已经看过，与反映的情况不一致，工作人员会再作判断。")),
    Move("file", _("受理立案"), (_ST.REPORTED, _ST.CHECKING), _ST.FILED, (_P.CASES_FILE,), (_N.MATTER,),
         (_N.CONDITION, _N.NOTE), public=_("您反映的问题已经受理，预计{due}前办好。")),
    Move("reject", _("不予受理"), (_ST.REPORTED, _ST.CHECKING, _ST.FILED), _ST.REJECTED, (_P.CASES_FILE,),
         (_N.REASON,), note_public=True,
         public=_("这件事我们不能受理，原因如下。您有不同意见可以再次反映。")),
    Move("merge", _("并案"), (_ST.REPORTED, _ST.CHECKING, _ST.FILED), _ST.MERGED, (_P.CASES_FILE,),
         (_N.OTHER,), (_N.NOTE,), public=_("已经有人反映过同一个问题，我们一并办理，办好后同样答复您。"),
         rule=_("两案事项相同、相距不超过 50 米、相隔不超过 24 小时；主案未办结、自身未被并案")),
    Move("unmerge", _("撤销并案"), (_ST.MERGED,), _ST.REPORTED, (_P.CASES_FILE,), (_N.REASON,),
         public=_("您反映的问题改为单独办理。")),
    Move("correct", _("更正事项"), OPEN, None, (_P.CASES_FILE, _P.CASES_DISPATCH), (_N.MATTER, _N.REASON),
         (_N.CONDITION,), rule=_("按新事项重算期限，已暂停的时间照旧扣除")),
    Move("withdraw", _("撤回"), (_ST.REPORTED, _ST.CHECKING, _ST.FILED), _ST.CLOSED, (_R,), takes=(_N.NOTE,),
         public=_("您撤回了这次反映。")),
    # ---- 派遣 dispatch ------------------------------------------------------------------------------------
    Move("dispatch", _("派遣"), (_ST.FILED,), _ST.HANDLING, (_P.CASES_DISPATCH,), (_N.BODY,),
         (_N.HELPERS, _N.WORKER, _N.NOTE), public=_("已交给{body}办理，预计{due}前办好。")),
    Move("redispatch", _("改派"), (_ST.HANDLING,), _ST.HANDLING, (_P.CASES_DISPATCH,),
         (_N.BODY, _N.REASON), public=_("改由{body}办理，预计{due}前办好。")),
    Move("add_helper", _("增加协办"), (_ST.HANDLING,), None, (_P.CASES_DISPATCH,), (_N.BODY,),
         (_N.UNTIL, _N.NOTE), public=_("{body}也来一起办。")),
    Move("split", _("拆分"), (_ST.FILED, _ST.HANDLING), None, (_P.CASES_DISPATCH,), (_N.MATTER, _N.TEXT),
         public=_("其中一件事拆分出来单独办理。")),
    Move("suspend", _p("move", "挂账"), CLOCK_RUNS, None, (_P.CASES_DISPATCH,), (_N.REASON, _N.UNTIL),
         public=_("这件事一时办不了，暂时搁置，原因如下；到期自动继续办理。"), note_public=True,
         rule=_("每案一次，最长一年；期间停表")),
    Move("resume", _("恢复办理"), CLOCK_RUNS, None, (_P.CASES_DISPATCH, _S), takes=(_N.NOTE,),
         public=_("继续办理，预计{due}前办好。"), rule=_("仅限挂账中的案件")),
    # ---- 处置 handle --------------------------------------------------------------------------------------
    Move("assign", _("指派经办人"), (_ST.HANDLING,), None, (_B,), (_N.WORKER,), (_N.NOTE,)),
    Move("send_back", _("回退"), (_ST.HANDLING,), _ST.FILED, (_B,), (_N.REASON,),
         public=_("原单位认为不归自己办，我们重新安排。")),
    Move("transfer", _("转办"), (_ST.HANDLING,), _ST.HANDLING, (_B,), (_N.BODY, _N.REASON),
         public=_("转由{body}办理，预计{due}前办好。"), rule=_("至多转办规定次数，再转则回到派遣")),
    Move("bounce", _("转办超次退回"), (_ST.HANDLING,), _ST.FILED, (_B,), (_N.BODY, _N.REASON),
         public=_("几家单位之间没有说定由谁办，我们来指定。"), rule=_("转办次数已满时，转办即成为此动作")),
    Move("ask_extension", _("申请延期"), (_ST.HANDLING,), None, (_B,), (_N.REASON,),
         rule=_("逾期之前，至多两次")),
    Move("grant_extension", _("同意延期"), (_ST.HANDLING,), None, (_P.CASES_DISPATCH,), takes=(_N.NOTE,),
         public=_("需要多一些时间，预计{due}前办好。"), rule=_("有待批的申请；加一个原定期限")),
    Move("refuse_extension", _("不同意延期"), (_ST.HANDLING,), None, (_P.CASES_DISPATCH,), (_N.REASON,),
         rule=_("有待批的申请")),
    Move("help_done", _("协办完成"), (_ST.HANDLING,), None, (_H,), (_N.NOTE,), (_N.PICTURES,)),
    Move("done", _p("move", "处置完成"), (_ST.HANDLING,), _ST.HANDLED, (_B,), (_N.NOTE,), (_N.PICTURES,),
         public=_("{body}已经办好，我们再去看一看。"), note_public=True),
    # ---- 核查、结案 verify and close ----------------------------------------------------------------------
    Move("verify_pass", _("核查通过"), (_ST.HANDLED,), _ST.VERIFIED, (_P.CASES_VERIFY,),
         takes=(_N.NOTE, _N.PICTURES), public=_("现场核查过了，问题已经解决。")),
    Move("verify_fail", _("核查不通过"), (_ST.HANDLED,), _ST.HANDLING, (_P.CASES_VERIFY,), (_N.REASON,),
         (_N.PICTURES,), public=_("核查发现还没有办好，已请{body}继续办。")),
    Move("close", _p("move", "结案"), (_ST.VERIFIED,), _ST.CLOSED, (_P.CASES_CLOSE,), takes=(_N.NOTE,),
         public=_("这件事办完了。请您评价，不满意可以要求重新办理。"), note_public=True),
    Move("stand_down", _("告警解除"), (_ST.REPORTED, _ST.CHECKING, _ST.FILED, _ST.HANDLING), _ST.CLOSED,
         (_S,), (_N.NOTE,), rule=_("独居老人的告警解除时")),
    Move("return_to_body", _("退回重办"), (_ST.VERIFIED,), _ST.HANDLING, (_P.CASES_CLOSE,), (_N.REASON,),
         public=_("还需要再办，已请{body}继续办。")),
    # ---- 评价 evaluate ------------------------------------------------------------------------------------
    Move("rate", _("评价"), (_ST.CLOSED,), None, (_R,), (_N.SCORE,), (_N.NOTE,), public=_("谢谢您的评价。")),
    Move("reopen", _("要求重办"), (_ST.CLOSED,), _ST.FILED, (_R,), (_N.REASON,),
         public=_("您要求重新办理，我们重新安排，预计{due}前办好。"), rule=_("结案后规定天数之内")),
    Move("ask_again", _("再次反映"), (_ST.REJECTED,), _ST.REPORTED, (_R,), (_N.REASON,),
         public=_("您再次反映了这个问题，工作人员会重新查看。"), rule=_("不予受理后规定天数之内，一次")),
    Move("lapse", _("视为认可"), (_ST.CLOSED,), None, (_S,), rule=_("结案后规定天数之内没有异议")),
    Move("answer_with_main", _("随主案答复"), (_ST.MERGED,), None, (_S,),
         public=_("您和其他人反映的同一个问题办完了。"), note_public=True, rule=_("主案结案时")),
    Move("appeal", _("申诉"), (_ST.CLOSED,), None, (Party.APPELLANT,), (_N.REASON,),
         rule=_("每案一次；不改变案件结果")),
    Move("uphold_appeal", _("申诉成立"), (_ST.CLOSED,), None, (_P.CASES_REVIEW,), (_N.REASON,),
         rule=_("按目录规定的人数分别复核，都认为成立才不计入统计；逾期的事实保留")),
    Move("dismiss_appeal", _("申诉不成立"), (_ST.CLOSED,), None, (_P.CASES_REVIEW,), (_N.REASON,),
         rule=_("一人认为不成立即不成立")),
    # ---- 催办、督办与时钟 nudges and the clock -------------------------------------------------------------
    Move("urge", _("催办"), OPEN, None, (_R, _P.CASES_FILE, _P.CASES_DISPATCH), takes=(_N.NOTE,),
         public=_("已经催办。"), rule=_("报告人每天一次")),
    Move("supervise", _p("move", "督办"), OPEN, None, (_P.CASES_SUPERVISE,), (_N.REASON,),
         public=_("上级正在督办这件事。")),
    Move("add_note", _("备注"), OPEN, None,
         (_P.CASES_FILE, _P.CASES_CHECK, _P.CASES_DISPATCH, _P.CASES_VERIFY, _B, _H), (_N.NOTE,),
         (_N.PICTURES,)),
    Move("add_information", _("补充情况"), OPEN, None, (_R,), (_N.TEXT,), (_N.PICTURES,),
         public=_("您补充了情况。")),
    Move("warn", _("临期提醒"), CLOCK_RUNS, None, (_S,)),
    Move("overdue", _("逾期"), CLOCK_RUNS, None, (_S,), public=_("这件事没有按时办好，我们正在督促。")),
    Move("help_overdue", _("协办逾期"), (_ST.HANDLING,), None, (_S,)),
    Move("escalate", _("逐级督办"), CLOCK_RUNS, None, (_S,), public=_("已经报告上一级督促办理。")),
    Move("remind", _("提醒受理人员"),
         (_ST.REPORTED, _ST.CHECKING, _ST.FILED, _ST.HANDLED, _ST.VERIFIED), None, (_S,)),
    Move("recompute", _("重算期限"), OPEN, None, (_S,), rule=_("放假通知公布后")),
    Move("rezone", _("区域调整"), OPEN, None, (_S,), rule=_("所在区域停用、并入继任区域时")),
)  # fmt: skip

MOVES: Final[dict[str, Move]] = {move.code: move for move in _ROWS}


def moves_from(state: str) -> Iterable[Move]:
    """Return the moves that start from `state`, in the order of the table."""
    return (move for move in _ROWS if move.starts_from(state))
