"""Runs the web server: granian in front of the counter of `linli.wiring.wsgi`."""

import os
import shutil
import signal
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from linli.cli import loops
from linli.kernel import timing

READERS = 128


def load(target: str) -> Callable[..., Any]:
    """Return the WSGI application `target` (module:name) inside a worker, which dies with its parent."""
    loops.follow_parent(lambda: os._exit(1))
    module, name = target.split(":")
    application: Callable[..., Any] = getattr(import_module(module), name)
    return application


def serve() -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered first."""
    _share_figures()
    server = Granian(
        "linli.wiring.wsgi:application",
        address=settings.BIND,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.WEB_WORKERS,
        blocking_threads=READERS,
        backpressure=READERS,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=15,
        log_level=LogLevels.error,
        log_dictconfig={"loggers": {"_granian": {"level": "ERROR", "handlers": [], "propagate": True}}},
    )
    loops.follow_supervisor(lambda: os.kill(os.getpid(), signal.SIGTERM))
    server.serve(target_loader=load)


def _share_figures() -> None:
    """Let several workers keep the times of their requests in one place, empty at the start."""
    if settings.WEB_WORKERS > 1:
        folder = settings.HOME / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        os.environ[timing.SEVERAL] = str(folder)
