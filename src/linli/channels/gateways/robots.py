"""Group robots of WeCom, DingTalk and Feishu: an address with a token in it, some with a signature.

All three answer HTTP 200 with an error number in the body when they refuse, so the number is what counts.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote_plus

from linli.channels.gateways.contract import Text, Unreachable, compact, post
from linli.channels.rules import shorten
from linli.kernel import clock

JSON = {"Content-Type": "application/json; charset=utf-8"}


def _sign(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def _tell(url: str, message: Mapping[str, object], number: str, words: str) -> None:
    status, answer = post(url, compact(message), JSON)
    code = answer.get(number, answer.get("StatusCode", f"HTTP {status}"))
    if code != 0:
        raise Unreachable(f"{code} {answer.get(words, '')}".strip())


class WeCom:
    """A robot in a WeCom group; at most 20 messages a minute, 2,048 bytes each."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.url = settings["url"]

    def send(self, address: str, text: Text) -> None:
        """Speak to the group."""
        message = {"msgtype": "text", "text": {"content": shorten(text.plain(), 600)}}
        _tell(self.url, message, "errcode", "errmsg")


class DingTalk:
    """A robot in a DingTalk group, signed when it has a secret."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.url = settings["url"]
        self.secret = settings["secret"]

    def send(self, address: str, text: Text) -> None:
        """Speak to the group."""
        url = self.url
        if self.secret:
            moment = str(int(clock.now().timestamp() * 1000))
            sign = quote_plus(_sign(self.secret, f"{moment}\n{self.secret}"))
            url += f"{'&' if '?' in url else '?'}timestamp={moment}&sign={sign}"
        message = {"msgtype": "text", "text": {"content": shorten(text.plain(), 5000)}}
        _tell(url, message, "errcode", "errmsg")


class Feishu:
    """A robot in a Feishu group, signed when it has a secret."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.url = settings["url"]
        self.secret = settings["secret"]

    def send(self, address: str, text: Text) -> None:
        """Speak to the group."""
        message: dict[str, object] = {"msg_type": "text", "content": {"text": shorten(text.plain(), 5000)}}
        if self.secret:
            moment = str(int(clock.now().timestamp()))
            message |= {"timestamp": moment, "sign": _sign(f"{moment}\n{self.secret}", "")}
        _tell(self.url, message, "code", "msg")
