"""`linli listen`: hears devices over MQTT and acknowledges what they say once it is durable."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.cli import loops
from linli.cli.listen import address, hearing
from linli.cli.listen.line import Line


class Command(BaseCommand):
    """Listen to the broker of LINLI_MQTT_URL."""

    help = "Hear devices over MQTT, until stopped; several share the load, each under a name of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument(
            "--leave", action="store_true", help="take what waits for this listener, then go for good"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen until told to stop."""
        try:
            broker = address.read()
        except address.WrongAddress as fault:
            raise CommandError(str(fault)) from fault
        if broker is None:
            raise CommandError("Say where the broker is: LINLI_MQTT_URL=mqtts://user:password@host:8883")
        try:
            line = Line(broker)
        except OSError as fault:
            raise CommandError(f"LINLI_MQTT_CA: {fault}") from fault
        stop = loops.Stop()
        stop.listen()
        loops.follow_supervisor(stop.wished.set)
        hearing.listen(line, stop, leave=options["leave"])
