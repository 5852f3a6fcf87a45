"""Draws the workflow from its table: `python -m tools.flow` writes the generated part of docs/flow.md.

A guard (tests/guards/test_flow.py) is red while the page is older than the table.
"""

import os
from collections import defaultdict
from pathlib import Path

import django
from django.utils import translation

PAGE = Path(__file__).resolve().parent.parent / "docs" / "flow.md"
BEGIN, END = "<!-- generated: workflow -->", "<!-- end of generated -->"


def diagram() -> str:
    """Return the states and the moves between them as a Mermaid diagram; moves that stay are left out."""
    from linli.cases.workflow import ENDED, MOVES, State  # noqa: PLC0415 - needs settings

    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label} {state.value}" for state in State]
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for move in MOVES.values():
        if move.to is None:
            continue
        for start in [state.value for state in move.froms] or ["[*]"]:
            arrows[start, move.to.value].append(str(move.name))
    lines += [f"    {start} --> {end}: {'、'.join(names)}" for (start, end), names in arrows.items()]
    lines += [f"    {state.value} --> [*]" for state in ENDED]
    return "\n".join(lines)


def table() -> str:
    """Return every row of MOVES as a Markdown table."""
    from linli.cases.workflow import MOVES, OPEN  # noqa: PLC0415 - needs settings

    rows = [
        "| 动作 move | 从 from | 到 to | 谁 who | 需要 needs (可选 optional) | 条件 rule |",
        "|---|---|---|---|---|---|",
    ]
    for move in MOVES.values():
        froms = "（新案件）" if not move.froms else "、".join(str(state.label) for state in move.froms)
        if move.froms == OPEN:
            froms = "所有未结状态"
        needs = "、".join(str(need.label) for need in move.needs)
        takes = "、".join(str(need.label) for need in move.takes)
        rows.append(
            f"| {move.name} `{move.code}` | {froms} | {move.to.label if move.to else '—'} "
            f"| {', '.join(f'`{who}`' for who in move.who)} "
            f"| {needs}{f'（{takes}）' if takes else ''} | {move.rule} |"
        )
    return "\n".join(rows)


def words() -> str:
    """Return what the reporter is told of each move."""
    from linli.cases.workflow import MOVES  # noqa: PLC0415 - needs settings

    rows = ["| 动作 move | 报告人看到 the reporter reads |", "|---|---|"]
    rows += [f"| {move.name} | {move.public or '（不告知）'} |" for move in MOVES.values()]
    return "\n".join(rows)


def generated() -> str:
    """Return the generated part of the page."""
    with translation.override("zh-hans"):
        return "\n\n".join(
            [
                BEGIN,
                f"```mermaid\n{diagram()}\n```",
                "### Every move\n\n" + table(),
                "### What the reporter is told\n\n" + words(),
                END,
            ]
        )


def fresh(page: str) -> str:
    """Return the page with its generated part written anew."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return before + generated() + after


def main() -> None:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.wiring.settings")
    django.setup()
    PAGE.write_text(fresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
