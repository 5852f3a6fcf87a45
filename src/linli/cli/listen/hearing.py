"""Takes in what comes over the line, in batches: one transaction for all that came during the one before."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

import structlog
from django.db import InterfaceError, OperationalError, connections
from paho.mqtt.client import MQTTMessage

from linli.cli.listen.line import Line, message_of
from linli.cli.loops import Stop
from linli.devices import listeners, messages
from linli.devices.messages import Message, Taken
from linli.kernel import clock

log = structlog.get_logger()
WAIT_S = 0.5
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0


@dataclass
class Counts:
    """What a listener took since it began."""

    messages: int = 0
    events: int = 0
    rejected: int = 0
    strange: int = 0
    failed: int = 0


class Hearing:
    """Keeps the line open, takes messages in, acknowledges them, and notes how it fares."""

    def __init__(self, line: Line, stop: Stop) -> None:
        self.line, self.stop = line, stop
        self.counts = Counts()
        self._pause = 0.0
        self._noted = 0.0

    def run(self, until_quiet: bool = False) -> None:
        """Hear until told to stop, or with `until_quiet` until nothing more is waiting."""
        listeners.begin(self.line.address.name)
        while not self.stop.wished.is_set():
            heard = self.step()
            if until_quiet and not heard and self.line.connected_at is not None:
                break

    def step(self) -> int:
        """Wait a little for messages, take in what waits, and return how many were acknowledged."""
        if not self.line.is_open:
            if self._pause and self.stop.pause(self._pause):
                return 0
            opened = self.line.open()
            self._pause = self._longer()
            if not opened:
                self._note()
                return 0
        elif self._pause and self.line.connected_at is not None:
            self._rest()
        waiting = self.line.collect(WAIT_S)
        done = self._take(waiting) if waiting else []
        self.line.acknowledge(done)
        if done or (self.line.connected_at is not None and not waiting):
            self._pause = 0.0
        self._note()
        return len(done)

    def _rest(self) -> None:
        """Give a broken database time, and keep the line alive meanwhile."""
        until = time.monotonic() + self._pause
        while time.monotonic() < until and self.line.is_open and not self.stop.wished.is_set():
            self.line.keep_alive(WAIT_S)

    def _longer(self) -> float:
        return min(max(self._pause * 2, FIRST_PAUSE_S), LONGEST_PAUSE_S)

    def _take(self, waiting: Sequence[MQTTMessage]) -> list[MQTTMessage]:
        """Return which messages are kept for good: all, or, if they fail together, those that do alone."""
        try:
            self._count(messages.take_in([message_of(each) for each in waiting]), len(waiting))
            return list(waiting)
        except (OperationalError, InterfaceError) as fault:
            self._fail(fault)
            return []
        except Exception:
            log.exception("mqtt.failed", messages=len(waiting))
        done = [each for each in waiting if self._take_alone(each, message_of(each))]
        self._make_room()
        return done

    def _take_alone(self, received: MQTTMessage, message: Message) -> bool:
        """Take one message in; one that cannot be is set aside, and comes again with the next line."""
        try:
            self._count(messages.take_in([message]), 1)
            return True
        except (OperationalError, InterfaceError) as fault:
            self._fail(fault)
        except Exception:
            log.exception("mqtt.set_aside", topic=message.topic[:80], bytes=len(message.body))
            self.counts.failed += 1
            self.line.set_aside(received)
        return False

    def _make_room(self) -> None:
        """Give the oldest of too many up that cannot be kept, so that they never fill the line.

        As long as nothing at all could be kept since this listener began, the fault is rather ours: then the
        broker keeps them all until it is mended.
        """
        if self.counts.messages and (many := self.line.give_up()):
            log.error("mqtt.given_up", messages=many)

    def _fail(self, fault: Exception) -> None:
        self._pause = self._longer()
        log.error("mqtt.not_kept", why=str(fault).strip(), again_in_s=self._pause)
        connections.close_all()

    def _count(self, taken: Taken, count: int) -> None:
        self.counts.messages += count
        self.counts.events += taken.events
        self.counts.rejected += taken.rejected
        self.counts.strange += taken.strange

    def _note(self) -> None:
        moment = clock.now().timestamp()
        if 0 <= moment - self._noted < listeners.NOTED_EVERY_S:
            return
        self._noted = moment
        line = self.line
        try:
            listeners.note(
                line.address.name,
                connected_at=line.connected_at,
                error=line.error,
                counts=asdict(self.counts),
            )
        except (OperationalError, InterfaceError) as fault:
            log.error("mqtt.not_noted", why=str(fault).strip())
            connections.close_all()


def listen(line: Line, stop: Stop, leave: bool = False) -> Counts:
    """Listen until `stop`; with `leave` take what waits, then go for good. Return what was taken.

    What was received and not yet kept is not acknowledged: the broker sends it again.
    """
    hearing = Hearing(line, stop)
    try:
        hearing.run(until_quiet=leave)
        if leave:
            line.forget()
    finally:
        line.close()
        log.info("mqtt.stopped", name=line.address.name, **asdict(hearing.counts))
        with suppress(OperationalError, InterfaceError):
            listeners.end(line.address.name)
        connections.close_all()
    return hearing.counts
