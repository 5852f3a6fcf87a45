"""`linli deadlines IN.csv OUT.csv`: computes the deadlines of many rows at once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.cases import catalogue, notices
from linli.cases.bulk import Reckoner, WrongTable, reckon_file
from linli.cases.calendar import WorkCalendar
from linli.kernel.errors import InvalidInput


class Command(BaseCommand):
    """Add the column `due` to a table of from, limit and unit; nothing is written when a row is wrong."""

    help = (
        "Compute deadlines in bulk. IN.csv has the columns from (ISO local time), limit (a number) and unit "
        "(urgent_hour, urgent_day, work_hour, work_day); OUT.csv gets the same rows with the column due."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the two files and the option."""
        parser.add_argument("source", metavar="IN.csv", type=Path)
        parser.add_argument("target", metavar="OUT.csv", type=Path)
        parser.add_argument(
            "--provisional",
            action="store_true",
            help="add the column provisional: yes where a year's holiday notice is not out yet",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compute and write, all or nothing."""
        source, target = options["source"], options["target"]
        try:
            rows, provisional = reckon_file(
                source, target, Reckoner(_calendar()), mark=options["provisional"]
            )
        except OSError as error:
            text = _("打不开 {file}：{why}。").format(file=error.filename or source, why=error.strerror)
            raise CommandError(text) from error
        except WrongTable as wrong:
            head = _("{file} 有 {count} 处错误，没有写出任何内容：").format(file=source, count=wrong.count)
            rest = wrong.count - len(wrong.faults)
            tail = [_("……其余 {count} 处略。").format(count=rest)] if rest else []
            raise CommandError("\n".join([head, *wrong.faults, *tail])) from wrong
        self.stderr.write(_("{rows} 行已算好，写在 {file}。").format(rows=rows, file=target))
        if provisional:
            text = _("其中 {count} 行暂定：所跨年份的放假通知还没有载入，载入后请重算。")
            self.stderr.write(text.format(count=provisional))


def _calendar() -> WorkCalendar:
    try:
        rules = catalogue.current()
        return notices.current(rules.hours, rules.day_hours, settings.TIME_ZONE)
    except InvalidInput as faults:
        raise CommandError("\n".join(str(fault) for fault in faults.errors)) from faults
