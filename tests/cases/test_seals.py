"""The steps of cases under the seals: what the chain, the case and the seals say must agree."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from linli.cases.models import Case, CatalogueVersion, Step
from linli.cases.records import digest
from linli.kernel import audit, clock, proof, seals
from linli.kernel.proof import Fault

MOVES = [("report", "", "reported"), ("ask", "reported", "checking"), ("note", "checking", "checking")]


def case(number: str) -> Case:
    """Return a case with three steps, written as the engine writes them."""
    moment = clock.now()
    catalogue, _ = CatalogueVersion.objects.get_or_create(
        digest="d", defaults={"content": "", "loaded_at": moment}
    )
    made = Case.objects.create(
        number=number,
        catalogue=catalogue,
        state="checking",
        source="resident_report",
        title="路灯不亮",
        grid_code="320402001001001",
        street_code="320402001",
        district_code="320402",
        created_at=moment,
        occurred_at=moment,
        state_since=moment,
        updated_at=moment,
    )
    for seq, (move, from_state, to_state) in enumerate(MOVES, 1):
        step = Step(
            case=made,
            seq=seq,
            at=moment,
            actor="account:7",
            move=move,
            from_state=from_state,
            to_state=to_state,
            data={"body": "cg", "hours": 2.5},
            note="请尽快处理𠮷",
            note_salt="salt",
            note_digest=digest("请尽快处理𠮷", "salt"),
            prev=made.last_hash or audit.FIRST,
        )
        step.hash = audit.chain(step.prev, step.content(number))
        step.save()
        made.step_count, made.last_hash = seq, step.hash
    made.save()
    return made


@pytest.fixture
def history(db: None) -> None:
    """Three cases, two of them sealed."""
    with clock.at(clock.now() - timedelta(days=2)):
        for number in ("a", "b"):
            case(number)
        seals.seal()
    case("c")


def step(number: str, seq: int) -> Step:
    """Return one step."""
    return Step.objects.get(case__number=number, seq=seq)


def remove_case() -> None:
    """Remove a case with everything that hangs on it."""
    Step.objects.filter(case__number="a").delete()
    Case.objects.filter(number="a").delete()


def remove_last_step_and_say_so() -> None:
    """Remove the last step and set the case back, as if it had never happened."""
    step("a", 3).delete()
    Case.objects.filter(number="a").update(step_count=2, last_hash=step("a", 2).hash)


def add_step() -> None:
    """Append a step past the engine."""
    last = step("c", 3)
    last.pk, last.seq, last.prev = None, 4, last.hash
    last.hash = audit.chain(last.prev, last.content("c"))
    last.save(force_insert=True)


TAMPERINGS: list[tuple[Callable[[], object], set[Fault]]] = [
    (lambda: Step.objects.filter(pk=step("a", 2).pk).update(actor="x"), {Fault("case:a", 2, "altered")}),
    (lambda: Step.objects.filter(pk=step("c", 2).pk).update(data={}), {Fault("case:c", 2, "altered")}),
    (lambda: Step.objects.filter(pk=step("a", 2).pk).update(note="y"), {Fault("case:a", 2, "note_altered")}),
    (lambda: step("c", 1).delete(), {Fault("case:c", 1, "removed")}),
    (lambda: step("c", 3).delete(), {Fault("case:c", 3, "removed")}),
    (lambda: Step.objects.filter(case__number="b").delete(), {Fault("case:b", 3, "removed")}),
    (remove_case, {Fault("case:a", 3, "removed")}),
    (remove_last_step_and_say_so, {Fault("case:a", 3, "removed")}),
    (add_step, {Fault("case:c", 4, "added")}),
    (lambda: Case.objects.filter(number="a").update(state="reported"), {Fault("case:a", 3, "state_altered")}),
    (lambda: Case.objects.filter(number="a").update(last_hash="f"), {Fault("case:a", 3, "owner_disagrees")}),
]


def test_honest_cases_raise_nothing_and_are_sealed_once(history: None) -> None:
    result = proof.verify()
    assert (result.chains, result.links, result.faults) == (3, 9, ())
    assert proof.verify(since=clock.now() - timedelta(days=1)).chains == 1
    assert seals.seal() == 1
    assert seals.seal() == 0
    assert proof.verify().faults == ()


def test_a_wiped_note_leaves_the_chain_whole(history: None) -> None:
    Step.objects.update(note="", note_salt="")
    assert proof.verify().faults == ()


@pytest.mark.parametrize(("tamper", "found"), TAMPERINGS)
def test_every_tampering_is_found_and_named(
    history: None, tamper: Callable[[], object], found: set[Fault]
) -> None:
    tamper()
    faults = set(proof.verify().faults)
    assert found <= faults
    assert {fault.stream for fault in faults} == {fault.stream for fault in found}


def test_the_command_says_what_it_found(history: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit", language="en", processes=1)
    assert "All whole" in capsys.readouterr().out
    call_command("verify_audit", print_head=True)
    head = capsys.readouterr().out.strip()
    call_command("verify_audit", head=head, processes=1)
    Step.objects.filter(pk=step("a", 2).pk).update(actor="x")
    with pytest.raises(CommandError, match="发现 1 处不符"):
        call_command("verify_audit", language="zh-hans", processes=1)
    assert "case:a #2: 内容被改动" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("verify_audit", head="0" * 64)


@pytest.mark.django_db(transaction=True)
def test_the_work_can_be_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.cases.seals.AT_ONCE", 2)
    for number in range(20):
        case(str(number))
    seals.seal()
    Step.objects.filter(pk=step("13", 2).pk).update(actor="x")
    Step.objects.filter(case__number="17").delete()
    result = proof.verify(processes=2)
    assert result.chains == 20
    assert {fault.stream for fault in result.faults} == {"case:13", "case:17"}
