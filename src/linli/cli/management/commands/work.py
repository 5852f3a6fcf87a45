"""`linli work`: the outbox worker; lets handlers hear what happened, sends notices and opens gates."""

import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linli.care import actions as care
from linli.channels import actions as channels
from linli.cli import loops
from linli.kernel import outbox

IDLE_S = 0.25


class Command(BaseCommand):
    """Deliver events to their handlers."""

    help = "Deliver events to their handlers and notices to people, until stopped; many may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument("--once", action="store_true", help="empty the outbox and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run a thread each for the outbox, for sending and for gates: a slow one delays nobody else."""
        steps = (outbox.deliver, channels.send_waiting, care.open_waiting)
        if options["once"]:
            while sum(step() for step in steps):
                pass
            return
        stop = loops.Stop()
        stop.listen()
        loops.follow_supervisor(stop.wished.set)
        threads = [threading.Thread(target=loops.run, args=(step, IDLE_S, stop)) for step in steps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
