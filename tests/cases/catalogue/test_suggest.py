"""Residents' words lead to matters."""

import pytest

from linli.cases import catalogue


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("垃圾满了", "06042"),
        ("路灯不亮", "01037"),
        ("我家门口井盖没了，好危险", "01023"),
        ("ｗｃ对面路上有个大坑！", "06013"),
        ("楼下半夜施工打桩太吵", "08001"),
        ("有人在烧垃圾", "06020"),
        ("电动车停在楼道里充电", "06008"),
        ("自来水管 爆了", "11901"),
        ("闻到很浓的煤气味", "11902"),
        ("隔壁养狗不牵绳", "06984"),
        ("下水道堵了", "11903"),
        ("共享单车乱停", "09011"),
        ("消防通道被私家车堵住了", "09012"),
        ("The street light outside my house is out", "01037"),
        ("Bin is OVERFLOWING again", "06042"),
        ("pothole on Main street", "06013"),
    ],
)
def test_residents_words_lead_to_the_matter(packaged: catalogue.Catalogue, text: str, code: str) -> None:
    best = catalogue.suggest(packaged, text)[0]
    assert best.code == code
    assert 0 < best.score < 1
    assert best.words


@pytest.mark.parametrize(
    "text", ["", "   ", "。。。", "🙂🙂", "please notice the police service", "\x00", "我"]
)
def test_nothing_is_guessed_from_nothing(packaged: catalogue.Catalogue, text: str) -> None:
    assert catalogue.suggest(packaged, text) == []


def test_guesses_are_few_ranked_and_bounded(packaged: catalogue.Catalogue) -> None:
    guesses = catalogue.suggest(packaged, "垃圾桶满了，路灯不亮，井盖没了，有人烧烤，太吵了" * 500, limit=3)
    assert len(guesses) == 3
    assert guesses == sorted(guesses, key=lambda guess: -guess.score)


def test_a_typing_slip_is_forgiven(packaged: catalogue.Catalogue) -> None:
    assert "09011" in {guess.code for guess in catalogue.suggest(packaged, "供享单车乱放或坏了")}
