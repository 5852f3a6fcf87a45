"""Draws where the lives of the made-up city's cases leave the straight way, and how often."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from linli.cli.demo import byways
from linli.cli.demo.chronicle import Chronicle, Scene, soon
from linli.cli.demo.names import Random
from linli.kernel.actor import Actor

RETURNED, SUSPENDED, EXTENDED, REFUSED = 0.025, 0.008, 0.03, 0.005
URGED, SUPERVISED, SPLIT, MERGED = 0.04, 0.006, 0.005, 0.015
REOPENED, REOPENED_WHEN_LATE = 0.018, 0.06
APPEALED, UPHELD = 0.05, 0.4
_SETTLED_IN = timedelta(days=14)
_LONG = frozenset({"work_hour", "work_day"})
_WARNED = 0.78

_NOT_OURS = (
    "经核对，该处管养权不在我单位，请改派。",
    "属于小区红线内，应由物业先行处理，请改派。",
    "该设施已移交另一单位管理，请改派。",
)
_HOLD = (
    "须等专用配件到货后更换。",
    "已列入本月改造计划，随工程一并处理。",
    "当前不是种植季节，先清理现场，开春补种。",
    "产权单位正在协商，已设临时围护。",
)
_MORE_TIME = (
    "连续降雨无法施工，申请延期。",
    "需要夜间封道，正在办手续，申请延期。",
    "配件已订购，申请延期。",
)
_NO = "请先做临时处理，按期完成。"
_HURRY = ("已经两天了，麻烦快一点。", "孩子每天从这里过，请尽快。", "还没有人来，请催一下。")
_WATCH = ("同类问题多次出现，请按期办结并查明原因。", "人大代表关注，请每日报告进展。")
_AGAIN = ("没过几天又出现了，请彻底解决。", "只清理了一半，请再来看看。", "照片上的不是我反映的地方。")
_UNFAIR = (
    "期间道路封闭施工，无法进场，请予剔除。",
    "派遣时已过一半时限，非我单位原因。",
    "等待权属单位确认占用了时间，已附函件。",
)
_RIGHT, _WRONG = "情况属实，有记录为证。", "期间仍可进场，理由不充分。"


class Turns:
    """Where a case leaves the straight way; the same random stream gives the same turns."""

    def __init__(self, random: Random) -> None:
        """Draw from `random`."""
        self.random = random

    def happens(self, share: float) -> bool:
        """Return whether something that happens to this share of cases happens now."""
        return bool(self.random.random() < share)

    def _words(self, among: tuple[str, ...]) -> str:
        return among[self.random.integers(len(among))]

    def returned(self, told: Chronicle, crew: Actor, given: datetime) -> tuple[Scene, datetime]:
        """Return how the wrong body gives a case back, and when the desk gives it to the right one."""
        at = told.office(given, self.random.uniform(0.1, 1.5))
        reason = self._words(_NOT_OURS)
        return (at, lambda at: byways.send_back(told, crew, at, reason)), told.office(
            at, self.random.uniform(0.1, 1)
        )

    def held(self, told: Chronicle, crew: Actor, desk: Actor, given: datetime) -> Iterator[Scene]:
        """Yield what changes the limit of a case in hand: a suspension, or an extension asked for."""
        if told.case.unit not in _LONG or told.case.reopenings:
            return
        if self.happens(SUSPENDED):
            yield from self._suspended(told, desk, given)
        elif self.happens(EXTENDED + REFUSED):
            yield from self._extended(told, crew, desk, given)

    def _suspended(self, told: Chronicle, desk: Actor, given: datetime) -> Iterator[Scene]:
        at = max(told.share(self.random.uniform(0.1, 0.5)), soon(given, 5))
        if at > told.share(_WARNED):
            return
        until = told.office(at + timedelta(days=float(self.random.uniform(6, 45))), 0.5)
        reason = self._words(_HOLD)
        yield at, lambda at: byways.suspend(told, desk, at, reason, until)
        yield until, lambda at: byways.resume(told, at)

    def _extended(self, told: Chronicle, crew: Actor, desk: Actor, given: datetime) -> Iterator[Scene]:
        asked = max(told.share(self.random.uniform(0.3, 0.6)), soon(given, 5))
        answered = told.share(self.random.uniform(0.62, _WARNED))
        if asked >= answered:
            return
        reason = self._words(_MORE_TIME)
        yield asked, lambda at: byways.ask_extension(told, crew, at, reason)
        if self.happens(EXTENDED / (EXTENDED + REFUSED)):
            yield answered, lambda at: byways.grant_extension(told, desk, at)
        else:
            yield answered, lambda at: byways.refuse_extension(told, desk, at, _NO)

    def pushed(self, told: Chronicle, street: Actor, given: datetime, handled: datetime) -> Iterator[Scene]:
        """Yield how a case in hand is urged by its reporter, or watched from above."""
        if told.case.reporter_id is not None and self.happens(URGED):
            at, words = _between(given, handled, self.random.uniform(0.5, 0.95)), self._words(_HURRY)
            yield at, lambda at: byways.urge(told, told.reporter, at, words)
        if self.happens(SUPERVISED):
            at, why = _between(given, handled, self.random.uniform(0.3, 0.9)), self._words(_WATCH)
            yield at, lambda at: byways.supervise(told, street, at, why)

    def is_reopened(self, told: Chronicle) -> bool:
        """Return whether the reporter wants the closed case done again."""
        late = told.case.missed_at is not None
        return told.case.reopenings == 0 and self.happens(REOPENED_WHEN_LATE if late else REOPENED)

    def reopened(self, told: Chronicle, closed: datetime) -> Scene:
        """Return when and how the reporter does."""
        wait = min(timedelta(minutes=self.random.exponential(60 * 40) + 20), _SETTLED_IN)
        reason = self._words(_AGAIN)
        return closed + wait, lambda at: byways.reopen(told, told.reporter, at, reason)

    def appealed(
        self, told: Chronicle, crew: Actor, reviewers: list[Actor], closed: datetime
    ) -> Iterator[Scene]:
        """Yield how the body objects to a case that counts as late, and how the reviewers judge."""
        if told.case.missed_at is None or not self.happens(APPEALED):
            return
        at, reason = told.office(closed, self.random.uniform(1, 20)), self._words(_UNFAIR)
        yield at, lambda at: byways.appeal(told, crew, at, reason)
        right = self.happens(UPHELD)
        wanted = told.time.catalogue.rules.appeal_reviewers if right else 1
        for reviewer in reviewers[:wanted]:
            at = told.office(at, self.random.uniform(2, 24))
            yield at, _judgement(told, reviewer, right=right)


def _judgement(told: Chronicle, by: Actor, *, right: bool) -> Callable[[datetime], None]:
    return lambda at: byways.judge(told, by, at, _RIGHT if right else _WRONG, right=right)


def _between(start: datetime, end: datetime, share: float) -> datetime:
    return max(start + (end - start) * share, soon(start, 1))
