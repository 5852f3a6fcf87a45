"""The list of pages is filled with what a running city has."""

import pytest

from tools.pages import Finder, Page

INBOX = '<a href="/desk/cases/A-1/">1</a><a href="/desk/cases/B-2/">2</a>'
CITY = {"/desk/?tab=all": INBOX, "/desk/cases/A-1/": "anonymous", "/desk/cases/B-2/": "/reporter/"}


def test_a_path_is_filled_with_the_first_that_fits() -> None:
    asked: list[str] = []

    def fetch(role: str, path: str) -> str:
        asked.append(path)
        return CITY[path]

    finder = Finder(fetch)
    page = Page("x", "/desk/cases/{case}/reporter/", "street")
    assert finder.path(page) == "/desk/cases/B-2/reporter/"
    assert finder.path(page) == "/desk/cases/B-2/reporter/"
    assert asked == list(CITY)
    assert finder.path(Page("home", "/")) == "/"


def test_a_city_without_such_a_thing_is_told() -> None:
    with pytest.raises(LookupError, match="/nearby/ shows a passer-by no"):
        Finder(lambda role, path: "").path(Page("track", "/t/{track}/"))
