"""The line to the broker: comes back by itself, and keeps every message until it may be acknowledged.

One thread does everything: what was received on a line that broke is forgotten here and sent again by the
broker, so that no acknowledgement can ever meet another message that bears the same number.
"""

import ssl
import time
from collections import deque
from datetime import datetime
from typing import Any

import structlog
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from linli.cli.listen.address import Address
from linli.devices.messages import Message
from linli.devices.reading import LARGEST
from linli.devices.rules import TOPIC
from linli.kernel import clock

log = structlog.get_logger()
ALL = f"{TOPIC}/#"
"""Each message goes to every listener that subscribes so; a broker remembers it across its own restart."""
SHARED = f"$share/linli/{ALL}"
"""Each message goes to one of all listeners that subscribe so; Mosquitto 2.0.11 forgets it in a restart."""
WINDOW = 1000
"""How many messages the broker may send before the first is acknowledged."""
MOST_ASIDE = 100
"""How many of them may be set aside, so that there is always room for others."""
REMEMBERED_S = 7 * 86_400
"""How long the broker keeps what waits for a listener that is away."""
KEEPALIVE_S = 60
CONNECT_S = 5.0
_QOS = 1


class Line:
    """A line to the broker.

    Attributes:
        connected_at: since when messages come in; None while they do not.
        error: why they do not.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self._wanted, self._other = (SHARED, ALL) if address.shared else (ALL, SHARED)
        self.connected_at: datetime | None = None
        self.error = ""
        self._open = False
        self._waiting: list[MQTTMessage] = []
        self._aside: deque[tuple[int, int]] = deque()
        self._client = _client(address)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._client.on_disconnect = self._on_disconnect

    def open(self) -> bool:
        """Begin to connect; return whether the broker could be reached at all."""
        try:
            _connect(self._client, self.address)
        except (OSError, ValueError) as fault:  # no such host, nobody there, a certificate that is not theirs
            self._fail(f"{type(fault).__name__}: {fault}")
            return False
        self._open = True
        return True

    @property
    def is_open(self) -> bool:
        """Whether the line is there, or at least on its way."""
        return self._open

    def collect(self, wait_s: float) -> list[MQTTMessage]:
        """Return all neither acknowledged nor set aside, after waiting up to `wait_s` for a new one."""
        deadline = time.monotonic() + wait_s
        before = len(self._waiting)
        size = sum(len(message.payload) for message in self._waiting)
        while self._open and len(self._waiting) < WINDOW and size <= LARGEST:
            count = len(self._waiting)
            left = 0.0 if count > before else max(deadline - time.monotonic(), 0.0)
            self.keep_alive(left)
            if len(self._waiting) > count:
                size += len(self._waiting[-1].payload)
            elif not left:
                break
        else:
            self.keep_alive(0.0)
        return list(self._waiting)

    def keep_alive(self, wait_s: float) -> None:
        """Send and receive what there is on the line, after waiting for it up to `wait_s`."""
        if self._open and self._client.loop(wait_s) != MQTTErrorCode.MQTT_ERR_SUCCESS:
            self._break("")

    def acknowledge(self, messages: list[MQTTMessage]) -> None:
        """Tell the broker that `messages` are kept for good; those of a line that broke come again."""
        done = {id(message) for message in messages}
        for message in self._waiting:
            if id(message) in done and message.qos:
                self._client.ack(message.mid, message.qos)
        self._waiting = [message for message in self._waiting if id(message) not in done]

    def set_aside(self, message: MQTTMessage) -> None:
        """Leave a message unacknowledged and look at it no more; it comes again on the next line."""
        self._waiting = [each for each in self._waiting if each is not message]
        self._aside.append((message.mid, message.qos))

    def give_up(self) -> int:
        """Acknowledge the oldest of those set aside where there are too many, and return how many."""
        many = max(len(self._aside) - MOST_ASIDE, 0)
        for _ in range(many):
            number, qos = self._aside.popleft()
            if qos:
                self._client.ack(number, qos)
        return many

    def close(self) -> None:
        """Take leave of the broker, which keeps what comes meanwhile."""
        was_open, self._open, self.connected_at = self._open, False, None
        self._forget_all()
        if was_open:
            self._client.disconnect()

    def forget(self) -> None:
        """Take leave for good: the broker keeps nothing for this listener any more."""
        if self._open:
            self._client.unsubscribe(self._wanted)
            self._client.loop(1.0)
        self.close()
        last = _client(self.address, clean=True)
        _connect(last, self.address, clean=True)
        last.loop(1.0)
        last.disconnect()

    def _on_connect(
        self, client: Client, userdata: Any, flags: ConnectFlags, reason: ReasonCode, properties: Any
    ) -> None:
        if reason.is_failure:
            self._fail(str(reason))
            return
        log.info(
            "mqtt.connected", broker=str(self.address), name=self.address.name, known=flags.session_present
        )
        client.subscribe(self._wanted, qos=_QOS)

    def _on_subscribe(
        self, client: Client, userdata: Any, mid: int, reasons: list[ReasonCode], properties: Any
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            self._fail(f"{self._wanted}: {reasons[0]}")
            client.disconnect()
            return
        client.unsubscribe(self._other)  # once the other is there, so that nothing falls between
        self.connected_at, self.error = clock.now(), ""
        log.info("mqtt.listening", topic=self._wanted, name=self.address.name)

    def _on_message(self, client: Client, userdata: Any, message: MQTTMessage) -> None:
        self._waiting.append(message)

    def _on_disconnect(
        self, client: Client, userdata: Any, flags: DisconnectFlags, reason: ReasonCode, properties: Any
    ) -> None:
        self._break(str(reason))

    def _fail(self, why: str) -> None:
        if why != self.error:
            log.error("mqtt.refused", broker=str(self.address), why=why)
        self.error = why

    def _break(self, why: str) -> None:
        """Forget what came on the line that broke."""
        if not self._open:
            return
        if self.connected_at is not None:
            log.warning("mqtt.lost", broker=str(self.address), why=why, waiting=len(self._waiting))
            self.error = ""
        self.error = self.error or why or "connection lost"
        self._open, self.connected_at = False, None
        self._forget_all()

    def _forget_all(self) -> None:
        self._waiting.clear()
        self._aside.clear()


def message_of(message: MQTTMessage) -> Message:
    """Return what was published; a topic that is no UTF-8 is nobody's."""
    try:
        return Message(message.topic, bytes(message.payload))
    except UnicodeDecodeError:
        return Message("", bytes(message.payload))


def _client(address: Address, clean: bool = False) -> Client:
    newest = address.protocol == "5"
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=address.name,
        clean_session=None if newest else clean,
        protocol=MQTTProtocolVersion.MQTTv5 if newest else MQTTProtocolVersion.MQTTv311,
        manual_ack=True,
    )
    client.connect_timeout = CONNECT_S
    if address.user:
        client.username_pw_set(address.user, address.password)
    if address.tls:
        client.tls_set_context(ssl.create_default_context(cafile=address.authority or None))
    return client


def _connect(client: Client, address: Address, clean: bool = False) -> None:
    if address.protocol != "5":
        client.connect(address.host, address.port, KEEPALIVE_S)
        return
    wishes = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    wishes.SessionExpiryInterval = 0 if clean else REMEMBERED_S
    wishes.ReceiveMaximum = WINDOW
    wishes.MaximumPacketSize = LARGEST + 65_536
    client.connect(address.host, address.port, KEEPALIVE_S, clean_start=clean, properties=wishes)
