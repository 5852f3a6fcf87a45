"""What can go wrong, said in the reader's language: what, where and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
_NOT_ALLOWED = _("您没有权限做这件事。")
_NOT_FOUND = _("没有找到，或不在您的范围内。")
_TOO_MANY = _("操作太频繁，请稍后再试。")


@dataclass(frozen=True)
class FieldError:
    """One fault of an input: the field (and row, counted from 1 with the header as row 1), and what to do."""

    field: str
    message: Text
    row: int | None = None


class LinliError(Exception):
    """A fault that the reader can understand; `status` is the HTTP status that fits it."""

    status = 400
    code = "error"

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(LinliError):
    """Some fields are wrong; nothing was saved."""

    status = 422
    code = "invalid_input"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(_("输入有误，没有保存任何内容。"))
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "; ".join(f"{error.field}: {error.message}" for error in self.errors)


class NotAllowed(LinliError):
    """The actor may not do this here."""

    status = 403
    code = "not_allowed"

    def __init__(self, message: Text = _NOT_ALLOWED) -> None:
        super().__init__(message)


class NotFound(LinliError):
    """There is no such thing, or none that the actor may know of."""

    status = 404
    code = "not_found"

    def __init__(self, message: Text = _NOT_FOUND) -> None:
        super().__init__(message)


class Conflict(LinliError):
    """Somebody else was first, or the request contradicts an earlier one."""

    status = 409
    code = "conflict"


class TooMany(LinliError):
    """Too many requests; try again after `retry_after` seconds."""

    status = 429
    code = "too_many"

    def __init__(self, retry_after: int, message: Text = _TOO_MANY) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def invalid(field: str, message: Text) -> InvalidInput:
    """Return the error that one `field` is wrong for the reason `message`."""
    return InvalidInput([FieldError(field, message)])
