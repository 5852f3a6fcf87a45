"""What a place code means and which codes may stand beside each other; pure functions and tables.

Levels and lengths follow the statistical division codes (district 6, street 9, community 12 digits) and
GB/T 47678's grid identifier (community + 001–999, 15 digits).
"""

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How deep an area lies in the city."""

    DISTRICT = 1
    STREET = 2
    COMMUNITY = 3
    GRID = 4


class Kind(StrEnum):
    """What a grid is for: living quarters, or one mall, school, estate or park with its own staff."""

    COMPREHENSIVE = "comprehensive"
    DEDICATED = "dedicated"


class CodeProblem(StrEnum):
    """Why a code cannot be an area's."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    WRONG_LENGTH = "wrong_length"
    ZERO_PART = "zero_part"


LENGTHS: dict[int, Level] = {6: Level.DISTRICT, 9: Level.STREET, 12: Level.COMMUNITY, 15: Level.GRID}
LENGTH_OF: dict[Level, int] = {level: length for length, level in LENGTHS.items()}
PROVINCES = frozenset(
    str(region * 10 + number)
    for region, count in ((1, 5), (2, 3), (3, 7), (4, 6), (6, 5))
    for number in range(1, count + 1)
) | {"50", "51", "52", "53", "54", "71", "81", "82"}
"""The first two digits of GB/T 2260: 11-15, 21-23, 31-37, 41-46, 50-54, 61-65, 71, 81, 82."""
URBAN_RURAL: dict[str, str] = {
    "111": "主城区",
    "112": "城乡结合区",
    "121": "镇中心区",
    "122": "镇乡结合区",
    "123": "特殊区域",
    "210": "乡中心区",
    "220": "村庄",
}
"""The statistical urban–rural classes (统计用城乡分类代码), kept apart from the code itself."""


def normalise_code(text: str) -> str:
    """Return `text` as a bare code: spaces gone, the zeros of a padded statistical code cut.

    The statistical list writes districts and streets on 12 digits (320402000000, 320402001000).
    """
    code = "".join(text.split())
    if len(code) == 12 and code.isdigit():
        while len(code) > 6 and code.endswith("000"):
            code = code[:-3]
    return code


def code_problem(code: str) -> CodeProblem | None:
    """Return what is wrong with `code`, or None when it is well formed."""
    if not code:
        return CodeProblem.EMPTY
    if not (code.isascii() and code.isdigit()):
        return CodeProblem.NOT_DIGITS
    if len(code) not in LENGTHS or code[:2] not in PROVINCES:
        return CodeProblem.WRONG_LENGTH
    parts = [code[at : at + 3] for at in range(6, len(code), 3)]
    return CodeProblem.ZERO_PART if "000" in parts or code[4:6] == "00" else None


def level_of(code: str) -> Level:
    """Return the level of a well-formed code.

    Raises:
        KeyError: no level has codes of that length.
    """
    return LENGTHS[len(code)]


def parent_code(code: str) -> str | None:
    """Return the code of the area above, or None for a district."""
    return code[:-3] if len(code) > 6 else None


def ancestor_codes(code: str) -> tuple[str, ...]:
    """Return the codes above `code`, from the district down, without `code` itself."""
    return tuple(code[:length] for length in LENGTHS if length < len(code))


def chain(code: str) -> tuple[str, ...]:
    """Return the codes from the district down to `code` itself."""
    return (*ancestor_codes(code), code)


def depth_problem(level: Level, kind: str, urban_rural: str) -> str | None:
    """Return the name of the field that this level may not carry, or None.

    Only grids have a kind; only communities and grids have an urban–rural class.
    """
    if kind and level is not Level.GRID:
        return "kind"
    if urban_rural and level < Level.COMMUNITY:
        return "urban_rural"
    return None
