"""What a page with many cases looks up once: the names of bodies, the rules that cases live under."""

from functools import cached_property

from linli.cases import moves
from linli.cases.catalogue import Matter
from linli.cases.clocks import Time
from linli.cases.models import Case
from linli.orgs import queries as orgs
from linli.orgs.rules import Body


class Shelf:
    """Looked-up things of one page; made anew for each, so that it is never stale."""

    def __init__(self) -> None:
        self._times: dict[str, Time] = {}

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """All bodies in service, by code."""
        return orgs.bodies()

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of all bodies in service by code."""
        return {body.code: body.name for body in self.bodies}

    def name(self, code: str) -> str:
        """Return the name of the body `code`; the code itself when it is unknown, "" for none."""
        return self.names.get(code, code) if code else ""

    def time(self, case: Case) -> Time:
        """Return the catalogue and calendar that `case` lives under."""
        found = self._times.get(case.catalogue_id)
        if found is None:
            found = self._times[case.catalogue_id] = moves.time_of(case)
        return found

    def matter(self, case: Case) -> Matter | None:
        """Return the matter of `case` as its own catalogue has it."""
        return self.time(case).catalogue.matter(case.matter_code) if case.matter_code else None
