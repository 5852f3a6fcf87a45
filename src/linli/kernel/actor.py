"""Who acts: a signed-in person, a key of another system, or Linli itself."""

from dataclasses import dataclass

from linli.kernel.permissions import Permission


@dataclass(frozen=True, slots=True)
class Grant:
    """What may be done within the areas whose code starts with `prefix` ("" is everywhere).

    A grant with an `organisation` (its code) reaches only what is that organisation's work.
    """

    permissions: frozenset[Permission]
    prefix: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts, as the rules see them; `id` is what history keeps, e.g. "account:7"."""

    id: str
    name: str
    grants: tuple[Grant, ...] = ()
    language: str = "zh-hans"
    account_id: int | None = None

    @property
    def organisations(self) -> frozenset[str]:
        """The codes of the organisations on whose behalf this actor works."""
        return frozenset(grant.organisation for grant in self.grants if grant.organisation)


ANONYMOUS = Actor(id="anonymous", name="")
SYSTEM = Actor(id="system", name="Linli", grants=(Grant(frozenset(Permission), ""),))
