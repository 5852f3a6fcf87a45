"""Does something as if it were meant, and takes it back: what a preview shows is then what will happen."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

Result = TypeVar("Result")


class _TakenBack(Exception):
    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


def rehearse(do: Callable[[], Result]) -> Result:
    """Return what `do` returns; all that it wrote to the database is taken back, its events are never heard.

    What `do` raises is raised. Only for what writes nothing but the database.
    """
    try:
        with transaction.atomic():
            raise _TakenBack(do())
    except _TakenBack as done:
        result: Result = done.result
        return result
