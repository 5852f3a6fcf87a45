"""What every gateway promises, and the one way in which they speak HTTP."""

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

TIMEOUT_S = 10.0
LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Text:
    """What is sent; `params` are the values for a carrier's template, `stop` where to ask for no more."""

    subject: str
    body: str = ""
    link: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    stop: str = ""

    def plain(self) -> str:
        """Return the whole as lines of plain text."""
        return "\n".join(part for part in (self.subject, self.body, self.link) if part)


class Unreachable(Exception):
    """The gateway did not take the text now: it is down, busy or set up wrongly. Try again later."""


class Refused(Exception):
    """The gateway will never take this text for this address."""


class Gateway(Protocol):
    """A way out of the house."""

    def send(self, address: str, text: Text) -> None:
        """Send `text` to `address` (an e-mail address, a telephone number; a robot's group needs none).

        Raises:
            Unreachable: not now.
            Refused: never.
        """


def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """Post `body` to `url` and return the status and the JSON object of the answer ({} when it is none).

    Redirects are not followed.

    Raises:
        Unreachable: nobody answers, or the server is in trouble (5xx) or busy (429).
    """
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(parts.netloc, timeout=TIMEOUT_S, context=context)
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)
    try:
        connection.request("POST", target, body, dict(headers))
        answer = connection.getresponse()
        status, text = answer.status, answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as fault:
        raise Unreachable(f"{parts.hostname}: {type(fault).__name__}: {fault}") from fault
    finally:
        connection.close()
    if status >= 500 or status == 429:
        raise Unreachable(f"{parts.hostname}: HTTP {status}")
    try:
        found = json.loads(text)
    except ValueError:
        found = {}
    return status, found if isinstance(found, dict) else {}


def compact(value: object) -> bytes:
    """Return `value` as JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
