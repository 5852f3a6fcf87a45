"""Search: the words under which a case is found, and the newest cases that hold all words of a query."""

from collections.abc import Iterable

from linli.cases.models import Case
from linli.kernel.search import Index, tokens

INDEX = Index("cases_search")
_LEVELS = (6, 9, 12, 15)


def put(case: Case) -> None:
    """Write or renew the case's line in the search index (one query)."""
    INDEX.put(case.pk, _line(case))


def put_all(cases: Iterable[Case]) -> None:
    """Write or renew the lines of many cases in the search index."""
    INDEX.put_all((case.pk, _line(case)) for case in cases)


def remove(case: Case) -> None:
    """Take the case out of the search index, when its texts are wiped."""
    INDEX.remove(case.pk)


def _line(case: Case) -> list[str]:
    return [*tokens(*_words(case)), *scope_tokens(case)]


def _words(case: Case) -> tuple[str, ...]:
    return (case.number, case.title, case.address, case.description, case.matter_code, case.grid_code)


def scope_tokens(case: Case) -> list[str]:
    """Return the tokens that say where a case lies and whose work it is."""
    areas = [case.grid_code[:length] for length in _LEVELS if len(case.grid_code) >= length]
    bodies = {case.body_code, *case.helper_codes} - {""}
    return [area_token(code) for code in areas] + [body_token(code) for code in sorted(bodies)]


def area_token(code: str) -> str:
    """Return the token of all cases in the area `code`."""
    return f"_a{code}"


def body_token(code: str) -> str:
    """Return the token of all cases of the organisation `code`."""
    return "_b" + code.encode().hex()


def scope(areas: Iterable[str], bodies: Iterable[str]) -> list[str] | None:
    """Return the tokens of a reader's scope; none of them means everywhere, None means nowhere.

    A scope that is no whole code of an area is searched as everywhere; the caller checks each case.
    """
    codes = list(areas)
    if any(len(code) not in _LEVELS for code in codes):
        return []
    found = [area_token(code) for code in codes] + [body_token(code) for code in bodies]
    return found or None
