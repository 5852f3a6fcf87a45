"""The tables of care plans: whom to look after, by whose consent, whom to call, when they are away."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.care.agreements import Giver, How, Risk, Signal
from linli.kernel.accounts import Account
from linli.people.models import Contact


class Plan(models.Model):
    """That a person is looked after; `grid_code` says who may see it, `code` names it without naming them.

    Address, health and keys are sealed; health and keys are empty unless they were given for that purpose.
    `next_visit_on` is the day of the next routine visit.
    """

    code = models.CharField(_("计划编号"), max_length=20, unique=True)
    elder = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="care_plans")
    grid_code = models.CharField(_("网格编码"), max_length=15)
    address = models.CharField(max_length=1000, blank=True)
    risk = models.CharField(_("探访级别"), max_length=10, choices=Risk.choices, default=Risk.GENERAL)
    ladder = models.CharField(_("约定的处置步骤"), max_length=20, default="standard")
    quiet_from = models.TimeField(_("夜间免打扰起"))
    quiet_until = models.TimeField(_("夜间免打扰止"))
    health = models.TextField(blank=True)
    keys = models.TextField(blank=True)
    next_visit_on = models.DateField(_("下次探访"), null=True)
    made_at = models.DateTimeField(_("建立时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    ended_why = models.CharField(_("结束原因"), max_length=200, blank=True)
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("关照计划")
        verbose_name_plural = _("关照计划")
        indexes = [
            models.Index(fields=["grid_code", "id"], name="plan_grid"),
            models.Index(fields=["next_visit_on"], condition=Q(ended_at=None), name="plan_visit"),
            models.Index(
                fields=["ended_at"], condition=Q(ended_at__isnull=False, wiped_at=None), name="plan_to_wipe"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["elder"], condition=Q(ended_at=None), name="one_running_plan_a_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(elder__isnull=False), name="running_plan_has_a_person"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Consent(models.Model):
    """That somebody agreed, or withdrew: rows are only ever added, the newest of a plan counts.

    The giver's name is sealed. A withdrawal names no signals and takes everything back.
    """

    class Kind(models.TextChoices):
        """What was said."""

        GIVEN = "given", _("同意")
        WITHDRAWN = "withdrawn", _("已撤回同意")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    giver = models.CharField(max_length=10, choices=Giver.choices, blank=True)
    giver_name = models.CharField(max_length=500, blank=True)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    ground = models.CharField(max_length=200, blank=True)
    signals = models.JSONField(default=list)
    purposes = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("同意记录")
        verbose_name_plural = _("同意记录")
        indexes = [models.Index(fields=["until"], name="consent_until")]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="consent_ends_after_it_began"),
            models.CheckConstraint(
                condition=~Q(giver=Giver.GUARDIAN) | ~Q(ground="") | Q(kind="withdrawn"),
                name="guardian_names_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind} {self.since}"


class Kin(models.Model):
    """Somebody to call for a person, in the order of `place`; `page` names the page that is theirs."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="kin")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="care_kin")
    place = models.PositiveSmallIntegerField()
    relation = models.CharField(_("关系"), max_length=30)
    has_key = models.BooleanField(_("有钥匙"), default=False)
    page = models.CharField(max_length=24, unique=True)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("联系的家人邻居")
        verbose_name_plural = _("联系的家人邻居")
        constraints = [
            models.UniqueConstraint(fields=["plan", "place"], name="one_kin_a_place"),
            models.UniqueConstraint(fields=["plan", "contact"], name="kin_once_a_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.place}"


class Leave(models.Model):
    """That a person is away until `back_at`, which counts as a sign of life, or until `ended_at`."""

    class Kind(models.TextChoices):
        """Where they are; no place is kept."""

        AWAY = "away", _("外出")
        HOSPITAL = "hospital", _("住院")
        FAMILY = "family", _("在亲友家")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="leaves")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    since = models.DateTimeField()
    back_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=60)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("外出登记")
        verbose_name_plural = _("外出登记")
        indexes = [models.Index(fields=["plan", "back_at"], name="leave_plan")]
        constraints = [
            models.CheckConstraint(condition=Q(back_at__gt=F("since")), name="leave_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind}"


class Pseudonym(models.Model):
    """Which plan an event of a device is about: the only table that leads from a pseudonym to a person.

    It is there only while a consent to the signal is in force; group and pseudonym are sealed, and found by
    the blind index of both.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="pseudonyms")
    index = models.CharField(max_length=32, unique=True)
    sealed = models.CharField(max_length=500)
    signal = models.CharField(max_length=12, choices=Signal.choices)
    valid_until = models.DateField(db_index=True)

    class Meta:
        verbose_name = _("假名对照")
        verbose_name_plural = _("假名对照")

    def __str__(self) -> str:
        return f"{self.plan_id} {self.signal}"


class Emergency(models.Model):
    """That somebody without the right opened a plan to save a life (破窗); reviewed afterwards by another."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="emergencies")
    grid_code = models.CharField(max_length=15, db_index=True)
    opened_by = models.CharField(max_length=60)
    opened_name = models.CharField(_("打开的人"), max_length=100)
    opened_at = models.DateTimeField(_("打开时间"))
    reason = models.CharField(_("原因"), max_length=200)
    reviewed_by = models.CharField(max_length=60, blank=True)
    reviewed_at = models.DateTimeField(_("复核时间"), null=True)
    justified = models.BooleanField(_("确有必要"), null=True)
    review = models.CharField(_("复核意见"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("紧急打开")
        verbose_name_plural = _("紧急打开")
        indexes = [
            models.Index(fields=["grid_code"], condition=Q(reviewed_at=None), name="emergency_unreviewed")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.opened_at:%Y-%m-%d}"


class Visit(models.Model):
    """That somebody saw or spoke to the person; it counts as a sign of life when they were well."""

    class Outcome(models.TextChoices):
        """What was found."""

        WELL = "well", _("平安")
        NOT_HOME = "not_home", _("没在家")
        NEEDS_HELP = "needs_help", _("需要帮助")

    class How(models.TextChoices):
        """How."""

        DOOR = "door", _("上门")
        PHONE = "phone", _("打电话")

    key = models.CharField(max_length=100, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField(db_index=True)
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="care_visits")
    how = models.CharField(max_length=6, choices=How.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("探访")
        verbose_name_plural = _("探访")
        indexes = [models.Index(fields=["plan", "-at"], name="visit_plan")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.outcome}"
