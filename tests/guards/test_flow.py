"""docs/flow.md shows the workflow as it is."""

from tests.guards import house
from tools import flow


def test_the_page_is_fresh() -> None:
    page = house.read("docs/flow.md")
    assert flow.fresh(page) == page, "the table of moves changed: python -m tools.flow"


def test_a_stale_page_is_found() -> None:
    page = house.read("docs/flow.md")
    assert flow.fresh(page.replace("随手办结", "")) != page.replace("随手办结", "")
