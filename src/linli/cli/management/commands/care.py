"""`linli care replay` and `evaluate`: what a rule would have done with a history; `compare`: what both do."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.care import budget, policy
from linli.care.rhythm import IsRest, weekend
from linli.care.rules import Terms, usual_price
from linli.care.watching import Personal, Published, Rule
from linli.cli.care import compare, evaluate, picture, replay
from linli.cli.care.reading import Plan, WrongRows, events, plans
from linli.cli.care.sorting import Sorted
from linli.kernel import clock


class Command(BaseCommand):
    """Replay a history of signs under a rule, or measure rules on it; nothing is half-written."""

    help = (
        "Go through a history of signs of life. EVENTS has the columns person, at, kind (in, out, sign) and "
        "signal; PLANS has person, signals (none: all) and, if wanted, leave (2026-01-02/2026-01-05; ...)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the two verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        again = verbs.add_parser("replay", help="write the alerts that a rule would have raised")
        _files(again)
        again.add_argument("--out", type=Path, required=True, metavar="ALERTS.csv")
        again.add_argument("--rule", choices=("rhythm", "published"), default="rhythm")
        again.add_argument("--floor", action="store_true", help="never later than the published rule")
        measure = verbs.add_parser("evaluate", help="print what each rule is worth, with intervals")
        _files(measure)
        measure.add_argument("--cuts", type=int, default=200, help="random moments a person is cut at")
        measure.add_argument(
            "--answered", type=_share, default=0.8, help="share of questions answered in time"
        )
        measure.add_argument("--seed", type=int, default=1, help="of the random moments and draws")
        measure.add_argument(
            "--picture", type=Path, metavar="FILE.svg", help="draw the trade-off over prices"
        )

        beside = verbs.add_parser(
            "compare", help="print what both rules would have done needlessly, by district"
        )
        beside.add_argument("--days", type=int, default=56, help="how many days back")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say what is wrong."""
        if options["verb"] == "compare":
            self.stdout.write("\n".join(compare.lines(clock.today() - timedelta(days=options["days"]))))
            return
        try:
            with Sorted(events(options["events"], self.zone)) as history:
                known = plans(options["plans"], self.zone)
                verb = self.evaluate if options["verb"] == "evaluate" else self.replay
                verb(history, known, options)
        except OSError as error:
            text = _("打不开 {file}：{why}。").format(file=error.filename, why=error.strerror)
            raise CommandError(text) from error
        except WrongRows as wrong:
            head = _("有 {count} 处错误，没有写出任何内容：").format(count=wrong.count)
            raise CommandError("\n".join([head, *wrong.faults])) from wrong

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone of the city's wall clock."""
        return ZoneInfo(settings.TIME_ZONE)

    def replay(self, history: Sorted, known: dict[str, Plan], options: dict[str, Any]) -> None:
        """Write the alerts and say how much was gone through."""
        tally = replay.replay(history, known, options["out"], _rule(options), _seconds(options["since"]))
        text = _("{persons} 人，{alerts} 条预警，写在 {file}。")
        self.stderr.write(text.format(persons=tally.persons, alerts=tally.alerts, file=options["out"]))
        if tally.unwatched:
            self.stderr.write(_("{count} 行属于没有关照计划的人，没有看。").format(count=tally.unwatched))

    def evaluate(self, history: Sorted, known: dict[str, Plan], options: dict[str, Any]) -> None:
        """Print the table; with a picture, for a range of prices."""
        begin, seed = _seconds(options["since"]), options["seed"]
        people = [
            person
            for name, plan, signs in replay.people(history, known, replay.Tally())
            if (person := evaluate.person(name, list(signs), plan.leaves, begin, options["cuts"], seed))
        ]
        if not people:
            raise CommandError(_("没有可以评价的人：计划里的人在这段时间没有记录。"))
        usual = usual_price(max(len(plan.signals) for plan in known.values()))
        is_rest = _rest_days(options)
        prices = sorted({options["price"] or usual, *(budget.PRICES if options["picture"] else ())})
        rules: list[evaluate.Candidate] = [("published", None, Published)]
        rules += [
            ("rhythm", price, partial(Personal, terms=Terms(price=price), is_rest=is_rest))
            for price in prices
        ]
        results = list(evaluate.tried(people, rules, options["answered"], seed))
        self.stdout.write("\n".join(evaluate.lines(results)))
        if options["picture"]:
            options["picture"].write_text(picture.svg(results), encoding="utf-8")


def _share(text: str) -> float:
    if not 0 <= (share := float(text)) <= 1:
        raise ValueError(text)
    return share


def _files(parser: ArgumentParser) -> None:
    parser.add_argument("--events", type=Path, required=True, metavar="FILE.csv")
    parser.add_argument("--plans", type=Path, required=True, metavar="FILE.csv")
    parser.add_argument(
        "--from", dest="since", type=date.fromisoformat, metavar="DATE", help="what is earlier only teaches"
    )
    parser.add_argument(
        "--holidays", action="store_true", help="rest days by the city's calendar, not by weekends alone"
    )
    parser.add_argument(
        "--price", type=float, help="hours of delay one false visit may save (700; with two signals 750)"
    )


def _rest_days(options: dict[str, Any]) -> IsRest:
    """Return the weekends, or the rest days of the city's calendar."""
    return policy.by_calendar() if options["holidays"] else weekend


def _rule(options: dict[str, Any]) -> Callable[[int], Rule]:
    is_rest = _rest_days(options)

    def rhythm(signals: int) -> Rule:
        terms = Terms(price=options["price"] or usual_price(signals))
        return Personal(terms=terms, floor=options["floor"], is_rest=is_rest)

    return rhythm if options["rule"] == "rhythm" else lambda _signals: Published()


def _seconds(day: date | None) -> int:
    return 0 if day is None else int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
