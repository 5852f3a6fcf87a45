"""`linli serve`: everything in one process group (web, worker, clock, listener), or one part of it."""

import os
from argparse import ArgumentParser
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand

from linli.cli import loops, prepare, supervisor, web

log = structlog.get_logger()


class Command(BaseCommand):
    """Serve Linli."""

    help = "Serve Linli: the web, the outbox worker, the clock and the listener in one process group."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument(
            "--only", choices=["web"], help="the web alone; run `linli work`, `tick` and `listen` apart"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make ready, start the processes, and keep them alive until stopped."""
        supervised = bool(os.environ.get(loops.SUPERVISOR))
        if not supervised:
            prepare.prepare()
        if options["only"] == "web":
            web.serve()
            return
        stop = loops.Stop()
        stop.listen()
        log.info("serve.starting", address=f"http://{settings.BIND}:{settings.PORT}", home=str(settings.HOME))
        children = [
            supervisor.Child("web", ["serve", "--only", "web"]),
            supervisor.Child("work", ["work"]),
            supervisor.Child("tick", ["tick"]),
        ]
        if settings.MQTT_URL:
            children.insert(0, supervisor.Child("listen", ["listen"]))
        supervisor.supervise(children, stop)
