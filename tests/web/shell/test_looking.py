"""A look at a person: asked why, shown once, logged; without a reason nothing shows."""

import pytest
from django.test import RequestFactory

from linli.kernel.actor import Actor, Grant
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission
from linli.people import actions as people
from linli.people.models import Contact
from linli.web.shell import looking

pytestmark = pytest.mark.django_db
GRID = "320402001001001"
DESK = Actor("account:1", "甲", (Grant(frozenset({Permission.PEOPLE_LOOK}), GRID[:12]),), account_id=1)


@pytest.fixture
def contact() -> Contact:
    """Somebody who left a telephone."""
    made = people.remember_contact(by=Actor("anonymous", ""), name="张三", phone="13812345678")
    assert made is not None
    return made


def test_why_is_asked_and_kept(rf: RequestFactory, contact: Contact) -> None:
    def look(actor: Actor, reason: str | None = None) -> dict[str, object]:
        request = rf.get("/") if reason is None else rf.post("/", {"reason": reason})
        request.actor = actor  # type: ignore[attr-defined]
        return looking.looked(request, contact, GRID)  # type: ignore[arg-type]

    assert look(DESK).keys() == {"form"}
    assert look(DESK, "").keys() == {"form"}
    assert not AuditEntry.objects.filter(verb="people:contact:look").exists()
    shown = look(DESK, "现场找不到位置")
    assert getattr(shown["clear"], "phone", "") == "13812345678"
    assert AuditEntry.objects.get(verb="people:contact:look").reason == "现场找不到位置"
    with pytest.raises(NotAllowed):
        look(Actor("account:2", "乙", account_id=2), "好奇")
