"""The keys with which the benches come in: a reporter's, and one for each desk, crew and inspector."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from linli.kernel import apikeys, clock
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.orgs.models import RoleGrant
from linli.orgs.rules import Role

CITY_DESK = "bench-city-desk"
TRADE = "sanitation"


def path() -> Path:
    """Return where the keys of this site are kept."""
    return Path(settings.HOME) / "keys.json"


def load() -> dict[str, Any]:
    """Return the keys: `report`, `city`, and by street code `desk`, `crew` (sanitation) and `inspector`."""
    kept: dict[str, Any] = json.loads(path().read_text())
    return kept


def make() -> None:
    """Make and keep them."""
    city = Account.objects.create(
        username=CITY_DESK, display_name="市中心受理", password=make_password(None), language="zh-hans"
    )
    RoleGrant.objects.create(account=city, role=Role.STREET_DESK, area_code="", since=clock.today())
    kept = {
        "report": _key("reporter", None),
        "city": _key("city", city),
        "desk": _of_streets(Role.STREET_DESK),
        "inspector": _of_streets(Role.INSPECTOR),
        "crew": _of_streets(Role.DEPARTMENT, organisation__code__endswith=f"-{TRADE}"),
    }
    path().write_text(json.dumps(kept))


def _of_streets(role: Role, **more: Any) -> dict[str, str]:
    grants = RoleGrant.objects.filter(role=role, **more).select_related("account", "organisation")
    return {
        grant.area_code: _key(f"{role} {grant.area_code}", grant.account)
        for grant in grants
        if len(grant.area_code) == 9
    }


def _key(name: str, account: Account | None) -> str:
    return apikeys.create(by=SYSTEM, name=name, scopes=["open311", "v1"], rate=0, account=account)[1]
