"""Who can be seen: a dead gate hides those whom it hears, and nobody else."""

from linli.care import sight


def test_a_person_heard_by_one_dead_gate_is_unseen() -> None:
    assert sight.unseen({"g": 5}, {"g": [(100, 200)]}, 0, 1000) == [(100, 200)]
    assert sight.unseen({"g": 5}, {"g": [(100, 2000)]}, 150, 1000) == [(150, 1000)]
    assert sight.unseen({"g": 5}, {"other": [(100, 200)]}, 0, 1000) == []
    assert sight.unseen({}, {"g": [(100, 200)]}, 0, 1000) == []


def test_a_seldom_used_door_hides_nobody() -> None:
    """More than a third of the signs must be lost."""
    outages = {"side": [(0, 500)]}
    assert sight.unseen({"main": 9, "side": 2}, outages, 0, 1000) == []
    assert sight.unseen({"main": 2, "side": 1}, outages, 0, 1000) == []
    assert sight.unseen({"main": 9, "side": 5}, outages, 0, 1000) == [(0, 500)]


def test_spans_that_touch_are_one() -> None:
    used = {"a": 3, "b": 3}
    outages = {"a": [(10, 20), (30, 60)], "b": [(15, 35)]}
    assert sight.unseen(used, outages, 12, 50) == [(12, 50)]
    assert sight.unseen({"a": 1}, {"a": [(0, 10), (10, 20)]}, 0, 30) == [(0, 20)]


def test_few_devices_are_remembered_and_old_ones_fade() -> None:
    used: dict[str, int] = {}
    for _time in range(100):
        used = sight.noted(used, "old")
    for _time in range(100):
        used = sight.noted(used, "new")
    assert used["new"] > used["old"]
    for number in range(50):
        used = sight.noted(used, f"g{number}")
        assert len(used) <= sight.MOST
        assert used[f"g{number}"] >= 1
