"""The same form sent twice is entered once."""

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction

from linli.kernel import crypto, idempotency
from linli.kernel.actor import Actor


@transaction.atomic
def sent_once(*, by: Actor, verb: str, key: str, said: dict[str, Any], do: Callable[[], int]) -> int:
    """Return the number of the row that `do` makes, or made when the same was sent before; keyless: do.

    Only a keyed digest of `said` is kept, never the words.

    Raises:
        Conflict: the key was used for something else.
    """
    if not key:
        return do()
    digest = crypto.blind_index(json.dumps(said, default=_plain, ensure_ascii=False))
    scope = f"care:{verb}:{by.id}"[:60]
    answer, _again = idempotency.once(scope, key[:100], digest, lambda: {"row": do()})
    return int(answer["row"])


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)
