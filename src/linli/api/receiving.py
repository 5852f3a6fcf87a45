"""Takes in a report from a machine once, however often it is sent."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.api.callers import Caller
from linli.cases.models import Case
from linli.cases.pictures import Prepared
from linli.kernel import audit, idempotency, ids
from linli.kernel.errors import invalid
from linli.sources import listen

LONGEST_KEY = 100


def idempotency_key(text: str) -> str:
    """Return the sender's key of a request, checked; "" stays "".

    Raises:
        InvalidInput: it is too long, or not made of visible ASCII characters.
    """
    key = text.strip()
    if len(key) > LONGEST_KEY or not all("!" <= char <= "~" for char in key):
        raise invalid("Idempotency-Key", _("幂等键最多 100 个可见的 ASCII 字符。"))
    return key


def receive(
    source: str,
    caller: Caller,
    data: Mapping[str, Any],
    uploads: Sequence[Prepared] = (),
    key: str = "",
) -> tuple[Case, bool]:
    """Return the case of what was sent, and whether an earlier request with the same `key` had made it.

    Raises:
        Conflict: `key` was used for another request.
        InvalidInput, NotAllowed, TooMany: as `listen.hear`.
    """
    external_id = f"{caller.name}:{key or ids.token()}"

    made: list[Case] = []

    def hear() -> idempotency.Answer:
        made.append(listen.hear(source, by=caller.actor, data=data, uploads=uploads, external_id=external_id))
        return {"case": made[0].pk}

    if not key:
        hear()
        return made[0], False

    asked = {"data": dict(data), "pictures": [picture.digest for picture in uploads]}
    fingerprint = hashlib.sha256(audit.canonical(asked)).hexdigest()
    answer, replayed = idempotency.once(f"{source}:{caller.name}", key, fingerprint, hear)
    return made[0] if made else Case.objects.get(pk=answer["case"]), replayed
