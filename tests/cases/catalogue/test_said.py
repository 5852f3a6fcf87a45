"""The names of the catalogue in the language in force."""

from dataclasses import replace

import pytest
from django.utils import translation

from linli.cases.catalogue import Matter, said

BIN = Matter("06010", "垃圾桶满溢", "Overflowing bin", "垃圾桶满了", "The bin is full", "waste")


@pytest.mark.parametrize(
    ("language", "name", "plain"),
    [("zh-hans", "垃圾桶满溢", "垃圾桶满了"), ("en", "Overflowing bin", "The bin is full")],
)
def test_each_language_reads_its_own(language: str, name: str, plain: str) -> None:
    with translation.override(language):
        assert (said.name(BIN), said.plain(BIN)) == (name, plain)


def test_what_has_no_english_yet_is_said_in_chinese() -> None:
    with translation.override("en"):
        draft = replace(BIN, name_en="", plain_en="")
        assert (said.name(draft), said.plain(draft)) == (BIN.name, BIN.plain)
