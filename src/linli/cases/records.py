"""The tables of what hangs on a case: its steps, tasks, pictures, ratings and appeals."""

import hashlib
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.cases.wording import told
from linli.cases.workflow import State
from linli.kernel.accounts import Account


class Step(models.Model):
    """One move of a case, for ever: each step's hash covers the step before it.

    The hash covers a salted digest of the note, not the note, so that retention may wipe the note (with its
    salt) and the chain still holds. `data` carries codes and moments, never a person's data.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="steps", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=100, blank=True)
    move = models.CharField(max_length=30)
    from_state = models.CharField(max_length=10, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=State.choices)
    data = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    note_salt = models.CharField(max_length=32, blank=True)
    note_digest = models.CharField(max_length=64, blank=True)
    act_key = models.CharField(max_length=100, null=True)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["at"], name="step_at")]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="one_step_a_place"),
            models.UniqueConstraint(
                fields=["case", "act_key"], condition=Q(act_key__isnull=False), name="one_step_an_act"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.seq} {self.move}"

    def content(self, number: str) -> dict[str, Any]:
        """Return what the hash covers; `number` is the case's."""
        return {
            "case": number,
            "seq": self.seq,
            "at": self.at,
            "actor": self.actor,
            "move": self.move,
            "from": self.from_state,
            "to": self.to_state,
            "data": self.data,
            "note": self.note_digest,
        }

    @property
    def public_text(self) -> str:
        """What the reporter is told of this step, in the reader's language; "" when it is not public."""
        return told(self.move, self.data)

    def note_is_intact(self) -> bool:
        """Return whether the note is the one that was written, or was wiped with its salt."""
        if not self.note and not self.note_salt:
            return True
        return digest(self.note, self.note_salt) == self.note_digest


def digest(note: str, salt: str) -> str:
    """Return the digest of `note` under `salt` that the chain covers (SHA-256, hex)."""
    return hashlib.sha256(f"{salt}:{note}".encode()).hexdigest()


class Task(models.Model):
    """What one organisation has to do for a case; one leads, others help, each with its own deadline."""

    class Role(models.TextChoices):
        """How the organisation stands to the case."""

        LEAD = "lead", _("主办")
        HELPER = "helper", _("协办")

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("进行中")
        DONE = "done", _("已完成")
        ENDED = "ended", _("已解除")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="tasks")
    organisation_code = models.CharField(max_length=40)
    role = models.CharField(max_length=10, choices=Role.choices)
    worker = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="tasks")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    given_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=30, blank=True)
    result = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_code", "state", "case"], name="task_organisation"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(role="lead", state="open"), name="one_open_lead_a_case"
            ),
            models.UniqueConstraint(
                fields=["case", "organisation_code"], condition=Q(state="open"), name="one_open_task_a_body"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.organisation_code}"


class Picture(models.Model):
    """A picture of a case, already re-encoded and stripped of where and by whom it was taken."""

    class Kind(models.TextChoices):
        """What it shows."""

        REPORT = "report", _("上报")
        CHECK = "check", _("核实")
        AFTER = "after", _("处置后")
        VERIFY = "verify", _("核查")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="pictures")
    step_seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Rating(models.Model):
    """What the reporter thought of the outcome; a reopened case is rated again."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    score = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="one_rating_a_round"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="rating_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.score}"


class Appeal(models.Model):
    """A body's objection to how a closed case counts; `reviewers` are those who judged it, in their order."""

    class State(models.TextChoices):
        """How it stands."""

        OPEN = "open", _("待复核")
        UPHELD = "upheld", _("申诉成立")
        DISMISSED = "dismissed", _("申诉不成立")

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="appeal")
    organisation_code = models.CharField(max_length=40)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reviewers = models.JSONField(default=list)
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Seen(models.Model):
    """That a colleague opened a case: who, for which office, and when last.

    It lets those who work on a case know who else knows of it. Nothing is counted over it, and it goes after
    a short time (data/retention.toml) or with its case or account.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="seen", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    office = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "account"], name="one_look_a_case_and_account")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.account_id}"
