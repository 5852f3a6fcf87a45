"""What may be chosen on a form of the desk: matters, conditions, bodies, people; the likely first."""

from decimal import Decimal

from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext as _

from linli.cases import book, catalogue, queries
from linli.cases.catalogue import Condition, Matter, Topic
from linli.cases.models import Case, Unit
from linli.kernel.actor import Actor
from linli.orgs import queries as orgs
from linli.orgs.rules import WORKING_DUTIES

Options = list[tuple[str, str]]
_GUESSES, _LONGEST_GUESSED = 4, 500
Groups = list[tuple[str, str | Options]]


def matter_name(matter: Matter | None, *, plain: bool = False) -> str:
    """Return the name of a matter in the reader's language; for residents the plain one."""
    if matter is None:
        return ""
    return catalogue.said.plain(matter) if plain else catalogue.said.name(matter)


def guessed(text: str) -> list[tuple[str, str, float]]:
    """Return the few matters that some words may mean, the likeliest first: code, plain name, likeness."""
    text = text[:_LONGEST_GUESSED]
    known = book.in_force()
    found = catalogue.suggest(known, text, _GUESSES) if len(text.strip()) > 1 else []
    return [(guess.code, matter_name(known.matter(guess.code), plain=True), guess.score) for guess in found]


def named(one: Topic) -> str:
    """Return the name of a topic in the reader's language."""
    return catalogue.said.name(one)


def matters(case: Case) -> Groups:
    """Return every matter by class, before them those that the words of `case` suggest."""
    book_ = catalogue.current()
    guessed = [guess.code for guess in catalogue.suggest(book_, case.description or case.title)]
    likely = dict.fromkeys(code for code in (case.matter_code, *guessed) if code)
    groups: Groups = [("", _("请选择"))]
    if likely:
        groups.append((_("看起来是"), [(code, _matter(book_.matter(code))) for code in likely]))
    for each in book_.classes:
        rows = [(m.code, _matter(m)) for m in book_.matters if m.class_code == each.code]
        groups.append((f"{each.code} {catalogue.said.name(each)}", rows))
    return groups


def _matter(matter: Matter | None) -> str:
    return f"{matter.code} {matter_name(matter)}" if matter else ""


def conditions(case: Case) -> Options:
    """Return the conditions to file under, each with its limit; the engine assumes the first."""
    found = catalogue.current().conditions_of(case.matter_code) if case.matter_code else ()
    rows = [(each.id, condition_words(each)) for each in found]
    return [("", _("按事项的默认情形")), *rows]


def condition_words(found: Condition) -> str:
    """Return a condition to file with its limit, in the reader's language."""
    english = get_language() == "en"
    when, limit = found.said(get_language())[0], limit_words(found.limit, found.unit)
    return f"{when} ({limit})" if english else f"{when}（{limit}）"


def limit_words(limit: Decimal | int, unit: str) -> str:
    """Return a limit as "4 工作时"."""
    words = {
        Unit.URGENT_HOUR: ngettext_lazy("%(count)s 紧急工作时", "%(count)s 紧急工作时", "one"),
        Unit.URGENT_DAY: ngettext_lazy("%(count)s 紧急工作日", "%(count)s 紧急工作日", "one"),
        Unit.WORK_HOUR: ngettext_lazy("%(count)s 工作时", "%(count)s 工作时", "one"),
        Unit.WORK_DAY: ngettext_lazy("%(count)s 工作日", "%(count)s 工作日", "one"),
    }[Unit(unit)]
    return words % {"count": f"{float(limit):g}", "one": 1 if limit == 1 else 2}


def bodies(case: Case, first: str = "") -> Options:
    """Return the bodies that serve where `case` is, nearest first; `first` before all."""
    around = [body for body in orgs.bodies() if case.grid_code.startswith(body.area_code)]
    around.sort(key=lambda body: (body.code != first, -len(body.area_code), body.name))
    return [("", _("请选择")), *((body.code, body.name) for body in around)]


def workers(case: Case) -> Options:
    """Return the people with an account who serve the grid of `case`."""
    people = orgs.workers_at(case.grid_code or case.street_code, WORKING_DUTIES).filter(account__isnull=False)
    rows = [(str(each.account_id), f"{each.name}") for each in people[:50]]
    return [("", _("不指定")), *rows]


def scores() -> Options:
    """Return the five degrees of satisfaction, the best first."""
    words = (_("很不满意"), _("不满意"), _("一般"), _("满意"), _("很满意"))
    return [(str(score), word) for score, word in enumerate(words, 1)]


def neighbours(by: Actor, case: Case) -> Options:
    """Return the cases that `case` may be merged with: alike, near and still open."""
    return [
        (each.number, f"{each.number} {each.title}（{round(metres)} m）")
        for metres, each in queries.similar(by, case)
    ]


def usual_words(case: Case) -> str:
    """Return what is usually said when `case` is put right: the condition to close of its matter."""
    found = book.of(case).condition(case.condition) if case.condition else None
    return found.said(get_language())[1] if found else ""
