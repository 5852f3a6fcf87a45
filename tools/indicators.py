"""Writes docs/indicators.md from the table of indicators: `python -m tools.indicators`."""

import os
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "indicators.md"
HEAD = """# Indicators · 指标

Every number that the city's screen, its map and its reports show. This page is written by
`python -m tools.indicators` from `src/linli/insight/rules.py`; a guard fails when it is not current.
A share is its numerator ÷ its denominator over the same cases or areas; a span counts local days up to and
including today, by the day of the report. Standards marked second-hand were not seen in the original.

| key | 名称 · name | what it says | numerator | denominator | span | source |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """Return the page as it should be."""
    from django.utils import translation  # noqa: PLC0415 - needs Django's settings

    from linli.insight import rules  # noqa: PLC0415

    def both(words: object) -> tuple[str, str]:
        with translation.override("zh-hans"):
            chinese = str(words)
        with translation.override("en"):
            return chinese, str(words)

    def count(name: str) -> str:
        return f"{both(rules.COUNT_NAMES[name])[1]} (`{name}`)" if name else ""

    lines = []
    for each in rules.INDICATORS.values():
        chinese, english = both(each.name)
        definition, meaning = both(each.definition)
        span = "now" if each.span == rules.NOW else f"{each.span} d"
        cells = (
            f"`{each.key}`",
            f"{chinese} · {english}",
            f"{definition} {meaning}",
            count(each.numerator),
            count(each.denominator),
            span,
            each.source,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    """Write the page."""
    import django  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="linli-indicators-") as home:
        os.environ |= {"LINLI_HOME": home, "DJANGO_SETTINGS_MODULE": "linli.wiring.settings"}
        django.setup()
        PAGE.write_text(page())
    print("wrote docs/indicators.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
