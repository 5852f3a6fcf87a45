"""No task of a worker may become more work than docs/burden.md says; `python -m tools.burden` writes it."""

from typing import Any

import pytest

from tests.e2e import burden
from tests.live import Site


@pytest.mark.parametrize("task", burden.TASKS, ids=[task.english for task in burden.TASKS])
def test_a_task_is_no_more_work_than_the_table_says(live_site: Site, browser: Any, task: burden.Task) -> None:
    most_taps, most_typed = burden.written()[task.name]
    taps, typed = burden.measure(browser, live_site, task)
    assert taps <= most_taps
    assert typed <= most_typed


def test_common_matters_take_three_taps_and_no_typing() -> None:
    common = [burden.written()[task.name] for task in burden.TASKS[:2]]
    assert all(taps <= 3 and typed == 0 for taps, typed in common)
