"""Reads where the broker is: mqtts://user:password@host:port."""

import socket
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings

PORTS = {"mqtt": 1883, "mqtts": 8883}
PROTOCOLS = ("5", "3.1.1")


class WrongAddress(ValueError):
    """A setting says nothing that a broker could be reached by; its text is for the log."""


@dataclass(frozen=True)
class Address:
    """Where a broker is and how it is spoken to.

    Attributes:
        host, port: where.
        tls: whether the line is encrypted and the broker's certificate checked.
        user, password: who listens.
        authority: a file with the certificates that sign the broker's; "" is the machine's own list.
        protocol: the version of MQTT, 5 or 3.1.1.
        shared: whether several listeners share the load, instead of each hearing everything.
        name: what this listener is called; the broker keeps what waits for it under this name.
    """

    host: str
    port: int
    tls: bool
    user: str
    password: str
    authority: str
    protocol: str
    shared: bool
    name: str

    def __str__(self) -> str:
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}"


def read() -> Address | None:
    """Return the broker of the settings, or None when there is none.

    Raises:
        WrongAddress: a setting cannot be read.
    """
    if not settings.MQTT_URL:
        return None
    parts = urlsplit(settings.MQTT_URL)
    if parts.scheme not in PORTS or not parts.hostname:
        raise WrongAddress("LINLI_MQTT_URL: expected mqtts://user:password@host:port")
    if settings.MQTT_PROTOCOL not in PROTOCOLS:
        raise WrongAddress("LINLI_MQTT_PROTOCOL: expected 5 or 3.1.1")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError as fault:
        raise WrongAddress(f"LINLI_MQTT_URL: {fault}") from fault
    return Address(
        host=parts.hostname,
        port=port,
        tls=parts.scheme == "mqtts",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        authority=settings.MQTT_CA,
        protocol=settings.MQTT_PROTOCOL,
        shared=settings.MQTT_SHARED,
        name=(settings.MQTT_NAME or f"linli-{socket.gethostname()}")[:64],
    )
