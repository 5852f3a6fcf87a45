"""The tables of alerts: a silence that became one, what was done about it step by step, who was called."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.care.models.plans import Plan
from linli.kernel.accounts import Account


class Alert(models.Model):
    """One silence from its alarm to its end; a plan has one open at most.

    `place` is the next rung of the ladder, `kin_place` the last of the kin that was called; `version` makes
    every change a compare-and-set and is the number of the last step.
    """

    class Outcome(models.TextChoices):
        """How it ended."""

        SIGN = "sign", _("有了动静")
        SAFE = "safe", _("平安")
        AWAY = "away", _("外出")
        DEVICE = "device", _("设备故障")
        HELPED = "helped", _("已得到帮助")
        STOPPED = "stopped", _("计划已结束")

    code = models.CharField(max_length=20, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="alerts")
    grid_code = models.CharField(max_length=15)
    silent_since = models.DateTimeField(null=True)
    ask_at = models.DateTimeField()
    visit_at = models.DateTimeField()
    reason = models.JSONField()
    opened_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(default=0)
    kin_place = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    coming_by = models.CharField(max_length=60, blank=True)
    emergency = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    cleared_at = models.DateTimeField(null=True)
    case_number = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("告警")
        verbose_name_plural = _("告警")
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="alert_next"),
            models.Index(fields=["grid_code", "-opened_at"], name="alert_grid"),
            models.Index(fields=["cleared_at"], condition=Q(cleared_at__isnull=False), name="alert_cleared"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(cleared_at=None), name="one_open_alert_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None, outcome="", next_at__isnull=False)
                | (Q(cleared_at__isnull=False, next_at=None) & ~Q(outcome="")),
                name="open_alert_has_a_next_moment",
            ),
            models.CheckConstraint(condition=Q(visit_at__gte=F("ask_at")), name="alert_asks_first"),
        ]

    def __str__(self) -> str:
        return self.code


class AlertStep(models.Model):
    """One thing done about an alert, for ever; `who` names posts and bodies, never the person or the kin."""

    class Kind(models.TextChoices):
        """What was done."""

        RAISED = "raised", _("没有动静，发出告警")
        CALLED = "called", _("已通知")
        SKIPPED = "skipped", _("没有人可通知，跳过")
        COMING = "coming", _("有人前往")
        HANDED_ON = "handed_on", _("转交下一步")
        NEEDS_HELP = "needs_help", _("需要帮助")
        EMERGENCY = "emergency", _("紧急求援")
        AGAIN = "again", _("仍未解除，再次提醒")
        CLEARED = "cleared", _("已解除")

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="steps")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    rung = models.CharField(max_length=20, blank=True)
    who = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("告警步骤")
        verbose_name_plural = _("告警步骤")
        constraints = [models.UniqueConstraint(fields=["alert", "seq"], name="one_alert_step_a_place")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.seq} {self.kind}"


class Call(models.Model):
    """That an account was called to an alert: whose list it is on."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="calls")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="care_calls")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("通知到的人")
        verbose_name_plural = _("通知到的人")
        indexes = [models.Index(fields=["account", "at"], name="call_account")]
        constraints = [models.UniqueConstraint(fields=["alert", "account"], name="called_once_an_alert")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.account_id}"
