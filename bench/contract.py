"""What a bench is and what it returns."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

GROWTH = 1.5
"""By how much a quantity may grow from the small city to the large one."""


@dataclass(frozen=True)
class Figure:
    """One measured quantity: the values of several runs, and the limit it must keep.

    Attributes:
        what: in words, the same at every size of the data.
        unit: as printed, e.g. ms, µs, a second.
        values: one for each run.
        limit: what the median must keep; None where nothing is promised.
        at_least: whether the limit is the smallest allowed value instead of the largest.
        grows: whether it is promised to grow by at most GROWTH from the small city to the large one.
    """

    what: str
    unit: str
    values: tuple[float, ...]
    limit: float | None = None
    at_least: bool = False
    grows: bool = False

    @property
    def median(self) -> float:
        """The middle of the runs."""
        return median(self.values)

    @property
    def holds(self) -> bool:
        """Whether the median keeps the limit."""
        if self.limit is None:
            return True
        return self.median >= self.limit if self.at_least else self.median <= self.limit

    def as_dict(self) -> dict[str, Any]:
        """Return the figure as JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, facts: dict[str, Any]) -> "Figure":
        """Return the figure that `as_dict` described."""
        return cls(**{**facts, "values": tuple(facts["values"])})


@dataclass(frozen=True)
class Options:
    """How thoroughly to measure, and on what.

    Attributes:
        runs: how often each quantity is measured.
        cases: how many cases the site holds; 0 is an empty site.
        quick: whether each measurement may be short.
    """

    runs: int
    cases: int
    quick: bool = False

    @property
    def seconds(self) -> float:
        """How long one measurement of a rate lasts."""
        return 2.0 if self.quick else 5.0


EMPTY, SMALL, LARGE = "empty", "small", "large"


@dataclass(frozen=True)
class Bench:
    """One subject; `measure` runs in a process of its own, with Django set up on the site.

    Attributes:
        name: as in ARGS="--only NAME".
        about: one or two sentences for the report.
        measure: does it.
        databases: on which databases.
        on: on which sites: EMPTY (migrated only), SMALL and LARGE (the demo city with so many cases).
    """

    name: str
    about: str
    measure: Callable[[Options], list[Figure]]
    databases: tuple[str, ...] = ("sqlite", "postgres")
    on: tuple[str, ...] = (EMPTY,)
