"""The tables of the watch: what is kept of a person's signs, a district's price, the tally of the rules."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.care.models.plans import Plan


class Watch(models.Model):
    """What is kept of one person's signs of life, and when to ask and to visit unless a sign comes.

    `own_at` is the last sign by a device, `last_sign_at` the last of any kind, an answer or a visit included;
    `begun_at` is when watching began or began anew. `place` is where the person was after the last sign,
    `left_at` when they last went out. `used` counts by which devices they are heard, `visits` the visits in
    this silence. `rhythm` and `diary` are packed (care.rhythm, care.diary). From `dark_from` on somebody has
    said that the devices are at fault. `next_check_at` is when the silence must be thought through;
    `planned_at` when it was; `ask_at`, `visit_at` and `reason` (by language) are what came of it;
    `by_rhythm_at` and `by_published_at` when each of the two rules would go, if both watch.
    """

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, primary_key=True, related_name="watch")
    last_sign_at = models.DateTimeField(_("最近动静"), null=True)
    last_signal = models.CharField(max_length=12, blank=True)
    begun_at = models.DateTimeField(null=True)
    own_at = models.DateTimeField(null=True)
    place = models.PositiveSmallIntegerField(default=0)
    left_at = models.DateTimeField(null=True)
    used = models.JSONField(default=dict)
    visits = models.PositiveSmallIntegerField(default=0)
    rhythm = models.BinaryField(default=b"")
    diary = models.BinaryField(default=b"")
    dark_from = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)
    ask_at = models.DateTimeField(null=True)
    visit_at = models.DateTimeField(null=True)
    by_rhythm_at = models.DateTimeField(null=True)
    by_published_at = models.DateTimeField(null=True)
    reason = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("动静")
        verbose_name_plural = _("动静")
        indexes = [
            models.Index(fields=["ask_at"], condition=Q(ask_at__isnull=False), name="watch_due"),
            models.Index(
                fields=["next_check_at"], condition=Q(next_check_at__isnull=False), name="watch_to_check"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ask_at=None, visit_at=None) | Q(visit_at__gte=F("ask_at")),
                name="asked_before_visited",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}"


class Standstill(models.Model):
    """That Linli itself stood still: nobody could be heard, and no silence proves anything."""

    since = models.DateTimeField(unique=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.since} {self.until}"


class Price(models.Model):
    """What a false visit may cost in a district, as the last night found it (care.budget)."""

    district_code = models.CharField(_("区划代码"), max_length=6, primary_key=True)
    price = models.FloatField(_("一次误上门抵多少小时"))
    answered = models.FloatField(_("询问得到回答的比例"))
    people = models.PositiveIntegerField(_("回看的人数"))
    at = models.DateTimeField(_("计算时间"))

    class Meta:
        verbose_name = _("提醒预算")
        verbose_name_plural = _("提醒预算")

    def __str__(self) -> str:
        return f"{self.district_code} {self.price}"


class NeedlessVisit(models.Model):
    """How many visits a rule would have made on a day to people who then gave a sign: both side by side."""

    class Rule(models.TextChoices):
        """The two rules."""

        RHYTHM = "rhythm", _("个人作息")
        PUBLISHED = "published", _("整日无动静")

    district_code = models.CharField(_("区划代码"), max_length=6)
    day = models.DateField(_("哪一天"))
    rule = models.CharField(_("哪条规则"), max_length=10, choices=Rule.choices)
    count = models.PositiveIntegerField(_("多余的上门"))

    class Meta:
        verbose_name = _("两种规则对照")
        verbose_name_plural = _("两种规则对照")
        constraints = [
            models.UniqueConstraint(fields=["district_code", "day", "rule"], name="one_tally_a_rule_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.district_code} {self.day} {self.rule} {self.count}"
