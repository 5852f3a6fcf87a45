"""What is done to organisations and workers; posts are in `posts`."""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit, clock, crypto, phones
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, NotAllowed, invalid
from linli.kernel.permissions import Permission, may, require
from linli.orgs import rules
from linli.orgs.models import Organisation, RoleGrant, Worker
from linli.orgs.rules import Kind
from linli.places import queries as places


class OrganisationFields(TypedDict, total=False):
    """What may be said of an organisation beside its code."""

    name: str
    kind: str
    uscc: str
    area_code: str
    duties: Sequence[str]
    phone: str
    parent: Organisation | None


class WorkerFields(TypedDict, total=False):
    """What may be said of a worker; `phone` is in clear and is sealed here."""

    name: str
    phone: str
    organisation: Organisation | None
    is_party_member: bool


@transaction.atomic
def open_organisation(*, by: Actor, code: str, **fields: Unpack[OrganisationFields]) -> Organisation:
    """Enter a new organisation under `code` and return it.

    Raises:
        NotAllowed: `by` may not edit organisations in its area.
        InvalidInput: a field is wrong, or the code or the credit code is taken.
    """
    require(by, Permission.ORGS_EDIT, fields.get("area_code", ""))
    organisation = Organisation(code=code.strip())
    _write_organisation(organisation, fields)
    audit.record(by, "orgs:organisation:open", f"organisation:{organisation.code}")
    return organisation


@transaction.atomic
def change_organisation(
    *, by: Actor, organisation: Organisation, **fields: Unpack[OrganisationFields]
) -> Organisation:
    """Change what is said of `organisation`; fields not given stay.

    Raises:
        NotAllowed: `by` may not edit organisations where it is, or where it would be.
        InvalidInput: a field is wrong.
    """
    kept = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(by, Permission.ORGS_EDIT, kept.area_code)
    require(by, Permission.ORGS_EDIT, fields.get("area_code", kept.area_code))
    changed = sorted(name for name, value in fields.items() if getattr(kept, name) != value)
    _write_organisation(kept, fields)
    audit.record(by, "orgs:organisation:change", f"organisation:{kept.code}", fields=changed)
    return kept


@transaction.atomic
def retire_organisation(*, by: Actor, organisation: Organisation, reason: str) -> Organisation:
    """Take `organisation` out of service from today; its history stays.

    Raises:
        NotAllowed: `by` may not edit organisations there.
        Conflict: others stand under it, or workers still belong to it.
    """
    kept = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(by, Permission.ORGS_EDIT, kept.area_code)
    if kept.children.filter(retired_on=None).exists() or kept.workers.filter(left_on=None).exists():
        raise Conflict(_("它还有下级组织或在岗人员，请先调整后再停用。"))
    kept.retired_on = kept.retired_on or clock.today()
    kept.save()
    audit.record(by, "orgs:organisation:retire", f"organisation:{kept.code}", reason)
    return kept


def _write_organisation(organisation: Organisation, fields: OrganisationFields) -> None:
    for name, value in fields.items():
        setattr(organisation, name, value.strip() if isinstance(value, str) else value)
    organisation.uscc = rules.compact_uscc(organisation.uscc)
    organisation.duties = sorted(set(organisation.duties))
    errors = _faults_of_organisation(organisation)
    if errors:
        raise InvalidInput(errors)
    organisation.save()


def _faults_of_organisation(organisation: Organisation) -> list[FieldError]:
    others = Organisation.objects.exclude(pk=organisation.pk)
    found = []
    if not rules.is_slug(organisation.code):
        found.append(FieldError("code", _("编码只能用字母、数字、点、短横和下划线，最长40个字符。")))
    elif others.filter(code=organisation.code).exists():
        found.append(FieldError("code", _("这个编码已被使用。")))
    if not 0 < len(organisation.name) <= 100:
        found.append(FieldError("name", _("请填写名称，最长100个字。")))
    if organisation.kind not in set(Kind):
        found.append(FieldError("kind", _("没有这个组织类别。")))
    if organisation.uscc and not rules.is_uscc(organisation.uscc):
        found.append(FieldError("uscc", _("统一社会信用代码不正确，应为18位且校验码相符。")))
    elif organisation.uscc and others.filter(uscc=organisation.uscc).exists():
        found.append(FieldError("uscc", _("这个统一社会信用代码已登记在另一个组织名下。")))
    if organisation.area_code and not places.exists(organisation.area_code):
        found.append(FieldError("area_code", _("没有这个区域编码。")))
    if organisation.phone and not rules.is_dialable(organisation.phone):
        found.append(FieldError("phone", _("请填写能拨通的号码，只用数字、短横和加号。")))
    if organisation.parent and _is_under(organisation.parent, organisation):
        found.append(FieldError("parent", _("上级不能是它自己或它的下级。")))
    return found


def _is_under(found: Organisation | None, above: Organisation) -> bool:
    while found is not None:
        if above.pk and found.pk == above.pk:
            return True
        found = found.parent
    return False


@transaction.atomic
def enlist_worker(*, by: Actor, area_code: str, **fields: Unpack[WorkerFields]) -> Worker:
    """Enter a new worker who will serve in `area_code` and return them.

    Raises:
        NotAllowed: `by` may not edit in that area.
        InvalidInput: a field is wrong, or another worker has this telephone number.
    """
    require(by, Permission.ORGS_EDIT, area_code)
    worker = Worker()
    _write_worker(worker, fields)
    audit.record(by, "orgs:worker:enlist", f"worker:{worker.pk}")
    return worker


@transaction.atomic
def change_worker(*, by: Actor, worker: Worker, **fields: Unpack[WorkerFields]) -> Worker:
    """Change what is said of `worker`; fields not given stay.

    Raises:
        NotAllowed: `by` may edit none of the areas where the worker serves.
        InvalidInput: a field is wrong.
    """
    kept = Worker.objects.select_for_update().get(pk=worker.pk)
    require_over(by, kept)
    _write_worker(kept, fields)
    audit.record(by, "orgs:worker:change", f"worker:{kept.pk}", fields=sorted(fields))
    return kept


@transaction.atomic
def dismiss_worker(*, by: Actor, worker: Worker, reason: str) -> Worker:
    """End the service of `worker` today: open posts end, and so does what they allowed.

    Raises:
        NotAllowed: `by` may edit none of the areas where the worker serves.
    """
    kept = Worker.objects.select_for_update().get(pk=worker.pk)
    require_over(by, kept)
    today = clock.today()
    for post in kept.posts.filter(until=None):
        post.until = max(today, post.since)
        post.save(update_fields=["until"])
    kept.left_on = kept.left_on or today
    kept.save(update_fields=["left_on"])
    audit.record(by, "orgs:worker:dismiss", f"worker:{kept.pk}", reason)
    return kept


@transaction.atomic
def link_account(*, by: Actor, worker: Worker, account: Account | None) -> Worker:
    """Let `worker` sign in as `account` (None takes the link away); posts then give that account its scope.

    Raises:
        NotAllowed: `by` may not manage accounts, or would link their own.
        Conflict: the account belongs to another worker, or is an administrator's.
    """
    require(by, Permission.ACCOUNTS_MANAGE, "")
    if account is not None and account.pk == by.account_id:
        raise NotAllowed(_("不能把自己的账号关联到工作人员。"))
    kept = Worker.objects.select_for_update().get(pk=worker.pk)
    if account is not None:
        if Worker.objects.filter(account=account).exclude(pk=kept.pk).exists():
            raise Conflict(_("这个账号已属于另一位工作人员。"))
        if RoleGrant.objects.filter(
            Q(until=None) | Q(until__gte=clock.today()), account=account, role__in=rules.ADMINISTRATORS
        ).exists():
            raise Conflict(_("三员分立：管理员账号不能兼任工作岗位。"))
        account.is_staff = True
        account.save(update_fields=["is_staff"])
    kept.account = account
    kept.save(update_fields=["account"])
    audit.record(by, "orgs:worker:link", f"worker:{kept.pk}", account=account.pk if account else None)
    return kept


def _write_worker(worker: Worker, fields: WorkerFields) -> None:
    given: dict[str, Any] = dict(fields)
    phone = given.pop("phone", None)
    for name, value in given.items():
        setattr(worker, name, value)
    worker.name = worker.name.strip()
    if not 0 < len(worker.name) <= 60:
        raise invalid("name", _("请填写姓名，最长60个字。"))
    if phone is not None:
        seal_phone(worker, phones.normal(phone))
        taken = Worker.objects.exclude(pk=worker.pk).filter(phone_index=worker.phone_index)
        if worker.phone_index and taken.exists():
            raise invalid("phone", _("已有另一位工作人员登记了这个电话。"))
    worker.save()


def seal_phone(worker: Worker, phone: str) -> None:
    """Put the number `phone` (in its one spelling) into `worker`: sealed, findable, and masked."""
    worker.phone = crypto.encrypt(phone)
    worker.phone_index = crypto.blind_index(phone) if phone else ""
    worker.phone_mask = crypto.mask_phone(phone) if phone else ""


def require_over(by: Actor, worker: Worker) -> None:
    """Pass silently when `by` may edit where `worker` serves, or everywhere.

    Raises:
        NotAllowed: it may not.
    """
    areas = list(worker.posts.filter(until=None).values_list("area_code", flat=True))
    if worker.organisation:
        areas.append(worker.organisation.area_code)
    if not any(may(by, Permission.ORGS_EDIT, area_code) for area_code in areas):
        require(by, Permission.ORGS_EDIT, "")
