"""The page of indicators is written from their table."""

from linli.insight import rules
from tools import indicators


def test_every_indicator_has_its_row_in_both_languages() -> None:
    text = indicators.page()
    for key, indicator in rules.INDICATORS.items():
        (row,) = (line for line in text.splitlines() if line.startswith(f"| `{key}` |"))
        assert f"(`{indicator.numerator}`)" in row
        assert indicator.source in row
    assert "超期 · Overdue" in text
