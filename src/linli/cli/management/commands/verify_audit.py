"""`linli verify-audit`: proves that no row of history was altered, added or removed, or names the row."""

import os
import time
from argparse import ArgumentParser
from datetime import date, datetime
from datetime import time as daytime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.cli import languages
from linli.kernel import clock, proof, seals

SHOWN = 200
WORDS = {
    "altered": _("内容被改动"),
    "removed": _("被删除"),
    "added": _("被事后添加"),
    "owner_disagrees": _("与所属记录的最后一步不符"),
    "state_altered": _("案件状态与最后一步不符"),
    "note_altered": _("说明文字被改动"),
    "seal_altered": _("封存记录被改动"),
    "seal_removed": _("封存记录被删除"),
    "seal_forged": _("封存签名不符（伪造，或 LINLI_DATA_KEY 已更换）"),
}


class Command(BaseCommand):
    """Check the whole history, or what changed since a day."""

    help = "Find any row of history that was altered, added or removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument("--since", type=date.fromisoformat, help="only what changed since this day")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="share the work")
        parser.add_argument(
            "--print-head", action="store_true", help="print the newest seal's hash, to be kept elsewhere"
        )
        parser.add_argument("--head", help="a hash kept elsewhere that history must still contain")
        languages.add_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print every fault, and fail when there is one."""
        with translation.override(languages.chosen(options["language"])):
            if options["print_head"]:
                self._print_head()
            else:
                self._verify(options["since"], options["processes"], options["head"])

    def _print_head(self) -> None:
        seals.seal()
        newest = seals.newest()
        if newest is None:
            raise CommandError(_("还没有任何历史可以封存。"))
        self.stdout.write(f"{newest.number} {newest.at.isoformat(timespec='seconds')} {newest.hash}")

    def _verify(self, since: date | None, processes: int, head: str | None) -> None:
        begun = time.monotonic()
        if head and not seals.Seal.objects.filter(hash=head.split()[-1]).exists():
            raise CommandError(_("历史中没有这个封存值：它之前的历史已被整体替换或删除。"))
        moment = datetime.combine(since, daytime(), clock.zone()) if since else None
        result = proof.verify(moment, processes)
        for fault in result.faults[:SHOWN]:
            self.stdout.write(f"{fault.stream} #{fault.seq}: {WORDS[fault.what]}")
        if len(result.faults) > SHOWN:
            self.stdout.write(_("……还有 %(count)d 处") % {"count": len(result.faults) - SHOWN})
        facts = {
            "chains": result.chains,
            "links": result.links,
            "seals": result.seals,
            "faults": len(result.faults),
            "seconds": round(time.monotonic() - begun, 1),
        }
        if result.faults:
            raise CommandError(
                _("核对了 %(chains)d 条链、%(links)d 步、%(seals)d 次封存，发现 %(faults)d 处不符。") % facts
            )
        self.stdout.write(
            _("核对了 %(chains)d 条链、%(links)d 步、%(seals)d 次封存，全部完好（%(seconds)s 秒）。") % facts
        )
