"""Five classes at most: which shade a number gets on the map, and what the legend says. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from linli.insight.rules import Indicator

CLASSES = 5
SHARE_STEPS = (0.6, 0.75, 0.85, 0.95)
GAP_STEPS = (0.02, 0.05, 0.1, 0.25)


@dataclass(frozen=True)
class Scale:
    """The upper bounds of all classes but the last; `share` says that values run from 0 to 1."""

    steps: tuple[float, ...]
    share: bool

    def index(self, value: float | None) -> int:
        """Return the class of `value`: 1 to 5; 0 for none (nothing counted, or nothing to divide by)."""
        if value is None or (not self.share and value == 0):
            return 0
        if self.share:
            return 1 + sum(value >= step for step in self.steps)
        return 1 + sum(value > step for step in self.steps)

    def words(self, value: float | None) -> str:
        """Return `value` as a reader sees it."""
        if value is None:
            return _("没有数据")
        return f"{value:.0%}" if self.share else f"{value:.0f}"

    def legend(self) -> list[tuple[int, str]]:
        """Return every class with its words, from the lightest."""
        found = [(0, _("没有数据") if self.share else "0")]
        if self.share:
            bounds = (0.0, *self.steps, 1.0)
            return found + [(i, f"{low:.0%}–{high:.0%}") for i, (low, high) in enumerate(pairwise(bounds), 1)]
        low = 1
        for i, step in enumerate(self.steps, 1):
            found.append((i, f"{low}–{step:.0f}" if step > low else f"{step:.0f}"))
            low = int(step) + 1
        return [*found, (len(self.steps) + 1, _("%(count)d 及以上") % {"count": low})]


def scale_of(indicator: Indicator, values: Iterable[float | None]) -> Scale:
    """Return the scale for the values of an indicator; shares of what is wrong have finer steps near zero."""
    return scale(values, share=bool(indicator.denominator), gaps=indicator.more_is == "bad")


def scale(values: Iterable[float | None], *, share: bool, gaps: bool = False) -> Scale:
    """Return the scale for `values`: fixed steps for shares, for counts steps with alike many areas each."""
    if share:
        return Scale(GAP_STEPS if gaps else SHARE_STEPS, True)
    counted = sorted(value for value in values if value)
    if not counted:
        return Scale((), False)
    steps = {counted[len(counted) * part // CLASSES] for part in range(1, CLASSES)}
    return Scale(tuple(sorted(step for step in steps if step < counted[-1])), False)
