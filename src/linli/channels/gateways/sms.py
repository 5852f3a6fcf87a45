"""SMS by Aliyun (signature ACS3), Tencent Cloud (signature TC3), or a signed webhook of one's own.

Chinese carriers send approved templates only: the settings name the template and which values fill it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from linli.channels.gateways.contract import Refused, Text, Unreachable, compact, post
from linli.kernel import clock

# The number or the text is at fault: no later try can succeed.
ALIYUN_NEVER = {
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.PARAM_LENGTH_LIMIT",
    "isv.MOBILE_NUMBER_IN_BLACKLIST",
}
TENCENT_NEVER = {
    "InvalidParameterValue.IncorrectPhoneNumber",
    "FailedOperation.PhoneNumberInBlacklist",
    "FailedOperation.ContainSensitiveWord",
    "InvalidParameterValue.TemplateParameterLengthLimit",
    "UnsupportedOperation.UnsupportedRegion",
}
WEBHOOK_BUSY = (408, 425, 429)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def canonical_query(params: Mapping[str, str]) -> str:
    """Return `params` sorted and percent-encoded as RFC 3986 asks (blank as %20, ~ as itself)."""
    return "&".join(f"{quote(name, safe='~')}={quote(params[name], safe='~')}" for name in sorted(params))


def canonical_request(
    path: str, query: str, headers: Mapping[str, str], signed: Sequence[str], body_digest: str
) -> str:
    """Return a POST request in the one form that both carriers sign."""
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in signed)
    return f"POST\n{path}\n{query}\n{lines}\n{';'.join(signed)}\n{body_digest}"


def acs3(key_id: str, key_secret: str, query: str, headers: Mapping[str, str], body: bytes) -> str:
    """Return the Authorization header of an Aliyun request; `headers` in lower case, all x-acs-* and host."""
    signed = sorted(headers)
    request = canonical_request("/", query, headers, signed, _digest(body))
    signature = _mac(key_secret.encode(), f"ACS3-HMAC-SHA256\n{_digest(request.encode())}").hex()
    return f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={';'.join(signed)},Signature={signature}"


def tc3(
    key_id: str, key_secret: str, service: str, moment: datetime, headers: Mapping[str, str], body: bytes
) -> str:
    """Return the Authorization header of a Tencent Cloud request; `headers` in lower case."""
    signed = sorted(headers)
    scope = f"{moment.astimezone(UTC):%Y-%m-%d}/{service}/tc3_request"
    request = canonical_request("/", "", headers, signed, _digest(body))
    text = f"TC3-HMAC-SHA256\n{int(moment.timestamp())}\n{scope}\n{_digest(request.encode())}"
    key = b"TC3" + key_secret.encode()
    for part in scope.split("/"):
        key = _mac(key, part)
    return (
        f"TC3-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={';'.join(signed)}, "
        f"Signature={_mac(key, text).hex()}"
    )


def filled(plan: str, text: Text) -> dict[str, str]:
    """Return a template's values by its own names, as a setting like "code=number,state" plans them."""
    values = {"subject": text.subject, "body": text.body, "link": text.link, "stop": text.stop, **text.params}
    pairs = [part.strip().partition("=") for part in plan.split(",") if part.strip()]
    return {name.strip(): values.get((source or name).strip(), "") for name, _, source in pairs}


def template_of(settings: Mapping[str, str], text: Text) -> tuple[str, dict[str, str]]:
    """Return the carrier's template that fits `text`, and its values.

    Raises:
        Refused: the gateway has no template for such a text.
    """
    kind = next((kind for kind in ("code", "digest") if kind in text.params), "")
    name, plan = (f"{kind}_template", f"{kind}_params") if kind else ("template", "params")
    if not settings.get(name):
        raise Refused(f"no {name} is set")
    return settings[name], filled(settings.get(plan, ""), text)


class Aliyun:
    """Aliyun SMS, API 2017-05-25, action SendSms."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = settings

    def send(self, address: str, text: Text) -> None:
        """Send one message."""
        template, values = template_of(self.settings, text)
        query = canonical_query(
            {
                "PhoneNumbers": address,
                "SignName": self.settings["sign_name"],
                "TemplateCode": template,
                "TemplateParam": compact(values).decode(),
            }
        )
        headers = {
            "host": urlsplit(self.settings["url"]).netloc,
            "x-acs-action": "SendSms",
            "x-acs-version": "2017-05-25",
            "x-acs-date": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-content-sha256": _digest(b""),
        }
        signature = acs3(self.settings["key_id"], self.settings["key_secret"], query, headers, b"")
        url = self.settings["url"].rstrip("/") + "/?" + query
        status, answer = post(url, b"", {**headers, "Authorization": signature})
        code = str(answer.get("Code", f"HTTP {status}"))
        if code != "OK":
            fault = Refused if code in ALIYUN_NEVER else Unreachable
            raise fault(f"{code}: {answer.get('Message', '')}")


class Tencent:
    """Tencent Cloud SMS, API 2021-01-11, action SendSms."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = settings

    def send(self, address: str, text: Text) -> None:
        """Send one message."""
        template, values = template_of(self.settings, text)
        body = compact(
            {
                "PhoneNumberSet": [address if address.startswith("+") else f"+86{address}"],
                "SmsSdkAppId": self.settings["app_id"],
                "SignName": self.settings["sign_name"],
                "TemplateId": template,
                "TemplateParamSet": list(values.values()),
            }
        )
        moment = clock.now()
        signed = {
            "content-type": "application/json; charset=utf-8",
            "host": urlsplit(self.settings["url"]).netloc,
            "x-tc-action": "sendsms",
        }
        signature = tc3(self.settings["key_id"], self.settings["key_secret"], "sms", moment, signed, body)
        headers = {
            "Content-Type": signed["content-type"],
            "Host": signed["host"],
            "Authorization": signature,
            "X-TC-Action": "SendSms",
            "X-TC-Version": "2021-01-11",
            "X-TC-Region": self.settings["region"],
            "X-TC-Timestamp": str(int(moment.timestamp())),
        }
        status, answer = post(self.settings["url"], body, headers)
        reply = answer.get("Response") or {}
        result: dict[str, Any] = reply.get("Error") or next(iter(reply.get("SendStatusSet") or []), {})
        code = str(result.get("Code", f"HTTP {status}"))
        if code != "Ok":
            raise (Refused if code in TENCENT_NEVER else Unreachable)(f"{code}: {result.get('Message', '')}")


class Webhook:
    """A carrier or a city's own SMS platform behind a small HTTPS door.

    It is sent {"phone", "text", "params"} with X-Linli-Timestamp (Unix seconds) and X-Linli-Signature, the
    hex HMAC-SHA256 of "timestamp.body" under the shared secret; any 2xx is "taken", 4xx is "never".
    """

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.url = settings["url"]
        self.secret = settings["secret"]

    def send(self, address: str, text: Text) -> None:
        """Send one message."""
        body = compact({"phone": address, "text": text.plain(), "params": dict(text.params)})
        moment = str(int(clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Linli-Timestamp": moment,
            "X-Linli-Signature": _mac(self.secret.encode(), f"{moment}.{body.decode()}").hex(),
        }
        status, answer = post(self.url, body, headers)
        if not 200 <= status < 300:
            fault = Unreachable if status in WEBHOOK_BUSY or status in (401, 403) else Refused
            raise fault(f"HTTP {status} {answer.get('message', '')}".strip())
