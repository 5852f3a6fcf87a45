"""Indicators are shares or counts of numbers that add up."""

import pytest

from linli.insight import rules
from linli.insight.models import Figure


def test_counts_add_up_from_grid_to_city() -> None:
    found = rules.add_up(
        [
            ("320402001001001", {"open": 2, "overdue": 1}),
            ("320402001001002", {"open": 1, "overdue": 0}),
            ("320411", {"open": 4, "overdue": 0}),
        ]
    )
    assert found[""]["open"] == 7
    assert found["320402"]["open"] == found["320402001001"]["open"] == 3
    assert found["320402001001002"]["open"] == 1
    assert found["320411"] == {**dict.fromkeys(rules.COUNTS, 0), "open": 4}
    assert set(found) == {
        "",
        "320402",
        "320402001",
        "320402001001",
        "320402001001001",
        "320402001001002",
        "320411",
    }


def test_a_share_out_of_nothing_is_no_number() -> None:
    nothing = dict.fromkeys(rules.COUNTS, 0)
    assert rules.value(rules.INDICATORS["in_time_30"], nothing) is None
    assert rules.value(rules.INDICATORS["open"], nothing) == 0
    assert rules.value(rules.INDICATORS["in_time_30"], {**nothing, "in_time": 3, "handled": 4}) == 0.75


@pytest.mark.parametrize("indicator", rules.INDICATORS.values(), ids=lambda row: row.key)
def test_every_indicator_counts_what_is_kept_and_says_what_it_is(indicator: rules.Indicator) -> None:
    assert indicator.numerator in rules.COUNTS
    assert indicator.denominator in {"", *rules.COUNTS}
    assert indicator.span in {rules.NOW, *rules.SPANS}
    assert indicator.more_is in {"good", "bad", "neither"}
    assert str(indicator.definition).endswith("。")


def test_every_count_has_its_column() -> None:
    assert set(rules.COUNTS) <= {field.name for field in Figure._meta.get_fields()}
