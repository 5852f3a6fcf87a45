"""Codes put together from their parts."""

import pytest

from linli.cases import catalogue


def test_codes_are_put_together_from_their_parts(packaged: catalogue.Catalogue) -> None:
    assert catalogue.matter_code("320402", "06010") == "32040206010"
    assert catalogue.component_id("320402", "01037", 42) == "32040201037000042"
    assert packaged.matter("32040206010") == packaged.matter("06010")
    assert packaged.matter("6010") is None
    for county, code in (("3204", "06010"), ("320402", "6010"), ("32040二", "06010")):
        with pytest.raises(ValueError, match="digits"):
            catalogue.matter_code(county, code)
