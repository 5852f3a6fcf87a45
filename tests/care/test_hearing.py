"""Signs from devices: heard only by consent, of the group's own pseudonym, by the signal agreed to."""

from datetime import timedelta

import pytest

from linli.care import actions
from linli.care.hearing import Ear
from linli.care.models import Plan, Watch
from linli.devices.signs import Sign
from linli.kernel import clock
from tests.cases import city


@pytest.fixture
def gates(plan: Plan) -> None:
    """The person is P1 to the devices of the group east."""
    actions.map_pseudonym(by=city.DESK, plan=plan, group="east", pseudonym="P1", signal="gate")


def sign(group: str = "east", pseudonym: str = "P1", signal: str = "gate", hours: int = 1) -> Sign:
    """Return a sign of some hours ago."""
    return Sign(
        group=group,
        device="gate",
        pseudonym=pseudonym,
        at=clock.now() - timedelta(hours=hours),
        kind="out",
        signal=signal,
        event_id=f"{group}{hours}",
    )


def test_a_pass_is_heard(plan: Plan, gates: None) -> None:
    """In any order; the newest counts."""
    assert list(Ear().watched("east", ["P1", "P2"])) == ["P1"]
    assert not Ear().watched("west", ["P1"])
    Ear().hear([sign(hours=2), sign(hours=1), sign(hours=3)])
    watch = Watch.objects.get(plan=plan)
    assert (watch.last_sign_at, watch.last_signal) == (clock.now() - timedelta(hours=1), "gate")


@pytest.mark.parametrize(
    "other",
    [{"group": "west"}, {"pseudonym": "P2"}, {"signal": "button"}],
)
def test_anything_else_is_not(plan: Plan, gates: None, other: dict[str, str]) -> None:
    """The same pseudonym in another group is another person."""
    Ear().hear([sign(**other)])  # type: ignore[arg-type]
    assert Watch.objects.get().last_sign_at is None


def test_after_a_withdrawal_nothing_is_heard(plan: Plan, gates: None) -> None:
    actions.withdraw(by=city.DESK, plan=plan)
    assert not Ear().watched("east", ["P1"])
    Ear().hear([sign()])
    assert not Watch.objects.exists()
