"""Residents' words lead to matters."""

from dataclasses import replace

import pytest

from linli.cases import catalogue

EXAMPLES = [
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
]


@pytest.mark.parametrize(("text", "code"), EXAMPLES)
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


def test_a_phone_that_goes_by_the_table_alone_forgives_no_slip(packaged: catalogue.Catalogue) -> None:
    slip = "雨水错子坏了或堵了"
    assert catalogue.suggest(packaged, slip)[0].reason == "similar"
    assert catalogue.suggest(packaged, slip, like=False) == []
    best = catalogue.suggest(packaged, "路灯不亮", 1, like=False)[0]
    assert (best.score, best.code, best.words) in catalogue.table(packaged)


def test_no_empty_name_is_found_in_every_text(packaged: catalogue.Catalogue) -> None:
    bare = replace(packaged, matters=tuple(replace(each, plain_en="") for each in packaged.matters))
    assert catalogue.suggest(bare, "一句没有意思的话") == catalogue.suggest(packaged, "一句没有意思的话")
    assert all(part for _score, _code, parts in catalogue.table(bare) for part in parts)
