"""The case of an alert about an elder: opened once, and its history follows the alert's steps."""

from django.utils import translation
from django.utils.translation import gettext_noop

from linli.care import actions as care
from linli.care import queries, rungs
from linli.care.events import AlertMoved
from linli.care.models import Alert, AlertStep
from linli.cases import filing, moves, nudging, verification
from linli.cases.models import Case
from linli.cases.moves import Act
from linli.cases.workflow import State
from linli.kernel.actor import SYSTEM
from linli.sources import elder_alert, listen

LANGUAGE = "zh-hans"
ENDED = gettext_noop("告警解除：{how}。{who}")


def follow(event: AlertMoved) -> None:
    """Open the case of an alert when it has none, and write down every step that is not there yet."""
    alert = Alert.objects.select_related("plan").filter(code=event.alert).first()
    if alert is None:
        return
    with translation.override(LANGUAGE):
        case = _case(alert)
        for step in queries.steps(alert):
            _write(case, alert, step)


def _case(alert: Alert) -> Case:
    known = moves.by_number(alert.case_number) if alert.case_number else None
    if known is not None:
        return known
    case = listen.hear(
        elder_alert.SOURCE.key,
        by=SYSTEM,
        data={
            "text": queries.why(alert, LANGUAGE, lasting=True),
            "grid_code": alert.grid_code,
            "occurred_at": alert.opened_at.isoformat(),
        },
        external_id=alert.code,
    )
    if case.state == State.REPORTED:
        case = filing.file(by=SYSTEM, case=case)
    care.name_case(alert=alert, number=case.number)
    return case


def _write(case: Case, alert: Alert, step: AlertStep) -> None:
    act = Act(key=f"care:{alert.code}:{step.seq}")
    if step.kind == AlertStep.Kind.RAISED or case.steps.filter(act_key=act.stored).exists():
        return
    now = Case.objects.get(pk=case.pk)
    if not now.is_open:
        return
    if step.kind == AlertStep.Kind.CLEARED:
        how = Alert.Outcome(alert.outcome).label
        said = ENDED.format(how=how, who=step.who)
        verification.stand_down(by=SYSTEM, case=now, note=said, act=act)
    else:
        nudging.add_note(by=SYSTEM, case=now, note=words(step, alert.plan.ladder), act=act)


def words(step: AlertStep, ladder: str) -> str:
    """Return what a step of an alert says in the history of its case."""
    known = {rung.code: rung.name for rung in rungs.current().of(ladder).rungs}
    parts = [known.get(step.rung, step.rung), str(AlertStep.Kind(step.kind).label), step.who]
    return "：".join(part for part in parts if part)
