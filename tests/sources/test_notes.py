"""The history of an alert's and of a device's case, in the language of who reads it."""

import pytest
from django.utils import translation

from linli.sources import notes


@pytest.mark.parametrize(
    ("kept", "english"),
    [
        ("询问老人：已通知：老人", "Ask the elder：Called：The elder"),
        (
            "联系家人邻居：已通知：第1联系人（女儿）",
            "Call family and neighbours：Called：Person 1 to call (女儿)",
        ),
        ("有人前往：陈网格", "Somebody is on the way：陈网格"),
        ("告警解除：平安。家人邻居", "Alert ended: Well. Family or neighbour"),
        ("设备已恢复，11-24 08:30 收到消息。", "The device is back; it was heard at 11-24 08:30."),
        ("请联系物业", "请联系物业"),
    ],
)
def test_in_the_readers_language(kept: str, english: str) -> None:
    with translation.override("en"):
        assert notes.told(kept) == english
    with translation.override("zh-hans"):
        assert notes.told(kept) == kept
