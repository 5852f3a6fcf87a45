"""What is rehearsed leaves no trace; its faults come through."""

import pytest

from linli.kernel.accounts import Account
from linli.kernel.errors import Conflict
from linli.kernel.rehearsal import rehearse

pytestmark = pytest.mark.django_db


def test_a_rehearsal_is_taken_back() -> None:
    """Its result stays, what it wrote goes."""
    assert rehearse(lambda: Account.objects.create_user("wang").username) == "wang"
    assert not Account.objects.filter(username="wang").exists()


def test_a_fault_of_a_rehearsal_is_raised() -> None:
    """And what was written before it goes too."""

    def do() -> None:
        Account.objects.create_user("wang")
        raise Conflict("no")

    with pytest.raises(Conflict):
        rehearse(do)
    assert not Account.objects.exists()
