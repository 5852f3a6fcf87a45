"""What a bench is and what it returns."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured quantity: the values of several runs, and the limit it must keep.

    Attributes:
        what: in words, with the size of the data.
        unit: as printed, e.g. ms, µs, a second.
        values: one for each run.
        limit: what the median must keep; None where nothing is promised.
        at_least: whether the limit is the smallest allowed value instead of the largest.
        note: a remark for the table.
    """

    what: str
    unit: str
    values: tuple[float, ...]
    limit: float | None = None
    at_least: bool = False
    note: str = ""

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
    """How thoroughly to measure.

    Attributes:
        runs: how often each quantity is measured.
        sizes: how many cases the database holds, one measurement each, rising.
    """

    runs: int
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Bench:
    """One subject; `measure` runs in its own process, with Django set up on a freshly migrated database."""

    name: str
    about: str
    measure: Callable[[Options], list[Figure]]
    databases: tuple[str, ...] = ("sqlite", "postgres")
