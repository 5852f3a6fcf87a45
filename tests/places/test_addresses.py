"""Finding by text: partial, misspelt, with Chinese numbers or more around it; house numbers matter."""

import pytest

from linli.places import addresses
from linli.places.addresses import AddressIndex, Entry

AREAS = {
    "320402": "天宁区",
    "320402001": "天宁区茶山街道",
    "320402001001": "天宁区茶山街道富强新村",
    "320402001002": "天宁区茶山街道朝阳社区",
    "320412001001": "武进区湖塘镇朝阳社区",
}
ENTRIES = [
    *(Entry(text, code, "", None, None) for code, text in AREAS.items()),
    *(
        Entry(f"天宁区茶山街道聚湖路187号富强新村{at}幢", "320402001001001", f"F{at}", 119.9, 31.7)
        for at in range(1, 40)
    ),
    *(Entry(f"武进区牛塘镇丫河村{at}号", "320412002001001", f"Y{at}", 119.8, 31.6) for at in range(1, 40)),
    Entry("武进区遥观镇永宁路8号大润发商场", "320412003001009", "D1", 120.0, 31.7),
    Entry("武进区遥观镇𠮷祥路1号龘苑1幢", "320412003001001", "L1", 120.0, 31.7),
]


@pytest.fixture(scope="module")
def index() -> AddressIndex:
    """A few streets of two districts."""
    return AddressIndex(ENTRIES)


@pytest.mark.parametrize(
    ("text", "building"),
    [
        ("天宁区茶山街道聚湖路187号富强新村12幢", "F12"),
        ("富强新村12栋", "F12"),
        ("富强新村 12 号楼", "F12"),
        ("富强新村十二幢", "F12"),
        ("富强新村二十三号楼3单元201室旁边的垃圾桶满了", "F23"),
        ("富强心村12幢", "F12"),
        ("聚湖路187号富强新村3幢", "F3"),
        ("丫河村15号", "Y15"),
        ("Ｙ丫河村１５号", "Y15"),
        ("大润发商场", "D1"),
        ("遥观𠮷祥路龘苑1幢", "L1"),
    ],
)
def test_a_house_is_found_however_it_is_written(index: AddressIndex, text: str, building: str) -> None:
    """The best guess is the very house."""
    assert index.find(text)[0].entry.building == building


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("天宁区", "320402"),
        ("富强新村", "320402001001"),
        ("茶山街道朝阳社区", "320402001002"),
        ("湖塘朝阳", "320412001001"),
    ],
)
def test_an_area_is_found_by_its_name(index: AddressIndex, text: str, code: str) -> None:
    """Without a house number the area itself comes first."""
    assert index.find(text)[0].entry.code == code


def test_guesses_are_ranked_and_few(index: AddressIndex) -> None:
    """The exact text is certain, another house number is not."""
    assert len(index.find("富强新村", limit=3)) == 3
    found = index.find("富强新村12幢")
    assert [match.likeness for match in found] == sorted((match.likeness for match in found), reverse=True)
    assert found[0].likeness > found[1].likeness + 0.1
    assert index.find("天宁区茶山街道富强新村")[0].likeness == 1.0


def test_scope(index: AddressIndex) -> None:
    """Only within a prefix when asked so."""
    assert {match.entry.code[:6] for match in index.find("朝阳社区", prefix="320412")} == {"320412"}


@pytest.mark.parametrize("text", ["", " ", "zzz", "😀", "\x00\n", "%_'\"--", "号", "长" * 10_000])
def test_nonsense_finds_nothing(index: AddressIndex, text: str) -> None:
    """And breaks nothing."""
    assert index.find(text) == []
    assert AddressIndex([]).find(text) == []


def test_normalise_numbers_and_houses() -> None:
    """Numerals before a house word become digits; elsewhere they are names."""
    assert addresses.normalise("三里村 二十 三栋") == "三里村二十3幢"
    assert addresses.normalise("三里村二十三栋，１０１室") == "三里村23幢101室"
    assert [addresses.number(text) for text in ("十", "十二", "二十", "一百零三", "三〇五")] == [
        10,
        12,
        20,
        103,
        305,
    ]
    assert addresses.gist("富强新村12幢3单元201室门口") == "富强新村12幢"
