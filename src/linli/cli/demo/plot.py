"""Decides what becomes of each report of the made-up city: who does what, how fast, and how well."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.cases import dispatch
from linli.cases.catalogue import Catalogue, Condition
from linli.cases.dispatch import Choice
from linli.cases.models import Case
from linli.cli.demo import byways, turns
from linli.cli.demo.chronicle import Chronicle, Part, Scene, soon
from linli.cli.demo.names import Random
from linli.cli.demo.rhythm import Story
from linli.cli.demo.turns import Turns
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
_HELPED = "已配合处理我方部分。"
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

    def __init__(self, cast: Cast, catalogue: Catalogue, others: Sequence[Story], random: Random) -> None:
        """Draw how good each body is at its work; `others` is what a report may name beside its matter."""
        self.cast = cast
        self.catalogue = catalogue
        self.random = random
        self._pace = {code: random.uniform(_BEST, _WORST) for code in cast.bodies}
        self.turns = Turns(random)
        self.others = others
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
        yield from self.in_hand(told, story, given)

    def _file_time(self, told: Chronicle, at: datetime) -> datetime:
        if told.case.urgent:
            return soon(at, self.random.uniform(2, 12))
        return told.office(at, self.random.gamma(2, 0.45))

    def _condition(self, matter: str) -> Condition:
        found = self.catalogue.conditions_of(matter)
        return found[int(len(found) * self.random.random() ** 2)]

    def in_hand(self, told: Chronicle, story: Story, given: datetime) -> Iterator[Scene]:
        """Yield the way of a filed case from its dispatch at `given` to the reporter's judgement."""
        case, random = told.case, self.random
        desk = self.cast.desk_of[case.grid_code[:12]]
        choice = self.choice(case.matter_code, case.grid_code)
        body = self.cast.bodies[choice.body]
        if (wrong := self._wrong(case, choice)) is not None:
            yield given, lambda at: told.dispatch(desk, at, wrong.code, wrong.name, [])
            back, given = self.turns.returned(told, self.cast.crew_of[wrong.code], given)
            yield back
        yield given, lambda at: told.dispatch(desk, at, body.code, body.name, list(choice.helpers))
        crew = self.cast.crew_of[body.code]
        begun = given
        for begun, happen in self.turns.held(told, crew, desk, given):
            yield begun, happen
        share = random.lognormal(0, _SPREAD) * _TYPICAL_SHARE * self._pace[body.code]
        handled = max(told.share(share), told.office(begun, 1.5) if begun > given else soon(begun, 4))
        yield from self._meanwhile(told, story, begun, handled, choice.helpers)
        outcome = story.outcomes[random.integers(len(story.outcomes))]
        yield handled, lambda at: told.done(crew, at, outcome, body.name)
        yield from self._checked(told, story, handled, (crew, body, outcome))

    def _wrong(self, case: Case, choice: Choice) -> Body | None:
        """Return the body to which the desk gives a case by mistake, now and then."""
        if case.urgent or case.reopenings or not self.turns.happens(turns.RETURNED):
            return None
        near = [body for body in self._near(case.grid_code[:12]) if body.code != choice.body]
        near = [body for body in near if body.duties and body.code in self.cast.crew_of]
        return near[self.random.integers(len(near))] if near else None

    def _meanwhile(
        self, told: Chronicle, story: Story, begun: datetime, handled: datetime, helpers: Sequence[str]
    ) -> Iterator[Scene]:
        """Yield in order what the clock, the helpers and others do before a case is handled."""
        street = self.cast.desk_of[told.case.street_code]
        found = [
            *self._clock(told, begun, handled),
            *self._helped(told, begun, handled, helpers),
            *self.turns.pushed(told, street, begun, handled),
            *self._split(told, begun, handled),
        ]
        yield from sorted(found, key=lambda scene: scene[0])

    def _helped(
        self, told: Chronicle, begun: datetime, handled: datetime, helpers: Sequence[str]
    ) -> Iterator[Scene]:
        due, late = told.case.due_at or handled, False
        for code in helpers:
            body, crew = self.cast.bodies[code], self.cast.crew_of[code]
            at = max(begun + (handled - begun) * float(self.random.uniform(0.2, 0.9)), soon(begun, 1))
            late = late or at > due
            yield at, _help(told, crew, body)
        if late:
            yield max(due, begun), told.help_late

    def _split(self, told: Chronicle, begun: datetime, handled: datetime) -> Iterator[Scene]:
        """Yield how the desk makes a second case of one thing in the report; it is told by `parts`."""
        if told.case.split_from is not None or not self.turns.happens(turns.SPLIT):
            return
        other = self.others[int(self.random.integers(len(self.others)))]
        desk = self.cast.desk_of[told.case.grid_code[:12]]
        text = "一并反映：" + other.texts[0].format(road="门口的路", building="楼下", shop="旁边的店")

        def happen(at: datetime) -> None:
            byways.split(told, desk, at, other.matter, text)
            told.parts.append(Part(at, desk, other.matter, text))

        yield soon(begun, (handled - begun).total_seconds() / 60 * 0.3 + 1), happen

    def _checked(
        self, told: Chronicle, story: Story, handled: datetime, who: tuple[Actor, Body, str]
    ) -> Iterator[Scene]:
        """Yield the check, a second try where it fails, the closing and what follows."""
        case, random = told.case, self.random
        crew, body, outcome = who
        inspector = self.cast.inspector_of[case.street_code]
        desk = self.cast.desk_of[case.grid_code[:12]]
        looked = told.office(handled, random.uniform(0.3, 6))
        if random.random() < _FAILED_CHECK:
            fault = _FAULTS[random.integers(len(_FAULTS))]
            yield looked, lambda at: told.fail(inspector, at, fault, body.name)
            handled = told.office(looked, random.uniform(0.5, 5))
            if case.overdue_at is None and case.due_at is not None and handled > case.due_at:
                yield max(case.due_at, looked), lambda at: told.late(at)
            yield handled, lambda at: told.done(crew, at, outcome, body.name)
            looked = told.office(handled, random.uniform(0.3, 6))
        yield looked, lambda at: told.verify(inspector, at)
        closed = told.office(looked, random.uniform(0.1, 2))
        yield closed, lambda at: told.close(desk, at)
        if case.reporter_id is not None and not told.has_doubles and self.turns.is_reopened(told):
            yield from self._once_more(told, story, closed)
            return
        reviewers = [inspector, self.cast.desk_of[case.street_code]]
        after = [
            *self._judged(told, closed, late=case.missed_at is not None),
            *self.turns.appealed(told, crew, reviewers, closed),
        ]
        yield from sorted(after, key=lambda scene: scene[0])

    def _once_more(self, told: Chronicle, story: Story, closed: datetime) -> Iterator[Scene]:
        again, happen = self.turns.reopened(told, closed)
        yield again, happen
        yield from self.in_hand(told, story, told.office(again, self.random.uniform(0.1, 1)))

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
        random, reporter = self.random, told.reporter
        if told.case.reporter_id is None:
            return
        if random.random() < _RATED:
            score = int(random.choice([1, 2, 3, 4, 5], p=_judgement(late)))
            words = _PRAISE if score >= 4 else _BLAME
            note = words[random.integers(len(words))]
            after = soon(closed, random.exponential(60 * 14) + 3)
            yield after, lambda at: told.rate(reporter, at, score, note)
        else:
            yield closed + _OPEN_TO_RATE, told.lapse


def _help(told: Chronicle, crew: Actor, body: Body) -> Callable[[datetime], None]:
    return lambda at: told.help_done(crew, at, _HELPED, body.code, body.name)


def _judgement(late: bool) -> tuple[float, ...]:
    return (0.16, 0.18, 0.22, 0.26, 0.18) if late else (0.02, 0.03, 0.08, 0.32, 0.55)
