"""`linli tick`: the clock; does what is due, again and again. Many may run at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linli.cli import loops
from linli.kernel import jobs


class Command(BaseCommand):
    """Do every job when it is due."""

    help = "Do what is due by the clock, until stopped; many clocks may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument("--once", action="store_true", help="do what is due now and end")
        parser.add_argument("--list", action="store_true", help="list the jobs and how they went")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the clock."""
        if options["list"]:
            self._list()
        elif options["once"]:
            jobs.tick()
        else:
            stop = loops.Stop()
            stop.listen()
            loops.follow_supervisor(stop.wished.set)
            loops.run(jobs.tick, 1.0, stop)

    def _list(self) -> None:
        known = {job.name: job for job in jobs.Job.objects.all()}
        for duty in jobs.duties().values():
            job = known.get(duty.name)
            last = f"{job.finished_at:%Y-%m-%d %H:%M:%S} UTC" if job and job.finished_at else "-"
            self.stdout.write(f"{duty.name:32} {duty.every!s:>10} {last} {job.error if job else ''}")
