"""Tells Django's admin what an account may do, from its roles; there is no superuser."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from linli.kernel.accounts import Account
from linli.kernel.permissions import Permission
from linli.orgs import queries as orgs

READ = ("view",)
WRITE = ("view", "add", "change")

OFFICE: dict[Permission, dict[str, tuple[str, ...]]] = {
    Permission.ORGS_SEE: {
        "orgs.organisation": READ,
        "orgs.partyorganisation": READ,
        "orgs.partymembership": READ,
        "orgs.worker": READ,
        "orgs.post": READ,
    },
    Permission.ORGS_EDIT: {
        "orgs.organisation": WRITE,
        "orgs.partyorganisation": WRITE,
        "orgs.partymembership": WRITE,
        "orgs.worker": WRITE,
        "orgs.post": WRITE,
    },
    Permission.DEVICES_SEE: {
        "devices.group": READ,
        "devices.device": READ,
        "devices.opener": READ,
        "devices.refusal": READ,
    },
    Permission.DEVICES_EDIT: {
        "devices.group": WRITE,
        "devices.device": WRITE,
        "devices.opener": WRITE,
        "devices.refusal": READ,
    },
    Permission.PLACES_EDIT: {
        "places.area": ("view", "change"),
        "places.overlay": ("view", "change"),
        "places.building": WRITE,
    },
    Permission.CATALOGUE_EDIT: {"cases.catalogueversion": READ},
    Permission.ACCOUNTS_MANAGE: {
        "kernel.account": WRITE,
        "orgs.rolegrant": READ,
    },
    Permission.CHANNELS_KEEP: {
        "channels.gateway": WRITE,
        "channels.delivery": READ,
        "kernel.outboxevent": READ,
        "kernel.job": READ,
    },
    Permission.SECURITY_MANAGE: {
        "kernel.account": READ,
        "orgs.rolegrant": ("view", "add"),
        "orgs.organisation": READ,
        "axes.accessattempt": READ,
    },
    Permission.AUDIT_SEE: {
        "kernel.auditentry": READ,
        "axes.accesslog": READ,
        "orgs.rolegrant": READ,
    },
}
"""What each permission opens in the office: the model, and which of Django's verbs."""


class RoleBackend(ModelBackend):
    """Signs in by user name and password; reads the office's permissions from roles."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return what `user_obj` may do in the office, as Django names it: app.verb_model."""
        if not isinstance(user_obj, Account) or not user_obj.is_active or obj is not None:
            return set()
        cached: set[str] | None = getattr(user_obj, "_office", None)
        if cached is None:
            actor = orgs.actor_of(user_obj)
            held = {permission for grant in actor.grants for permission in grant.permissions}
            cached = office_permissions(held)
            user_obj._office = cached  # type: ignore[attr-defined]
        return cached


def office_permissions(held: set[Permission]) -> set[str]:
    """Return Django's names of what the permissions `held` open in the office."""
    return {
        f"{model.split('.')[0]}.{verb}_{model.split('.')[1]}"
        for permission in held
        for model, verbs in OFFICE.get(permission, {}).items()
        for verb in verbs
    }
