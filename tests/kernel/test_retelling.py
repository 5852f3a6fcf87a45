"""What was kept in Chinese is read in the reader's language; what is not known stays as it is."""

import pytest
from django.utils import translation

from linli.kernel.retelling import retold

KNOWN = ("老人", "第{place}联系人（{relation}）", "告警解除：{how}。{who}", "平安")


@pytest.mark.parametrize(
    ("kept", "english"),
    [
        ("老人", "The elder"),
        ("第2联系人（女儿）", "Person 2 to call (女儿)"),
        ("告警解除：平安。老人", "Alert ended: Well. The elder"),
        ("老人院来过", "老人院来过"),
        ("{place}", "{place}"),
        ("", ""),
    ],
)
def test_in_the_readers_language(kept: str, english: str) -> None:
    with translation.override("en"):
        assert retold(kept, KNOWN) == english
    with translation.override("zh-hans"):
        assert retold(kept, KNOWN) == kept
