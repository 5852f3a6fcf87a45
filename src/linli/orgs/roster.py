"""The roster: who serves where as what, taken in from a table all or nothing, and given out as one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit, clock, crypto, phones
from linli.kernel.actor import Actor
from linli.kernel.errors import InvalidInput, Text
from linli.kernel.permissions import Permission, may, require, within
from linli.kernel.tables import Change, Column, Outcome, Rejected, Report, Row, RowError, Table, choose
from linli.orgs import rules
from linli.orgs.actions import seal_phone
from linli.orgs.models import DUTY_NAMES, Organisation, Post, Worker
from linli.orgs.rules import Duty
from linli.places import queries as places

COLUMNS = (
    Column("name", ("姓名", "名字"), required=True),
    Column("phone", ("电话", "手机", "手机号", "联系电话"), required=True),
    Column("organisation", ("组织编码", "所属组织编码", "单位编码")),
    Column("is_party_member", ("中共党员", "党员", "是否党员")),
    Column("area_code", ("区域编码", "网格编码", "服务区域编码"), required=True),
    Column("duty", ("职务", "岗位"), required=True),
    Column("since", ("起", "开始日期", "任职日期")),
    Column("until", ("止", "结束日期", "离任日期")),
)
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One row, read: one post of one person; None where the row says nothing."""

    row: int
    name: str
    phone: str
    organisation: str | None
    is_party_member: bool | None
    area_code: str
    duty: Duty
    since: date | None
    until: date | None

    @property
    def post(self) -> tuple[str, str, Duty]:
        """What may stand only once in a file."""
        return (self.phone, self.area_code, self.duty)


@transaction.atomic
def take_in(*, by: Actor, table: Table) -> Report:
    """Take the roster `table` in, all or nothing, and return what changed.

    People are known by their telephone; people and posts that the table does not name stay as they are.

    Raises:
        Rejected: rows are wrong, or lie where `by` may not edit; its report names each.
    """
    rows, errors = choose(table, COLUMNS)
    if any(error.row == 1 for error in errors):
        raise Rejected(Report(errors=errors))
    lines: list[Line] = []
    today = clock.today()
    for row in rows:
        line = _read(table.name, row, today, errors)
        if line is not None:
            lines.append(line)
    errors += _contradictions(table.name, lines)
    bodies = dict(Organisation.objects.filter(retired_on=None).values_list("code", "id"))
    known = {worker.phone_index: worker for worker in Worker.objects.exclude(phone_index="")}
    indexes = {phone: crypto.blind_index(phone) for phone in {line.phone for line in lines}}
    for line in lines:
        errors += _faults(table.name, line, by, bodies, known.get(indexes[line.phone]))
    if errors:
        raise Rejected(Report(errors=sorted(errors, key=lambda error: error.row)))
    report = Report()
    people = _write_people(lines, indexes, known, bodies, report)
    _write_posts(lines, people, today, report)
    counts = {outcome.value: count for outcome, count in report.counts().items()}
    audit.record(by, "orgs:roster:import", "roster", file=table.name, counts=counts)
    return report


def _read(file: str, row: Row, today: date, errors: list[RowError]) -> Line | None:
    get = row.values.get
    before = len(errors)

    def wrong(field: str, message: Text) -> None:
        header = next(column.headers[0] for column in COLUMNS if column.field == field)
        errors.append(RowError(file, row.number, header, get(field, ""), message))

    name, phone = get("name", ""), get("phone", "")
    if not 0 < len(name) <= 60:
        wrong("name", _("请填写姓名，最长60个字。"))
    try:
        phone = phones.normal(phone)
        if not phone:
            wrong("phone", _("请填写电话；同一个人靠电话识别。"))
    except InvalidInput as fault:
        wrong("phone", fault.errors[0].message)
    duty = rules.duty_of(get("duty", ""))
    if duty is None:
        wrong("duty", _("没有这个职务。"))
    member = rules.yes_or_no(get("is_party_member", ""))
    if member is None and get("is_party_member"):
        wrong("is_party_member", _("请填写“是”或“否”。"))
    days: dict[str, date | None] = {}
    for field in ("since", "until"):
        days[field] = rules.day_of(get(field, ""))
        if days[field] is None and get(field):
            wrong(field, _("请按2026-01-31的样子填写日期。"))
    since, until = days["since"], days["until"]
    if until and until < (since or today):
        wrong("until", _("结束日期早于开始日期。"))
    if len(errors) > before or duty is None:
        return None
    organisation = get("organisation") or None
    return Line(row.number, name, phone, organisation, member, get("area_code", ""), duty, since, until)


def _contradictions(file: str, lines: list[Line]) -> Iterator[RowError]:
    first: dict[str, Line] = {}
    posts: dict[tuple[str, str, Duty], Line] = {}
    for line in lines:
        one = first.setdefault(line.phone, line)
        if one.name != line.name:
            message = _("第%(row)d行有另一个人用同一个电话。") % {"row": one.row}
            yield RowError(file, line.row, COLUMNS[1].headers[0], line.phone, message)
        elif (line.organisation or one.organisation) != (one.organisation or line.organisation):
            message = _("同一个人在第%(row)d行属于另一个组织。") % {"row": one.row}
            yield RowError(file, line.row, COLUMNS[2].headers[0], line.organisation or "", message)
        twin = posts.setdefault(line.post, line)
        if twin is not line:
            message = _("与第%(row)d行重复：同一个人、同一区域、同一职务。") % {"row": twin.row}
            yield RowError(file, line.row, COLUMNS[5].headers[0], line.duty, message)


def _faults(
    file: str, line: Line, by: Actor, bodies: dict[str, int], known: Worker | None
) -> Iterator[RowError]:
    if not places.exists(line.area_code):
        yield RowError(file, line.row, COLUMNS[4].headers[0], line.area_code, _("没有这个区域编码。"))
    elif not may(by, Permission.ORGS_EDIT, line.area_code):
        yield RowError(file, line.row, COLUMNS[4].headers[0], line.area_code, _("这个区域不在您的范围内。"))
    if line.organisation and line.organisation not in bodies:
        yield RowError(file, line.row, COLUMNS[2].headers[0], line.organisation, _("没有这个组织编码。"))
    if known is not None and known.name != line.name:
        yield RowError(file, line.row, COLUMNS[1].headers[0], line.phone, _("这个电话已登记在另一个姓名下。"))


def _write_people(
    lines: list[Line],
    indexes: dict[str, str],
    known: dict[str, Worker],
    bodies: dict[str, int],
    report: Report,
) -> dict[str, Worker]:
    people: dict[str, Worker] = {}
    new: list[Worker] = []
    changed: dict[str, Worker] = {}
    for line in lines:
        worker = people.get(line.phone) or known.get(indexes[line.phone])
        if worker is None:
            worker = Worker(name=line.name)
            seal_phone(worker, line.phone)
            new.append(worker)
        people[line.phone] = worker
        told: dict[str, object] = {"left_on": None}
        if line.organisation:
            told["organisation_id"] = bodies[line.organisation]
        if line.is_party_member is not None:
            told["is_party_member"] = line.is_party_member
        old = {
            field: getattr(worker, field) for field, value in told.items() if getattr(worker, field) != value
        }
        for field in old:
            setattr(worker, field, told[field])
        if worker.pk and old:
            changed[line.phone] = worker
            shown = {field: (str(was), str(told[field])) for field, was in old.items()}
            report.changes.append(Change(Outcome.UPDATED, worker.phone_mask, worker.name, shown))
    Worker.objects.bulk_create(new, BATCH)
    Worker.objects.bulk_update(changed.values(), ["organisation_id", "is_party_member", "left_on"], BATCH)
    report.changes += [Change(Outcome.CREATED, worker.phone_mask, worker.name) for worker in new]
    return people


def _write_posts(lines: list[Line], people: dict[str, Worker], today: date, report: Report) -> None:
    held = {(post.worker_id, post.area_code, post.duty): post for post in Post.objects.filter(until=None)}
    new: list[Post] = []
    changed: list[Post] = []
    for line in lines:
        worker = people[line.phone]
        label = f"{worker.name} {line.duty}"
        post = held.get((worker.pk, line.area_code, line.duty))
        if post is None:
            since = line.since or today
            new.append(
                Post(worker=worker, area_code=line.area_code, duty=line.duty, since=since, until=line.until)
            )
            report.changes.append(Change(Outcome.CREATED, line.area_code, label))
            continue
        since = line.since or post.since
        fields = {
            name: (str(old), str(now))
            for name, old, now in (("since", post.since, since), ("until", post.until, line.until))
            if old != now
        }
        post.since, post.until = since, line.until
        if fields:
            changed.append(post)
        outcome = Outcome.UPDATED if fields else Outcome.UNCHANGED
        report.changes.append(Change(outcome, line.area_code, label, fields))
    Post.objects.bulk_create(new, BATCH)
    Post.objects.bulk_update(changed, ["since", "until"], BATCH)


def headers() -> list[str]:
    """Return the header row of a roster."""
    return [column.headers[0] for column in COLUMNS]


@transaction.atomic
def give_out(*, by: Actor, area_code: str, reason: str) -> list[list[str]]:
    """Return the open posts of the area `area_code` as rows under `headers()`, telephones in clear.

    Raises:
        NotAllowed: `by` may not edit in the whole area.
    """
    require(by, Permission.ORGS_EDIT, area_code)
    posts = Post.objects.filter(within("area_code", [area_code]), until=None, worker__left_on=None)
    rows = [
        [
            post.worker.name,
            crypto.decrypt(post.worker.phone),
            post.worker.organisation.code if post.worker.organisation else "",
            str(_("是") if post.worker.is_party_member else _("否")),
            post.area_code,
            str(DUTY_NAMES[Duty(post.duty)]),
            post.since.isoformat(),
            "",
        ]
        for post in posts.select_related("worker__organisation").order_by("area_code", "worker__name", "duty")
    ]
    audit.record(by, "orgs:roster:export", "roster", reason, area=area_code, rows=len(rows))
    return rows
