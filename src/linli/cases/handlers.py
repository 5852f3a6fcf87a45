"""What the engine does when it hears of something: it tells those concerned, and follows retired areas."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.cases import book, rezoning
from linli.cases.events import CaseMoved
from linli.cases.models import Case, Step
from linli.cases.workflow import MOVES, State
from linli.channels import actions as channels
from linli.channels.actions import Group, Message
from linli.channels.models import Happening
from linli.kernel import clock, crypto, rows
from linli.kernel.accounts import Account
from linli.kernel.errors import NotFound
from linli.kernel.permissions import Permission
from linli.orgs import queries as orgs
from linli.people.models import Contact
from linli.places import queries as places
from linli.places.events import AreaRetired

TELL_BODY = {
    *("dispatch", "redispatch", "transfer", "verify_fail", "return_to_body", "resume"),
    *("warn", "overdue", "urge", "supervise", "grant_extension", "refuse_extension", "add_information"),
}
TELL_HELPERS = {"dispatch": "helpers", "add_helper": "body", "help_overdue": "bodies"}
TELL_DESK = {"send_back", "bounce", "ask_extension", "remind", "reopen", "ask_again", "overdue"}
_BEFORE_FILING = {State.REPORTED, State.CHECKING}
_LEVELS = {"city": 0, "district": 6, "street": 9, "community": 12}


def tell_reporter(event: CaseMoved) -> None:
    """Tell the reporter what happened, with the link to the case; not of what the reporter did."""
    if not event.tells_reporter or event.actor == f"reporter:{event.number}":
        return
    case = _case(event)
    if event.actor == f"account:{case.reporter_account_id}":
        return
    to = _reporter(case)
    if to is None:
        return
    step = _step(event, case)
    link = settings.REPORTER_LINK.format(number=case.number, key=crypto.link_key(case.number))
    with translation.override(to.language):
        message = Message(
            event=f"cases.{event.move}",
            subject=_("您反映的问题 {number}：{told}").format(number=case.number, told=step.public_text),
            link=link,
            area_code=case.grid_code,
            params={"number": case.number, "state": str(State(step.to_state).label)},
        )
        channels.tell(to=to, message=message, key=_key(event))


def tell_body(event: CaseMoved) -> None:
    """Tell those who act for the lead body, the person it named, and the body's group."""
    if event.move == "assign" or (event.move in TELL_BODY and event.body_code):
        case = _case(event)
        worker = rows.first(Account, id=case.worker_id) if case.worker_id else None
        named = [worker] if worker else []
        if event.move == "assign":
            _tell(event, case, named)
            return
        _tell(event, case, [*orgs.accounts_acting_for(event.body_code), *named])
        channels.tell(to=Group(event.body_code), message=_work(event, case)(""), key=_key(event))


def tell_helpers(event: CaseMoved) -> None:
    """Tell those who act for a helping body that they are called in, or late."""
    if event.move not in TELL_HELPERS:
        return
    case = _case(event)
    data = _step(event, case).data
    called = [data["body"]] if event.move == "add_helper" else data.get(TELL_HELPERS[event.move], [])
    for body in called:
        _tell(event, case, orgs.accounts_acting_for(body))
        channels.tell(to=Group(body), message=_work(event, case)(""), key=_key(event))


def tell_neighbours(event: CaseMoved) -> None:
    """Let those who asked about the place know that a public case was filed there, or put right."""
    told = _public_words(event)
    case = rows.first(Case, number=event.number, public=True) if told else None
    if case is None:
        return
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words[language] = f"{book.named(case)}：{told}"
    channels.happened(
        key=f"case:{event.number}:{event.to_state}",
        kind=Happening.Kind.CASE,
        at=clock.now(),
        area_code=event.grid_code,
        words=words,
        link=settings.PUBLIC_CASE_LINK.format(number=event.number),
        lon=case.lon,
        lat=case.lat,
    )


def _public_words(event: CaseMoved) -> str | Promise:
    """Return what the neighbours are told of a move, "" for nothing; looked up in the language in force."""
    if event.to_state == State.FILED and event.from_state in _BEFORE_FILING:
        return gettext_lazy("已受理，正在安排")
    if event.to_state == State.CLOSED and event.from_state == State.VERIFIED:
        return gettext_lazy("已办完")
    return ""


def tell_desk(event: CaseMoved) -> None:
    """Tell the nearest desk what waits for it, the reviewers of an appeal, the level above of delay."""
    if event.move in TELL_DESK:
        _tell_keepers(event, Permission.CASES_DISPATCH, event.grid_code)
    elif event.move == "appeal":
        _tell_keepers(event, Permission.CASES_REVIEW, event.grid_code)
    elif event.move == "escalate":
        level = _step(event, _case(event)).data.get("tell", "city")
        _tell_keepers(event, Permission.CASES_SUPERVISE, event.grid_code[: _LEVELS[level]])


def follow_area(event: AreaRetired) -> None:
    """Move the open cases of a retired area to its successor; without one tell the desk that they stay."""
    if event.successor:
        rezoning.follow(event.code, event.successor)
    elif count := rezoning.open_within(event.code):
        channels.tell_all(
            to=orgs.keepers(Permission.CASES_DISPATCH, event.code),
            message=lambda language: _stranded(event.code, count, language),
            key=f"area:{event.code}:retired",
        )


def _stranded(code: str, count: int, language: str) -> Message:
    with translation.override(language or settings.LANGUAGE_CODE):
        said = ngettext(
            "还有 {count} 件未办结案件留在{area}（{code}）原编码下，上级工作台仍能看到，请逐件办结。",
            "还有 {count} 件未办结案件留在{area}（{code}）原编码下，上级工作台仍能看到，请逐件办结。",
            count,
        )
        area = places.name(code)
        return Message(
            event="places.area_retired",
            subject=_("{area}已停用，没有继任区域").format(area=area),
            body=said.format(count=count, area=area, code=code),
            area_code=code,
        )


def _tell_keepers(event: CaseMoved, permission: Permission, code: str) -> None:
    _tell(event, _case(event), orgs.keepers(permission, code))


def _tell(event: CaseMoved, case: Case, accounts: Sequence[Account]) -> None:
    """Tell accounts, but not the one that moved the case."""
    others = {each.pk: each for each in accounts if event.actor != f"account:{each.pk}"}
    channels.tell_all(to=list(others.values()), message=_work(event, case), key=_key(event))


def _work(event: CaseMoved, case: Case) -> Callable[[str], Message]:
    """Return the notice to those who work on a case, by language."""

    def message(language: str) -> Message:
        with translation.override(language or settings.LANGUAGE_CODE):
            return Message(
                event=f"cases.{event.move}",
                subject=_("{move}：{title}").format(move=MOVES[event.move].name, title=book.named(case)),
                body=_("案件 {number}，{state}。").format(number=case.number, state=State(case.state).label),
                link=settings.DESK_LINK.format(number=case.number),
                area_code=case.grid_code,
            )

    return message


def _reporter(case: Case) -> Contact | Account | None:
    if case.reporter_id is not None:
        return rows.first(Contact, id=case.reporter_id)
    return rows.first(Account, id=case.reporter_account_id) if case.reporter_account_id else None


def _case(event: CaseMoved) -> Case:
    found = rows.first(Case, number=event.number)
    if found is None:
        raise NotFound
    return found


def _step(event: CaseMoved, case: Case) -> Step:
    found = rows.first(Step, case=case.pk, seq=event.seq)
    if found is None:
        raise NotFound
    return found


def _key(event: CaseMoved) -> str:
    return f"case:{event.number}:{event.seq}"
