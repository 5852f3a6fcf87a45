"""The page of indicators says what their table says."""

from tools import indicators


def test_the_page_of_indicators_is_current() -> None:
    assert indicators.PAGE.read_text() == indicators.page(), "run: python -m tools.indicators"
