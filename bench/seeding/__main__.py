"""`python -m bench.seeding SIZE`: builds the demo city if there is none, and fills it with SIZE cases."""

import os
import sys
import time
from pathlib import Path

import django
from django.conf import settings

TEMPLATES = 3_000


def main() -> None:
    """Build and fill the site of this environment."""
    size = int(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.wiring.settings")
    django.setup()
    from bench.seeding import copying, keys, templates  # noqa: PLC0415 - models need Django set up
    from bench.seeding.shelf import open_shelf  # noqa: PLC0415
    from linli.cli.demo import build  # noqa: PLC0415
    from linli.kernel import clock, outbox  # noqa: PLC0415

    began = time.monotonic()
    if not templates.path().exists():
        build.build(small=False, until=clock.now(), cases=TEMPLATES, say=lambda text: None)
        _watch_nobody()
        _forget_nothing()
        while outbox.deliver():  # the moves of the last hours are heard while their cases are there
            pass
        keys.make()
        templates.gather(open_shelf())
        print(f"  the city was built in {time.monotonic() - began:.0f} s", flush=True)
        began = time.monotonic()
    copying.fill(size)
    print(f"  {size:,} cases were written in {time.monotonic() - began:.0f} s", flush=True)


def _watch_nobody() -> None:
    """Let the clock raise nothing about the demo's elders and gates: its cases would be replaced too."""
    from linli.care.models import Watch  # noqa: PLC0415 - models need Django set up
    from linli.devices.models import DeviceState  # noqa: PLC0415

    Watch.objects.update(ask_at=None, visit_at=None, next_check_at=None)
    DeviceState.objects.update(look_at=None)


def _forget_nothing() -> None:
    """Let the city keep what its cases hold: else every bench would measure four years being forgotten."""
    own = Path(settings.HOME) / "data" / "retention.toml"
    own.parent.mkdir(exist_ok=True)
    rule = '[[rule]]\nwhat = "{}"\ndays = 0\nwhy = "a bench"\n'
    kept = ("cases.reporters", "cases.pictures", "cases.notes")
    own.write_text("".join(rule.format(what) for what in kept), encoding="utf-8")


if __name__ == "__main__":
    main()
