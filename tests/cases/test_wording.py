"""What the reporter is told of a move: plain words, with the body and the day filled in."""

import pytest
from django.utils import translation

from linli.cases import wording
from linli.cases.workflow import MOVES


def test_every_public_move_tells_something_without_a_gap_in_both_languages() -> None:
    public = [code for code, move in MOVES.items() if move.public]
    assert public
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for code in public:
                told = wording.told(code, {"body_name": "环卫所", "due": "2026-11-25T09:30:00+00:00"})
                assert told
                assert "{" not in told
                assert wording.told(code, {})


def test_a_private_or_unknown_move_tells_nothing() -> None:
    assert wording.told("a_move_of_long_ago", {}) == ""
    private = [code for code, move in MOVES.items() if not move.public]
    assert all(wording.told(code, {}) == "" for code in private)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "11月25日 17:30"), ("en", "17:30")])
def test_a_day_is_written_in_local_time(language: str, words: str) -> None:
    dated = [code for code, move in MOVES.items() if move.public and "{due}" in str(move.public)]
    assert dated
    with translation.override(language):
        told = wording.told(dated[0], {"body_name": "环卫所", "due": "2026-11-25T09:30:00+00:00"})
    assert words in told
