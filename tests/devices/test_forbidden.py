"""What no device may send, whatever it is called: found in any depth, quick on what is harmless."""

from hypothesis import given
from hypothesis import strategies as st

from linli.devices import forbidden

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, st.sampled_from(["data:image/jpeg;base64,/9j/", "/9j/4AAQSkZJRg", "证件 11010519491231002X。"]))
def test_a_forbidden_value_is_found_beside_anything(beside: object, value: str) -> None:
    assert forbidden.scan({"a": beside, "b": [{"c": value}]}) is not None


@given(st.integers(min_value=0, max_value=10**9), st.text("abcdefghij-", max_size=60))
def test_what_is_harmless_passes(number: int, text: str) -> None:
    assert forbidden.scan({"count": number, "note": text, "rows": [1, 2, 3]}) is None


def test_what_is_too_deep_is_refused() -> None:
    deep: object = "x"
    for _ in range(40):
        deep = [deep]
    assert forbidden.scan(deep) is not None
