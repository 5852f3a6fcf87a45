"""How listeners fare: noted by each, gone when silent, forgotten after a week."""

from datetime import timedelta

from linli.devices import listeners
from linli.kernel import clock
from tests.devices.conftest import NOW


def test_a_listener_is_noted(town: None) -> None:
    listeners.begin("one")
    counts = {"messages": 3, "events": 5, "rejected": 1, "strange": 0, "failed": 0}
    listeners.note("one", connected_at=NOW, error="x" * 300, counts=counts)
    [found] = listeners.known()
    assert (found.messages, found.events, found.rejected, len(found.error)) == (3, 5, 1, 200)
    assert not listeners.is_gone(found)
    with clock.at(NOW + timedelta(seconds=61)):
        assert listeners.is_gone(found)
    listeners.begin("one")
    [again] = listeners.known()
    assert (again.messages, again.connected_at, again.error) == (0, None, "")


def test_one_that_was_stopped_is_no_longer_known(town: None) -> None:
    listeners.begin("one")
    listeners.begin("two")
    listeners.end("one")
    assert [each.name for each in listeners.known()] == ["two"]
    with clock.at(NOW + timedelta(days=8)):
        listeners.begin("three")
        assert [each.name for each in listeners.known()] == ["three"]
