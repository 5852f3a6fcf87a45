"""Writes docs/burden.md: what each main task of a worker takes, counted in a real browser on a small demo.

Usage: python -m tools.burden
"""

import sys
import tempfile
from pathlib import Path

from tests.e2e import burden
from tests.live import Site, browser_session

PAGE = """# What a task takes · 一件事要点几下

Counted by the browser itself (every press on the screen, every character typed) on a phone-sized screen
with the small demo city, from the list of the day to the thanks for it; signing in is not counted.
`python -m tools.burden` writes this page, and `tests/e2e/test_burden.py` fails when a change makes a task
more work than it says here.

由浏览器自己数（屏幕上每点一下、每打一个字），手机大小的屏幕、小演示城市，从待办页开始，到页面说“记下了”为止；不含登录。
本页由 `python -m tools.burden` 写出；哪次改动让一件事变麻烦了，`tests/e2e/test_burden.py` 就不通过。

| 事 | task | taps · 点几下 | typed · 打几个字 |
|---|---|---|---|
{rows}

The place comes from the phone, the grid and the nearest address from the place, the matter from one press
or from the words, the body and the limit from the catalogue, the reporter from the account. The ten matters
on the first page are those that come up around there at that hour.
"""


def main() -> int:
    """Measure every task and write the page."""
    rows = []
    with (
        tempfile.TemporaryDirectory() as home,
        Site.started(Path(home) / "site", small_demo=True) as site,
        browser_session() as browser,
    ):
        for task in burden.TASKS:
            taps, typed = burden.measure(browser, site, task)
            rows.append(f"| {task.name} | {task.english} | {taps} | {typed} |")
            print(rows[-1], flush=True)
    burden.TABLE.write_text(PAGE.format(rows="\n".join(rows)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
