"""Ladders as data: Linli's own, a city's own, and what is wrong with a file."""

from pathlib import Path
from typing import Any

import pytest

from linli.care import rungs
from linli.care.rungs import Who

ONE = """
calls_a_day = 3
coming_minutes = 10
again_minutes = 5
[[ladder]]
code = "own"
name = "自定"
name_en = "Own"
[[ladder.rung]]
code = "go"
who = "grid_worker"
name = "上门"
name_en = "Go"
minutes = 5
visit = true
"""


def test_the_standard_ladder() -> None:
    ladder = rungs.current().of("standard")
    assert [rung.who for rung in ladder.rungs] == list(Who)
    assert ladder.rungs[ladder.emergency].who is Who.POLICE
    assert [rung.code for rung in ladder.rungs if not rung.visit] == ["ask", "kin"]
    assert rungs.current().of("no longer there") == ladder


def test_a_city_has_its_own(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    (tmp_path / "data" / "care").mkdir(parents=True)
    (tmp_path / "data" / "care" / "ladder.toml").write_text(ONE, "utf-8")
    found = rungs.current()
    assert (list(found.by_code), found.calls_a_day) == (["own"], 3)
    assert found.of("own").emergency == 0
    assert found.of("own").rungs[0].named("en-gb") == "Go"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('who = "grid_worker"', 'who = "neighbour"'),
        ("minutes = 5\nvisit", "minutes = 0\nvisit"),
        ("calls_a_day = 3", ""),
        ('code = "own"', ""),
        ("[[ladder]]", "[[ladders]]"),
        ("visit = true", "visits = true"),
    ],
)
def test_a_wrong_file_says_so(old: str, new: str) -> None:
    with pytest.raises(ValueError, match=r"ladder\.toml"):
        rungs.read(ONE.replace(old, new))
