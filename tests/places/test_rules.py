"""Codes: what is well formed, which level it is and who stands above."""

import pytest

from linli.places import rules
from linli.places.rules import CodeProblem, Level


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("320402", None),
        ("320402001", None),
        ("320402001498", None),
        ("320402001498999", None),
        ("", CodeProblem.EMPTY),
        ("32040a", CodeProblem.NOT_DIGITS),
        ("３２０４０２", CodeProblem.NOT_DIGITS),
        ("3204", CodeProblem.WRONG_LENGTH),
        ("32040200", CodeProblem.WRONG_LENGTH),
        ("990402", CodeProblem.WRONG_LENGTH),
        ("320400", CodeProblem.ZERO_PART),
        ("320402000", CodeProblem.ZERO_PART),
        ("320402001001000", CodeProblem.ZERO_PART),
        ("320402000001", CodeProblem.ZERO_PART),
    ],
)
def test_code_problem(code: str, problem: CodeProblem | None) -> None:
    """Only digits of the right length, without an empty part, in a real province."""
    assert rules.code_problem(code) is problem


def test_padded_statistical_codes_are_cut() -> None:
    """Districts and streets come on 12 digits in the statistical list."""
    assert rules.normalise_code("320402000000") == "320402"
    assert rules.normalise_code(" 320402001000 ") == "320402001"
    assert rules.normalise_code("320402001001") == "320402001001"
    assert rules.normalise_code("320402001001001") == "320402001001001"


def test_chain_and_levels() -> None:
    """A grid's chain is its four prefixes."""
    assert rules.chain("320402001001001") == ("320402", "320402001", "320402001001", "320402001001001")
    assert [rules.level_of(code) for code in rules.chain("320402001001001")] == list(Level)
    assert rules.parent_code("320402") is None
    assert rules.parent_code("320402001001001") == "320402001001"


def test_what_a_level_may_carry() -> None:
    """A kind belongs to grids, an urban–rural class to communities and grids."""
    assert rules.depth_problem(Level.GRID, "dedicated", "111") is None
    assert rules.depth_problem(Level.COMMUNITY, "dedicated", "") == "kind"
    assert rules.depth_problem(Level.STREET, "", "111") == "urban_rural"
