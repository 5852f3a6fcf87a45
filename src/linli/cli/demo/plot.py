"""Decides what becomes of each report of the made-up city: who does what, how fast, and how well."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.cases import dispatch
from linli.cases.catalogue import Catalogue, Condition
from linli.cases.dispatch import Choice
from linli.cli.demo.chronicle import Chronicle, Scene, soon
from linli.cli.demo.names import Random
from linli.cli.demo.rhythm import Story
from linli.kernel.actor import Actor
from linli.orgs.rules import Body

_REJECTED = 0.035
_FAILED_CHECK = 0.05
_RATED = 0.42
_BEST, _WORST = 0.75, 1.25
_SPREAD = 0.5
_TYPICAL_SHARE = 0.42
_OPEN_TO_RATE = timedelta(days=15)

_REFUSALS = (
    "现场没有发现所反映的情况。",
    "不属于城市管理事项，已告知向法院或仲裁机构提出。",
    "同一问题已有专项整治安排，请关注社区公告。",
)
_FAULTS = ("现场还有残留，请再清理一次。", "只处理了一半，西侧还没有动。", "照片与现场不符，请重新处置。")
_PRAISE = ("办得快，谢谢！", "满意。", "网格员很负责。", "")
_BLAME = ("拖得太久了。", "过两天又这样了。", "没有人联系我。")


@dataclass
class Cast:
    """Who plays: the accounts by what they do, as actors, and the bodies by code."""

    desk_of: Mapping[str, Actor]
    crew_of: Mapping[str, Actor]
    inspector_of: Mapping[str, Actor]
    walker_of: Mapping[str, Actor]
    bodies: Mapping[str, Body]


class Plot:
    """What becomes of reports; the same random stream gives the same city."""

    def __init__(self, cast: Cast, catalogue: Catalogue, random: Random) -> None:
        """Draw how good each body is at its work."""
        self.cast = cast
        self.catalogue = catalogue
        self.random = random
        self._pace = {code: random.uniform(_BEST, _WORST) for code in cast.bodies}
        self._choices: dict[tuple[str, str], Choice] = {}
        self._bodies_near: dict[str, list[Body]] = {}

    def choice(self, matter: str, grid_code: str) -> Choice:
        """Return whose work the matter is there, as the engine would choose."""
        key = (matter, grid_code[:12])
        if key not in self._choices:
            named = self.catalogue.matter(matter)
            row = self.catalogue.responsible(matter, grid_code)
            near = self._near(grid_code[:12])
            self._choices[key] = dispatch.choose(row, near, grid_code, named.plain if named else matter)
        return self._choices[key]

    def _near(self, community: str) -> list[Body]:
        if community not in self._bodies_near:
            bodies = self.cast.bodies.values()
            self._bodies_near[community] = [body for body in bodies if community.startswith(body.area_code)]
        return self._bodies_near[community]

    def scenes(self, told: Chronicle, story: Story, by: Actor, at: datetime) -> Iterator[Scene]:
        """Yield what happens to a report that came in `at` by `by`, in order."""
        case, random = told.case, self.random
        yield at, lambda at: told.report(by, at)
        desk = self.cast.desk_of[case.grid_code[:12]]
        filed = self._file_time(told, at)
        if random.random() < _REJECTED:
            reason = _REFUSALS[random.integers(len(_REFUSALS))]
            yield filed, lambda at: told.reject(desk, at, reason)
            return
        chosen = self._condition(case.matter_code)
        yield filed, lambda at: told.file(desk, at, chosen)
        given = told.office(filed, random.uniform(0.05, 0.8)) if not case.urgent else soon(filed, 5)
        yield from self._in_hand(told, story, desk, given)

    def _file_time(self, told: Chronicle, at: datetime) -> datetime:
        if told.case.urgent:
            return soon(at, self.random.uniform(2, 12))
        return told.office(at, self.random.gamma(2, 0.45))

    def _condition(self, matter: str) -> Condition:
        found = self.catalogue.conditions_of(matter)
        return found[int(len(found) * self.random.random() ** 2)]

    def _in_hand(self, told: Chronicle, story: Story, desk: Actor, given: datetime) -> Iterator[Scene]:
        """Yield the way from dispatch to the reporter's judgement."""
        case, random = told.case, self.random
        choice = self.choice(case.matter_code, case.grid_code)
        body = self.cast.bodies[choice.body]
        yield given, lambda at: told.dispatch(desk, at, body.code, body.name, list(choice.helpers))
        crew = self.cast.crew_of[body.code]
        share = random.lognormal(0, _SPREAD) * _TYPICAL_SHARE * self._pace[body.code]
        handled = max(told.share(share), soon(given, 4))
        yield from self._clock(told, given, handled)
        outcome = story.outcomes[random.integers(len(story.outcomes))]
        yield handled, lambda at: told.done(crew, at, outcome, body.name)
        inspector = self.cast.inspector_of[case.street_code]
        looked = told.office(handled, random.uniform(0.3, 6))
        if random.random() < _FAILED_CHECK:
            fault = _FAULTS[random.integers(len(_FAULTS))]
            yield looked, lambda at: told.fail(inspector, at, fault, body.name)
            handled = told.office(looked, random.uniform(0.5, 5))
            if case.overdue_at is None and case.due_at is not None and handled > case.due_at:
                yield case.due_at, lambda at: told.late(at)
            yield handled, lambda at: told.done(crew, at, outcome, body.name)
            looked = told.office(handled, random.uniform(0.3, 6))
        yield looked, lambda at: told.verify(inspector, at)
        closed = told.office(looked, random.uniform(0.1, 2))
        yield closed, lambda at: told.close(desk, at)
        yield from self._judged(told, closed, late=case.missed_at is not None)

    def _clock(self, told: Chronicle, given: datetime, handled: datetime) -> Iterator[Scene]:
        rules, due = self.catalogue.rules, told.case.due_at
        warned = max(told.share(rules.warn_share), given)
        if warned < handled:
            yield warned, told.warn
        if due is None or due >= handled:
            return
        yield max(due, given), told.late
        for rung in self.catalogue.escalation:
            at = max(told.share(rung.share), given)
            if at < handled:
                yield at, told.escalate

    def _judged(self, told: Chronicle, closed: datetime, late: bool) -> Iterator[Scene]:
        random = self.random
        if told.case.reporter_id is None:
            return
        reporter = Actor(id=f"reporter:{told.case.number}", name="报告人")
        if random.random() < _RATED:
            score = int(random.choice([1, 2, 3, 4, 5], p=_judgement(late)))
            words = _PRAISE if score >= 4 else _BLAME
            note = words[random.integers(len(words))]
            after = soon(closed, random.exponential(60 * 14) + 3)
            yield after, lambda at: told.rate(reporter, at, score, note)
        else:
            yield closed + _OPEN_TO_RATE, told.lapse


def _judgement(late: bool) -> tuple[float, ...]:
    return (0.16, 0.18, 0.22, 0.26, 0.18) if late else (0.02, 0.03, 0.08, 0.32, 0.55)
