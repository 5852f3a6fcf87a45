"""The `linli` command: Django's management commands under our own name."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the management command named on the command line; `verify-audit` and `verify_audit` are one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.wiring.settings")
    name = [argument.replace("-", "_") for argument in sys.argv[1:2] if not argument.startswith("-")]
    execute_from_command_line([*sys.argv[:1], *(name or sys.argv[1:2]), *sys.argv[2:]])


if __name__ == "__main__":
    main()
