"""The table of forgotten keys: who asked for which gate, who checked, and whether it was opened, once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.care.doors import OPEN, Asker, State, Way
from linli.care.models.plans import Kin, Plan
from linli.devices.models import Device

_CHECKED = (State.CHECKED, State.ORDERED, State.SENT, State.OPENED, State.FAILED, State.UNKNOWN)
_SENT = (State.SENT, State.OPENED, State.FAILED, State.UNKNOWN)


class Opening(models.Model):
    """One asking for one gate; a plan has one that goes on at most, and none was sent without two facts.

    `relation` is that of the kin who asks; `taken_by` names who of the staff took the asking down, "" when it
    came by a page. `on_the_spot` says that the person asked now what the plan does not agree to beforehand.
    `phone` is the sealed number to call back, wiped at the end. `facts` are those that were asked, `wrong`
    those that did not agree, by their codes; never the answers. `since` is when the state began.
    """

    code = models.CharField(max_length=20, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="openings")
    grid_code = models.CharField(max_length=15)
    gate = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    asker = models.CharField(max_length=5, choices=Asker.choices)
    kin = models.ForeignKey(Kin, on_delete=models.SET_NULL, null=True, related_name="+")
    relation = models.CharField(max_length=30, blank=True)
    way = models.CharField(max_length=5, choices=Way.choices)
    on_the_spot = models.BooleanField(default=False)
    phone = models.CharField(max_length=120, blank=True)
    asked_by = models.CharField(max_length=60)
    taken_by = models.CharField(max_length=100, blank=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    since = models.DateTimeField()
    checked_by = models.CharField(max_length=60, blank=True)
    checked_name = models.CharField(max_length=100, blank=True)
    checked_at = models.DateTimeField(null=True)
    facts = models.CharField(max_length=40, blank=True)
    wrong = models.CharField(max_length=40, blank=True)
    ordered_by = models.CharField(max_length=60, blank=True)
    ordered_name = models.CharField(max_length=100, blank=True)
    ordered_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("远程开门")
        verbose_name_plural = _("远程开门")
        indexes = [
            models.Index(fields=["since"], condition=Q(state__in=OPEN), name="opening_going_on"),
            models.Index(fields=["grid_code", "-asked_at"], name="opening_grid"),
            models.Index(fields=["plan", "-asked_at"], name="opening_plan"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="opening_ended"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=OPEN), name="one_opening_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_CHECKED) | Q(checked_at__isnull=False, wrong=""),
                name="opened_only_when_checked",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_SENT) | Q(ordered_at__isnull=False, sent_at__isnull=False),
                name="sent_only_when_ordered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at=None) | (~Q(state__in=OPEN) & Q(ended_at__isnull=False)),
                name="opening_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"
