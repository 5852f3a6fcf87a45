"""A list to pick from has the HTML of the library's own, whatever its choices are."""

from typing import Any

import pytest
from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from linli.web.shell.picking import Pick, PickField

GROUPED: list[Any] = [
    ("", "请选择"),
    ("<甲>", [("a", "A & B"), ("b", '"B"')]),
    ("乙", []),
    (3, gettext_lazy("待办")),
]
ATTRS: dict[str, Any] = {"id": "id_x", "class": '"wide"', "required": True, "hidden": False, "data-n": 3}


@pytest.mark.parametrize("value", [None, "", "b", "3", 3, "none of them"])
@pytest.mark.parametrize("attrs", [{}, ATTRS])
@pytest.mark.parametrize("choices", [[], GROUPED, [("a", SafeString("<b>")), (None, "-")]])
def test_it_is_written_as_the_library_writes_it(choices: Any, attrs: dict[str, Any], value: object) -> None:
    theirs = forms.Select(choices=choices).render("x", value, attrs)
    assert Pick(choices=choices).render("x", value, attrs) == theirs


def test_a_field_of_it_takes_only_what_it_offers() -> None:
    class Asking(forms.Form):
        one = PickField(choices=GROUPED)

    assert Asking({"one": "b"}).is_valid()
    assert not Asking({"one": "c"}).is_valid()
    assert '<option value="b" selected>' in str(Asking({"one": "b"})["one"])
