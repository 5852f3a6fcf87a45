"""`linli brokerfiles`: writes the broker's password and access files from the register."""

import os
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.cli.listen import address
from linli.devices import logins
from linli.kernel.errors import LinliError


class Command(BaseCommand):
    """Write `passwords` and `access` into a folder, each in one piece; then the broker must reload them."""

    help = "Write Mosquitto's password and access files from the register; reload the broker afterwards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument("folder", type=Path, help="where the broker reads them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write both files, or neither."""
        folder: Path = options["folder"]
        try:
            broker = address.read()
        except address.WrongAddress as fault:
            raise CommandError(str(fault)) from fault
        if broker is None or not broker.user or not broker.password:
            raise CommandError("LINLI_MQTT_URL must name the listener: mqtts://user:password@host:8883")
        try:
            passwords = list(logins.passwords((broker.user, broker.password)))
        except LinliError as fault:
            raise CommandError(str(fault)) from fault
        try:
            _write(folder / "access", logins.access(broker.user))
            _write(folder / "passwords", passwords)
        except OSError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{len(passwords)} logins. Let the broker reload: systemctl reload mosquitto")


def _write(path: Path, lines: Iterable[str]) -> None:
    """Put a file in its place whole, readable by its owner and group alone."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640), "w") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
