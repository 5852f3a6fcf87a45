"""Plans from a table: persons, consents and those to be called, taken in all or nothing."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.care import actions
from linli.care.actions import Arrangement, Draft, Named
from linli.care.agreements import LONGEST_DAYS, Agreement, Giver, How, Purpose, Risk, Signal
from linli.care.models import Plan
from linli.kernel import audit, clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed, Text
from linli.kernel.tables import Change, Column, Outcome, Rejected, Report, Row, RowError, Table, choose
from linli.orgs.rules import day_of

KIN = 3
COLUMNS = (
    Column("name", ("姓名", "老人姓名"), required=True),
    Column("phone", ("电话", "老人电话")),
    Column("address", ("住址", "地址"), required=True),
    Column("grid_code", ("网格编码",), required=True),
    Column("risk", ("探访级别", "风险等级")),
    Column("giver", ("由谁同意",), required=True),
    Column("giver_name", ("同意人姓名", "同意人")),
    Column("how", ("同意方式",), required=True),
    Column("ground", ("监护依据",)),
    Column("signals", ("同意的信号", "信号"), required=True),
    Column("purposes", ("同意的用途", "用途"), required=True),
    Column("since", ("同意起", "起")),
    Column("until", ("同意止", "止")),
    Column("health", ("健康情况",)),
    Column("keys", ("钥匙",)),
    *(
        Column(f"kin{at}_{field}", (f"联系人{at}{header}",))
        for at in range(1, KIN + 1)
        for field, header in (("name", "姓名"), ("phone", "电话"), ("relation", "关系"))
    ),
)
_HEADERS = {column.field: column.headers[0] for column in COLUMNS}
_BETWEEN = re.compile(r"[、,，;；/\s]+")
_WORDS: dict[str, dict[str, str]] = {
    "risk": {"高风险": Risk.HIGH, "高": Risk.HIGH, "重点": Risk.KEY, "一般": Risk.GENERAL, "": Risk.GENERAL},
    "giver": {"本人": Giver.SELF, "监护人": Giver.GUARDIAN},
    "how": {
        "纸质": How.PAPER, "签字": How.PAPER, "当面": How.IN_PERSON, "电话": How.PHONE, "网页": How.ONLINE,
    },
    "signals": {
        "门禁": Signal.GATE, "感应": Signal.MOTION, "室内": Signal.MOTION, "水": Signal.WATER,
        "电": Signal.ELECTRICITY, "按钮": Signal.BUTTON, "通话": Signal.CALL, "探访": Signal.VISIT,
    },
    "purposes": {
        "上门": Purpose.ALERT, "告警": Purpose.ALERT, "联系家人": Purpose.CONTACTS, "家人": Purpose.CONTACTS,
        "健康": Purpose.HEALTH, "钥匙": Purpose.KEYS, "开门": Purpose.DOOR,
    },
}  # fmt: skip
_LISTS: dict[str, type[TextChoices]] = {
    "risk": Risk, "giver": Giver, "how": How, "signals": Signal, "purposes": Purpose
}  # fmt: skip
"""Short words that a list may use; the names on screen and the codes themselves are understood too."""


@dataclass(frozen=True, slots=True)
class _Line:
    row: Row
    arranged: Arrangement
    agreement: Agreement


@transaction.atomic
def take_in(*, by: Actor, table: Table) -> Report:
    """Take in the plans of `table`, all or nothing, and return what was made; persons with a plan stay.

    Raises:
        Rejected: rows are wrong, or lie where `by` keeps no plans; its report names each.
    """
    rows, errors = choose(table, COLUMNS)
    report = Report(errors=list(errors))
    if not any(error.row == 1 for error in errors):
        for row in rows:
            _take(by, table.name, row, report)
    if report.errors:
        raise Rejected(Report(errors=sorted(report.errors, key=lambda error: error.row)))
    counts = {outcome.value: count for outcome, count in report.counts().items()}
    audit.record(by, "care:plan:import", "care", file=table.name, counts=counts)
    return report


def _take(by: Actor, file: str, row: Row, report: Report) -> None:
    line = _read(file, row, report.errors)
    if line is None:
        return

    def wrong(field: str, message: Text) -> None:
        header = _HEADERS.get(field, field)
        report.errors.append(RowError(file, row.number, header, row.values.get(field, ""), message))

    try:
        with transaction.atomic():
            plan = _enter(by, line)
    except InvalidInput as fault:
        for error in fault.errors:
            wrong(error.field, error.message)
    except NotAllowed:
        wrong("grid_code", _("这个网格不在您的范围内。"))
    except Conflict:
        report.changes.append(Change(Outcome.UNCHANGED, str(row.number)))
    else:
        report.changes.append(Change(Outcome.CREATED, plan.code))


def _enter(by: Actor, line: _Line) -> Plan:
    get = line.row.values.get
    named = [
        Named(get(f"kin{at}_name", ""), get(f"kin{at}_phone", ""), get(f"kin{at}_relation", ""))
        for at in range(1, KIN + 1)
    ]
    draft = Draft(
        grid_code=get("grid_code", ""),
        name=get("name", ""),
        phone=get("phone", ""),
        arranged=line.arranged,
        agreement=line.agreement,
        giver_name=get("giver_name", ""),
        kin=tuple(one for one in named if one.name),
    )
    return actions.enter_plan(by=by, draft=draft)


def _read(file: str, row: Row, errors: list[RowError]) -> _Line | None:
    get, before = row.values.get, len(errors)

    def wrong(field: str, message: Text) -> None:
        errors.append(RowError(file, row.number, _HEADERS[field], get(field, ""), message))

    chosen = {field: _chosen(field, get(field, "")) for field in _LISTS}
    for field, codes in chosen.items():
        if codes is None:
            wrong(field, _("看不懂这一项，请用模板里的词。"))
    days: dict[str, date] = {}
    today = clock.today()
    for field, usual in (("since", today), ("until", today + timedelta(days=LONGEST_DAYS // 2))):
        day = day_of(get(field, "")) if get(field) else usual
        if day is None:
            wrong(field, _("请按2026-01-31的样子填写日期。"))
        days[field] = day or usual
    if len(errors) > before:
        return None
    one = {field: next(iter(codes or ()), "") for field, codes in chosen.items()}
    return _Line(
        row,
        Arrangement(
            address=get("address", ""),
            risk=one["risk"],
            health=get("health", ""),
            keys=get("keys", ""),
        ),
        Agreement(
            giver=one["giver"],
            how=one["how"],
            signals=frozenset(chosen["signals"] or ()),
            purposes=frozenset(chosen["purposes"] or ()),
            since=days["since"],
            until=days["until"],
            ground=get("ground", ""),
        ),
    )


def _chosen(field: str, text: str) -> list[str] | None:
    """Return the codes that `text` names, [] for none, None when a word is not known."""
    known = {code: code for code in _LISTS[field].values}
    known |= {str(each.label): each.value for each in _LISTS[field]} | _WORDS[field]
    parts = [text] if text in known else [part for part in _BETWEEN.split(text) if part]
    return None if any(part not in known for part in parts) else [known[part] for part in parts]
