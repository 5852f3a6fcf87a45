"""Nobody is watched at work: no column or field counts, ranks, tracks or clocks a person."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.guards import house

WORDS = {"attendance", "checkin", "kpi", "leaderboard", "mileage", "odometer", "points", "punch"}
WORDS |= {"quota", "rank", "ranking", "ranks", "streak", "track", "tracks", "trajectory", "workload"}
PAIRS = {"check_in", "clock_in", "clock_out", "online_hours", "online_time", "online_minutes"}
CHINESE = re.compile("打卡|签到|里程|积分|排名|排行|在线时长|轨迹|考勤|步数")
# Search results are ranked, people are not.
ALLOWED = {"search_rank"}


def words_of(name: str) -> list[str]:
    """Return the words of an identifier, in lower case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


def is_watching(name: str) -> bool:
    """Return whether an identifier speaks of watching somebody at work."""
    words = words_of(name)
    joined = "_".join(words)
    return joined not in ALLOWED and (bool(WORDS & set(words)) or any(pair in joined for pair in PAIRS))


def fields(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the name and line of every field of every class: columns, form and schema fields alike."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            yield node.name, node.lineno
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                    yield part.target.id, part.lineno
                elif isinstance(part, ast.Assign):
                    yield from ((t.id, part.lineno) for t in part.targets if isinstance(t, ast.Name))


def labels(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the string literals inside classes: verbose names, labels, choices; not the docstrings."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, (ast.Assign, ast.AnnAssign)):
                    for leaf in ast.walk(part):
                        if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                            yield leaf.value, leaf.lineno


def watching(name: str, module: ast.Module) -> list[str]:
    """Return the fields and labels of a file that watch somebody at work."""
    found = [f"{name}:{line} {field}" for field, line in fields(module) if is_watching(field)]
    return found + [f"{name}:{line} {label}" for label, line in labels(module) if CHINESE.search(label)]


def test_no_field_watches_a_worker() -> None:
    assert not [fault for name in house.python_files() for fault in watching(name, house.tree(name))]


@pytest.mark.parametrize(
    "field",
    ["mileage", "checkin_at", "check_in_time", "onlineHours", "rank", "points", "track", "daily_quota"],
)
def test_a_watching_field_is_found(field: str) -> None:
    assert watching("models.py", ast.parse(f"class Post:\n    {field} = IntegerField()"))


def test_a_watching_label_is_found() -> None:
    assert watching("models.py", ast.parse("class Post:\n    amount = IntegerField(_('本月积分'))"))


@pytest.mark.parametrize(
    "field", ["tracking_number", "checked_at", "point_lon", "deadline", "rating", "worker"]
)
def test_an_honest_field_passes(field: str) -> None:
    assert not watching("models.py", ast.parse(f"class Case:\n    {field} = IntegerField(_('编号'))"))
