"""What is only read: the outbox, the audit, sign-ins and lockouts."""

from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linli.cases.catalogue import Catalogue
from linli.cases.models import CatalogueVersion
from linli.kernel import outbox
from linli.kernel.actor import Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.jobs import Job
from linli.kernel.outbox import OutboxEvent
from linli.kernel.permissions import Permission
from linli.orgs import access
from linli.web.office.acting import ReadOnly, Reasoned


@admin.register(CatalogueVersion)
class VersionAdmin(ReadOnly):
    """The catalogues that cases were filed under, each kept as it was."""

    list_display = ("loaded_at", "said", "digest")
    ordering = ("-loaded_at",)
    fields = ("said", "loaded_at", "digest", "matters", "conditions")

    @admin.display(description=_("版本"))
    def said(self, row: CatalogueVersion) -> str:
        """What the catalogue calls this version."""
        return Catalogue.from_json(row.content).version

    @admin.display(description=_("事项"))
    def matters(self, row: CatalogueVersion) -> int:
        """How many matters it has."""
        return len(Catalogue.from_json(row.content).matters)

    @admin.display(description=_("立案条件"))
    def conditions(self, row: CatalogueVersion) -> int:
        """How many conditions it has."""
        return len(Catalogue.from_json(row.content).conditions)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return all of it."""
        return self.fields


@admin.register(OutboxEvent)
class OutboxAdmin(ReadOnly):
    """What waits to be heard, and why it waits; what was given up can be delivered again."""

    action_form = Reasoned
    actions = ("revive",)
    list_display = ("id", "name", "created_at", "attempts", "next_at", "done_at", "dead_at")
    list_filter = ("name", ("done_at", admin.EmptyFieldListFilter), ("dead_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "error")
    ordering = ("-id",)
    fields = ("name", "payload", "created_at", "attempts", "next_at", "done_at", "dead_at", "error")

    def has_keep_permission(self, request: HttpRequest) -> bool:
        """Whether the reader keeps what leaves the house."""
        return self.may(request, Permission.CHANNELS_KEEP)

    @admin.action(description=_("重新投递"), permissions=["keep"])
    def revive(self, request: HttpRequest, queryset: Any) -> None:
        """Deliver the chosen dead letters again."""

        def do(by: Actor, row: OutboxEvent, reason: str) -> None:
            outbox.revive(by=by, events=[row.pk], reason=reason)

        self.each(request, queryset, do)


@admin.register(Job)
class JobAdmin(ReadOnly):
    """What the clock does, when it did it, and what went wrong."""

    list_display = ("name", "finished_at", "next_at", "failures", "error")
    ordering = ("name",)
    fields = ("name", "next_at", "claimed_until", "started_at", "finished_at", "failures", "error")


@admin.register(AuditEntry)
class AuditAdmin(ReadOnly):
    """Who did what to what, when and why; no page can change it."""

    list_display = ("at", "actor", "verb", "stream", "reason")
    list_filter = ("verb",)
    date_hierarchy = "at"
    search_fields = ("actor", "stream", "reason")
    ordering = ("-id",)
    fields = ("at", "actor", "verb", "stream", "seq", "reason", "data", "prev", "hash")


@admin.register(AccessLog)
class SignInAdmin(ReadOnly):
    """Who signed in, from where."""

    list_display = ("attempt_time", "username", "ip_address", "logout_time")
    search_fields = ("username", "ip_address")
    ordering = ("-id",)
    fields = ("attempt_time", "username", "ip_address", "user_agent", "logout_time")


@admin.register(AccessAttempt)
class LockoutAdmin(ReadOnly):
    """Wrong passwords that count toward a lockout; the security administrator lifts it."""

    action_form = Reasoned
    actions = ("unlock",)
    list_display = ("attempt_time", "username", "ip_address", "failures_since_start")
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)
    fields = ("attempt_time", "username", "ip_address", "user_agent", "failures_since_start")

    def has_unlock_permission(self, request: HttpRequest) -> bool:
        """Whether the reader is the security administrator."""
        return self.may(request, Permission.SECURITY_MANAGE)

    @admin.action(description=_("解除所选锁定"), permissions=["unlock"])
    def unlock(self, request: HttpRequest, queryset: Any) -> None:
        """Forget the chosen wrong passwords."""

        def do(by: Actor, row: AccessAttempt, reason: str) -> None:
            access.unlock(by=by, attempt=row, reason=reason)

        self.each(request, queryset, do)
