"""On the demo nothing leaves the machine: messages to telephones arrive on a page of the demo instead.

They lie in a file of its home, the newest few, with masked numbers; codes for signing in are not kept.
"""

import hmac
import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from linli.kernel import clock, crypto
from linli.web.shell.request import Request

FILE = "demo-messages.jsonl"
SIGNED_BY = "demo-carrier"
"""The name from which the demo's carrier derives its secret too (linli.cli.demo.carrier)."""
SHOWN = 40
_LARGEST_FILE = 256 * 1024
_FRESH_S = 300


@csrf_exempt
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take in what the demo's carrier brings, signed as docs/channels.md says of a webhook.

    Raises:
        Http404: this is no demo.
    """
    if not settings.DEMO:
        raise Http404
    if not _is_signed(request):
        return HttpResponse(status=403)
    told = json.loads(request.body)
    if "code" not in told["params"]:
        _keep(_shown(told))
    return HttpResponse(status=204)


@never_cache
@require_safe
def phone(request: Request) -> HttpResponse:
    """Show the newest messages.

    Raises:
        Http404: this is no demo.
    """
    if not settings.DEMO:
        raise Http404
    found = [each | {"at": datetime.fromisoformat(each["at"])} for each in reversed(_kept())]
    return render(request, "shell/demo_phone.html", {"messages_shown": found})


def _is_signed(request: HttpRequest) -> bool:
    stamp = request.headers.get("X-Linli-Timestamp", "")
    if not stamp.isascii() or not stamp.isdecimal():
        return False
    key, said = crypto.link_key(SIGNED_BY).encode(), f"{stamp}.".encode() + request.body
    signature = request.headers.get("X-Linli-Signature", "").encode()
    fresh = abs(clock.now().timestamp() - int(stamp)) <= _FRESH_S
    return fresh and hmac.compare_digest(hmac.new(key, said, sha256).hexdigest().encode(), signature)


def _shown(told: dict[str, Any]) -> dict[str, str]:
    link = str(told["params"].get("link", ""))
    own = link.removeprefix(settings.PUBLIC_URL)
    return {
        "at": clock.now().isoformat(),
        "to": crypto.mask_phone(str(told["phone"])),
        "text": str(told["text"]).removesuffix(link).strip(),
        "link": own if own.startswith("/") and not own.startswith("//") else "",
    }


def _keep(message: dict[str, str]) -> None:
    there = _path()
    if there.is_file() and there.stat().st_size > _LARGEST_FILE:
        shorter = there.with_suffix(".new")
        shorter.write_text("".join(f"{json.dumps(each)}\n" for each in _kept()))
        shorter.replace(there)
    there.touch(mode=0o600)
    with there.open("a") as file:
        file.write(f"{json.dumps(message)}\n")


def _kept() -> list[dict[str, Any]]:
    lines = _path().read_text().splitlines() if _path().is_file() else []
    return [json.loads(line) for line in lines[-SHOWN:]]


def _path() -> Path:
    return Path(settings.HOME) / FILE
