"""Commands speak the language that is asked for, else the terminal's, else Chinese."""

import pytest

from linli.cli import languages


@pytest.mark.parametrize(
    ("option", "terminal", "spoken"),
    [
        (None, "", "zh-hans"),
        (None, "C.UTF-8", "zh-hans"),
        (None, "en_US.UTF-8", "en"),
        (None, "zh_CN.UTF-8", "zh-hans"),
        ("en", "zh_CN.UTF-8", "en"),
        ("zh-hans", "en_GB", "zh-hans"),
    ],
)
def test_the_language_of_a_command(
    monkeypatch: pytest.MonkeyPatch, option: str | None, terminal: str, spoken: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", terminal)
    assert languages.chosen(option) == spoken
