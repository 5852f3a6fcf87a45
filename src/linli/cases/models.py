"""The tables of the engine: signals and cases here, what hangs on a case in `records`."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.records import Appeal, Picture, Rating, Seen, Step, Task
from linli.cases.workflow import State
from linli.kernel.accounts import Account
from linli.people.models import Contact

__all__ = [
    "Appeal", "Case", "CatalogueVersion", "Ending", "Picture", "Rating", "SavedView", "Seen", "Signal",
    "Step", "Task",
]  # fmt: skip

_OPEN = Q(closed_at=None)


class Ending(models.TextChoices):
    """How a case ended."""

    SETTLED = "settled", _("已办结")
    ON_SPOT = "on_spot", _("随手办结")
    REJECTED = "rejected", _("不予受理")
    MERGED = "merged", _("并案")
    WITHDRAWN = "withdrawn", _("报告人撤回")


class Unit(models.TextChoices):
    """In what a limit is counted."""

    URGENT_HOUR = "urgent_hour", _("紧急工作时")
    URGENT_DAY = "urgent_day", _("紧急工作日")
    WORK_HOUR = "work_hour", _("工作时")
    WORK_DAY = "work_day", _("工作日")


class CatalogueVersion(models.Model):
    """A catalogue as it was loaded; a case keeps the one it was filed under."""

    digest = models.CharField(_("校验值"), max_length=64, primary_key=True)
    content = models.TextField()
    loaded_at = models.DateTimeField(_("启用时间"))

    class Meta:
        verbose_name = _("目录版本")
        verbose_name_plural = pgettext_lazy("list", "目录版本")

    def __str__(self) -> str:
        return self.digest[:12]


class Case(models.Model):
    """One matter at one place, from its report to its end; only `moves.apply` changes its state.

    `closed_at` is empty exactly while the case is open. The area codes repeat the front of `grid_code`, so
    that "the newest of a street" is one walk along an index. `due_at` is the limit of handling, counted from
    `clock_from`; `overdue_at` says that it passed in this round, `missed_at` keeps that it ever did.
    """

    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=State.choices)
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=40)
    catalogue = models.ForeignKey(CatalogueVersion, on_delete=models.PROTECT, db_index=False)
    matter_code = models.CharField(max_length=20, blank=True)
    condition = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    urgent = models.BooleanField(default=False)
    public = models.BooleanField(default=False)

    grid_code = models.CharField(max_length=15)
    street_code = models.CharField(max_length=9)
    district_code = models.CharField(max_length=6)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    address = models.CharField(max_length=200, blank=True)

    body_code = models.CharField(max_length=40, blank=True)
    helper_codes = models.JSONField(default=list)
    worker = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, related_name="led_cases", db_index=False
    )
    likely_body = models.CharField(max_length=40, blank=True)
    likely_why = models.CharField(max_length=300, blank=True)

    reporter = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="cases")
    reporter_account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, related_name="reported_cases"
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    similar_to = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="similar", db_index=False
    )
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")

    created_at = models.DateTimeField(db_index=True)
    occurred_at = models.DateTimeField()
    state_since = models.DateTimeField()
    updated_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    outcome = models.TextField(blank=True)

    clock_from = models.DateTimeField(null=True)
    limit = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    unit = models.CharField(max_length=12, choices=Unit.choices, blank=True)
    pauses = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    helper_due_at = models.DateTimeField(null=True)
    due_provisional = models.BooleanField(default=False)
    suspended_at = models.DateTimeField(null=True)
    suspended_until = models.DateTimeField(null=True)
    extension_asked_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)
    escalation_level = models.PositiveSmallIntegerField(default=0)

    extensions = models.PositiveSmallIntegerField(default=0)
    suspensions = models.PositiveSmallIntegerField(default=0)
    transfers = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    urgings = models.PositiveSmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    supervised_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)
    exempt = models.BooleanField(default=False)

    step_count = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)
    sealed_seq = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(step_count__gt=F("sealed_seq")), name="case_unsealed"),
            models.Index(fields=["state", "id"], name="case_state"),
            models.Index(fields=["district_code", "state", "id"], name="case_district"),
            models.Index(fields=["street_code", "state", "id"], name="case_street"),
            models.Index(fields=["grid_code", "state", "id"], name="case_grid"),
            models.Index(fields=["body_code", "state", "id"], name="case_body"),
            models.Index(fields=["due_at", "id"], condition=_OPEN, name="open_case_due"),
            models.Index(
                fields=["district_code", "due_at", "id"], condition=_OPEN, name="open_case_district"
            ),
            models.Index(fields=["street_code", "due_at", "id"], condition=_OPEN, name="open_case_street"),
            models.Index(fields=["body_code", "due_at", "id"], condition=_OPEN, name="open_case_body"),
            models.Index(fields=["cell", "matter_code"], condition=_OPEN, name="open_case_cell"),
            models.Index(fields=["cell", "-id"], condition=Q(public=True), name="public_case_cell"),
            models.Index(fields=["cell", "id"], condition=Q(cell__isnull=False), name="case_cell"),
            models.Index(
                fields=["worker", "state", "id"], condition=Q(worker__isnull=False), name="case_worker"
            ),
            models.Index(fields=["similar_to"], condition=Q(similar_to__isnull=False), name="case_similar"),
            models.Index(
                fields=["id"], condition=Q(closed_at=None, due_provisional=True), name="open_case_provisional"
            ),
            models.Index(
                fields=["next_check_at"], condition=Q(next_check_at__isnull=False), name="case_next_check"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["closed", "rejected", "merged"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "rejected", "merged"]) & Q(closed_at=None)),
                name="case_ended_exactly_when_closed_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="merged_case_has_a_main_case",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reported", "checking", "rejected", "merged", "closed"])
                | Q(due_at__isnull=False),
                name="filed_case_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["handling", "handled", "verified"]) | ~Q(body_code=""),
                name="dispatched_case_has_a_body",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__range=(1, 5)), name="case_score_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None, cell=None)
                | Q(lon__isnull=False, lat__isnull=False, cell__isnull=False),
                name="case_point_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether the case has not ended."""
        return self.closed_at is None

    @property
    def is_suspended(self) -> bool:
        """Whether the clock stands still (挂账)."""
        return self.suspended_until is not None


class Signal(models.Model):
    """What came in, as it came in; `external_id` makes sure that the same thing sent twice is one case."""

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="signals")
    received_at = models.DateTimeField(db_index=True)
    occurred_at = models.DateTimeField()
    text = models.TextField(blank=True)
    matter_code = models.CharField(max_length=20, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    address = models.CharField(max_length=200, blank=True)
    reporter = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, related_name="signals", db_index=False
    )
    payload = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["reporter"], condition=Q(reporter__isnull=False), name="signal_reporter"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="one_signal_an_external_id"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class SavedView(models.Model):
    """A list of cases under a name: one's own, or, with an `office`, that of everybody who works there."""

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="views")
    office = models.CharField(max_length=60, blank=True, db_index=True)
    name = models.CharField(max_length=40)
    words = models.JSONField(default=dict)
    first_for = models.ManyToManyField(Account, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_view_a_name_and_owner")]

    def __str__(self) -> str:
        return self.name
