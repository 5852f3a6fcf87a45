"""`linli devicekey`: the new key is printed once; an unknown group is told."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from linli.devices import groups
from linli.devices.models import Group
from linli.kernel.actor import SYSTEM
from linli.places import atlas
from tests.cases import city


def test_a_key_is_printed(db: None) -> None:
    """With it the group reports; another call closes it."""
    city.build()
    group = groups.open_group(by=SYSTEM, code="juxin", name="聚新门禁", area_code="320402001001")
    out = StringIO()
    call_command("devicekey", "juxin", stdout=out, stderr=StringIO())
    key, signing = out.getvalue().split()
    assert groups.by_key(key) == group
    assert len(signing) >= 40
    assert Group.objects.get().signing_sealed.startswith("v1.")
    with pytest.raises(CommandError):
        call_command("devicekey", "nobody")
    groups.retire_group(by=SYSTEM, group=group, reason="x")
    with pytest.raises(CommandError):
        call_command("devicekey", "juxin")
    atlas.expire()
