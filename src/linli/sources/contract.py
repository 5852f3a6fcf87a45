"""What a way in is: a key, who may use it, and one pure function that turns what was said into a signal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.cases.pictures import Stored
from linli.cases.signal import Incoming
from linli.kernel.actor import Actor
from linli.kernel.errors import Text
from linli.kernel.permissions import Permission


@dataclass(frozen=True, slots=True)
class Report:
    """What a source is handed.

    Args:
        by: who brings it in.
        data: what was typed or sent, unchecked.
        external_id: the source's own id of it; the same one twice is one case.
        pictures: pictures already in the store.
        row: the row of a table it came from, for its errors.
    """

    by: Actor
    data: Mapping[str, Any]
    external_id: str
    pictures: Sequence[Stored] = ()
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a source understood.

    Args:
        signal: the one shape in which anything enters.
        name, phone, email: how the reporter can be reached, in clear text; "" when unsaid.
        device: the reporter's device as another system names it, for the limits; never kept.
        settled: whether the reporter put it right at once (随手办结).
        joins: the number of the open case that the reporter says is the same thing; "" makes a new case.
    """

    signal: Incoming
    name: str = ""
    phone: str = ""
    email: str = ""
    device: str = ""
    settled: bool = False
    joins: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One way in.

    Args:
        key: its name in code, in the history of a case and in the address of its page docs/sources/<key>.md.
        name: what people call it.
        about: one sentence: who reports through it, and what.
        permission: what its user must hold somewhere; None is anybody, also without an account, within the
            anonymous limits.
        to_signal: reads a report; pure, raises InvalidInput naming every fault.
    """

    key: str
    name: Text
    about: Text
    permission: Permission | None
    to_signal: Callable[[Report], Told]
