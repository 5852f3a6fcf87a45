"""Logins at the broker: made in the register, shown once, gone with the device; the files Mosquitto reads."""

import base64
import hashlib

import pytest

from linli.devices import actions, groups, logins
from linli.devices.models import Device, Group, Login
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from tests.cases import city
from tests.devices.conftest import enter

LISTENER = ("linli-listen", "secret")


def users() -> list[str]:
    """Return the user names of the password file."""
    return [line.split(":")[0] for line in logins.passwords(LISTENER)]


def test_each_has_a_login_of_its_own(group: Group, gate: Device) -> None:
    enter(group, "G-2")
    assert logins.give_to_group(by=SYSTEM, group=group)[0] == "juxin"
    [(user, password)] = logins.give_to_devices(by=SYSTEM, group=group, codes=["G-2"])
    assert (user, len(password)) == ("juxin/G-2", 43)
    assert [user for user, _password in logins.give_to_devices(by=SYSTEM, group=group)] == ["juxin/G-1"]
    assert logins.give_to_devices(by=SYSTEM, group=group) == []
    assert users() == ["linli-listen", "juxin", "juxin/G-1", "juxin/G-2"]
    assert not Login.objects.filter(digest__contains=password).exists()


def test_a_new_password_ends_the_old(group: Group, gate: Device) -> None:
    for _ in range(2):
        logins.give_to_group(by=SYSTEM, group=group)
        logins.give_to_devices(by=SYSTEM, group=group, codes=["G-1"])
    assert Login.objects.count() == 2


def test_what_is_out_of_service_has_no_login(group: Group, gate: Device) -> None:
    logins.give_to_group(by=SYSTEM, group=group)
    logins.give_to_devices(by=SYSTEM, group=group)
    actions.retire_device(by=SYSTEM, device=gate, reason="拆除")
    assert users() == ["linli-listen", "juxin"]
    with pytest.raises(InvalidInput):
        logins.give_to_devices(by=SYSTEM, group=group, codes=["G-1"])
    groups.retire_group(by=SYSTEM, group=group, reason="拆除")
    assert users() == ["linli-listen"]
    with pytest.raises(Conflict):
        logins.give_to_group(by=SYSTEM, group=group)


def test_the_listener_is_no_group(group: Group) -> None:
    for user in ("juxin", "a:b", "", "a b"):
        with pytest.raises(InvalidInput):
            list(logins.passwords((user, "secret")))


def test_only_who_keeps_devices_gives_logins(group: Group) -> None:
    with pytest.raises(NotAllowed):
        logins.give_to_group(by=city.WORKER, group=group)
    with pytest.raises(NotAllowed):
        logins.give_to_devices(by=city.WORKER, group=group)


def test_a_digest_is_as_mosquitto_reads_it() -> None:
    _empty, kind, rounds, salt, made = logins.digest("secret").split("$")
    assert (kind, rounds) == ("7", "101")
    wanted = hashlib.pbkdf2_hmac("sha512", b"secret", base64.b64decode(salt), 101, 64)
    assert base64.b64decode(made) == wanted
    assert logins.digest("secret") != logins.digest("secret")


def test_each_writes_its_own_topic_alone() -> None:
    assert list(logins.access("linli-listen")) == [
        "user linli-listen",
        "topic read linli/events/#",
        "",
        "pattern write linli/events/%u",
    ]
