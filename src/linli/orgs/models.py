"""The tables of those who serve: organisations, the party's tree, workers, posts and roles."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.orgs import rules

KIND_NAMES = {
    rules.Kind.DEPARTMENT: _("职能部门"),
    rules.Kind.STREET_OFFICE: _("街道办事处、镇政府"),
    rules.Kind.COMMUNITY_OFFICE: _("社区、村委会"),
    rules.Kind.PUBLIC_INSTITUTION: _("事业单位"),
    rules.Kind.PROPERTY_MANAGER: _("物业服务企业"),
    rules.Kind.COMPANY: _("企业"),
    rules.Kind.HOSPITAL: _("医院"),
    rules.Kind.SCHOOL: _("学校"),
    rules.Kind.SOCIAL_ORGANISATION: _("社会组织"),
}
PARTY_KIND_NAMES = {
    rules.PartyKind.TERRITORY: _("区域党组织"),
    rules.PartyKind.GRID: _("网格党组织"),
    rules.PartyKind.UNIT: _("单位党组织"),
    rules.PartyKind.INDUSTRY: _("行业党组织"),
}
DUTY_NAMES = {
    rules.Duty.GRID_LEAD: _("网格长"),
    rules.Duty.FULL_TIME: _("专职网格员"),
    rules.Duty.PART_TIME: _("兼职网格员"),
    rules.Duty.VOLUNTEER: _("志愿者"),
    rules.Duty.LIAISON: _("联络员"),
    rules.Duty.JUDGE: _("法官"),
    rules.Duty.PROSECUTOR: _("检察官"),
    rules.Duty.POLICE: _("警官"),
    rules.Duty.LAWYER: _("律师"),
}
ROLE_NAMES = {
    rules.Role.RESIDENT: _("居民"),
    rules.Role.GRID_WORKER: _("网格员"),
    rules.Role.COMMUNITY_DESK: _("社区工作台"),
    rules.Role.STREET_DESK: _("街道工作台"),
    rules.Role.DEPARTMENT: _("处置部门"),
    rules.Role.INSPECTOR: _("核查员"),
    rules.Role.CITY_LEADER: _("城市领导"),
    rules.Role.SYSTEM_ADMIN: _("系统管理员"),
    rules.Role.SECURITY_ADMIN: _("安全管理员"),
    rules.Role.AUDIT_ADMIN: _("审计管理员"),
}


class Organisation(models.Model):
    """A body that serves: a department, an office, a property manager, a company, a hospital."""

    code = models.CharField(_("编码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100, db_index=True)
    kind = models.CharField(_("类别"), max_length=30, choices=list(KIND_NAMES.items()))
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    area_code = models.CharField(_("所在区域编码"), max_length=15, blank=True, db_index=True)
    duties = models.JSONField(_("职责"), default=list, blank=True)
    phone = models.CharField(_("公开电话"), max_length=20, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("组织")
        verbose_name_plural = pgettext_lazy("list", "组织")
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="organisation_uscc_once"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organisation_not_its_own_parent"),
        ]
        indexes = [models.Index(fields=["changed_at"], name="organisation_changed")]

    def __str__(self) -> str:
        return self.name


class PartyOrganisation(models.Model):
    """A party organisation in the tree; `level` is a key of data/orgs/party_levels.toml."""

    code = models.CharField(_("编码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100, db_index=True)
    kind = models.CharField(_("类别"), max_length=20, choices=list(PARTY_KIND_NAMES.items()))
    level = models.CharField(_("层级"), max_length=40)
    industry = models.CharField(_("行业"), max_length=40, blank=True)
    area_code = models.CharField(_("所在区域编码"), max_length=15, db_index=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级党组织"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("所在单位"), on_delete=models.PROTECT, null=True, blank=True
    )
    retired_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("党组织")
        verbose_name_plural = pgettext_lazy("list", "党组织")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="industry") | Q(industry=""), name="party_industry_only_of_industries"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="party_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A person who serves; the name is public to those served, the telephone is sealed."""

    name = models.CharField(_("姓名"), max_length=60, db_index=True)
    phone = models.CharField(max_length=120, blank=True)
    phone_index = models.CharField(max_length=32, blank=True)
    phone_mask = models.CharField(_("电话"), max_length=20, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("所属组织"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="workers",
    )
    is_party_member = models.BooleanField(_("中共党员"), default=False)
    account = models.OneToOneField(
        Account,
        verbose_name=_("账号"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="worker",
    )
    left_on = models.DateField(_("离岗日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("工作人员")
        verbose_name_plural = pgettext_lazy("list", "工作人员")
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"], condition=~Q(phone_index=""), name="worker_phone_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartyMembership(models.Model):
    """That a person belongs to a party organisation and reports where they live or work (双报到)."""

    class ReportsBecause(models.TextChoices):
        """Why the member reports to this community."""

        LIVES = "lives", _("居住地")
        WORKS = "works", _("工作地")

    organisation = models.ForeignKey(
        PartyOrganisation, verbose_name=_("党组织"), on_delete=models.PROTECT, related_name="memberships"
    )
    worker = models.ForeignKey(
        Worker,
        verbose_name=_("工作人员"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
    )
    name = models.CharField(max_length=400, blank=True)
    reports_to = models.CharField(_("报到社区编码"), max_length=15, db_index=True)
    because = models.CharField(_("报到依据"), max_length=10, choices=ReportsBecause.choices)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("党员报到")
        verbose_name_plural = pgettext_lazy("list", "党员报到")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(worker__isnull=False) | ~Q(name=""), name="membership_has_a_person"
            ),
            models.UniqueConstraint(
                fields=["organisation", "worker", "reports_to"],
                condition=Q(until=None),
                name="membership_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.reports_to}"


class Post(models.Model):
    """That a worker serves an area with a duty, from a day, to a day; several at once are usual."""

    worker = models.ForeignKey(
        Worker, verbose_name=_("工作人员"), on_delete=models.CASCADE, related_name="posts"
    )
    area_code = models.CharField(_("服务区域编码"), max_length=15)
    duty = models.CharField(_("职务"), max_length=20, choices=list(DUTY_NAMES.items()))
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = pgettext_lazy("list", "岗位")
        indexes = [models.Index(fields=["area_code", "duty"], name="post_area_duty")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="post_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["worker", "area_code", "duty"], condition=Q(until=None), name="post_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.area_code} {self.duty}"


class RoleGrant(models.Model):
    """That an account may do what a role may, in an area ("" is the whole city), from a day, to a day."""

    account = models.ForeignKey(
        Account, verbose_name=_("账号"), on_delete=models.CASCADE, related_name="role_grants"
    )
    role = models.CharField(_("角色"), max_length=20, choices=list(ROLE_NAMES.items()))
    area_code = models.CharField(_("范围（区域编码，空为全市）"), max_length=15, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("代表组织"), on_delete=models.PROTECT, null=True, blank=True
    )
    since = models.DateField(_("起"), default=clock.today)
    until = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("角色授权")
        verbose_name_plural = pgettext_lazy("list", "角色授权")
        indexes = [models.Index(fields=["role", "area_code"], name="role_grant_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="role_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(until=None, role__in=["system_admin", "security_admin", "audit_admin"]),
                name="one_administrator_role_an_account",
            ),
            models.CheckConstraint(
                condition=~Q(role="department") | Q(organisation__isnull=False),
                name="department_role_names_its_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.area_code}"
