"""E-mail by SMTP."""

import smtplib
from collections.abc import Mapping

from django.core.mail import EmailMessage, get_connection

from linli.channels.gateways.contract import TIMEOUT_S, Refused, Text, Unreachable


class Smtp:
    """A mail server."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = settings

    def send(self, address: str, text: Text) -> None:
        """Send one message."""
        security = self.settings["security"]
        connection = get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=self.settings["host"],
            port=int(self.settings["port"]),
            username=self.settings["user"],
            password=self.settings["password"],
            use_ssl=security == "ssl",
            use_tls=security == "starttls",
            timeout=TIMEOUT_S,
        )
        body = "\n\n".join(part for part in (text.body, text.link) if part)
        message = EmailMessage(
            " ".join(text.subject.split()),
            body,
            self.settings["sender"],
            [address],
            connection=connection,
            headers=_head(text.stop),
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as fault:
            code, words = next(iter(fault.recipients.values()))
            raise (Refused if code >= 500 else Unreachable)(f"{code} {_said(words)}") from fault
        except smtplib.SMTPResponseException as fault:
            raise Unreachable(f"{fault.smtp_code} {_said(fault.smtp_error)}") from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise Unreachable(f"{self.settings['host']}: {type(fault).__name__}: {fault}") from fault
        except ValueError as fault:
            raise Refused(str(fault)) from fault


def _said(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _head(stop: str) -> dict[str, str]:
    """Return the lines by which a mail program offers to unsubscribe with one press (RFC 8058)."""
    if not stop:
        return {}
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
