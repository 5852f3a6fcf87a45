"""Makes the rows that are kept those that were counted, and writes only what differs.

The clock counts thousands of areas anew each minute, of which a few have changed: SQLite's one writer is kept
from the reports that come in for a moment only.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction

from linli.kernel import rows

M = TypeVar("M", bound=models.Model)
_BATCH = 2000


def renew(kept: models.QuerySet[M], counted: Iterable[M], key: Sequence[str], **stamp: Any) -> None:
    """Make `kept` equal to `counted`, whole or not at all.

    Args:
        kept: the rows that stand for the same thing as those that were counted.
        counted: the rows as they shall be, not yet stored.
        key: the columns in which a row of the one is known in the other.
        stamp: columns of all rows that are set without being compared, e.g. when they were counted.
    """
    model = kept.model
    apart = {model._meta.pk.name, *key, *stamp}
    columns = [field.attname for field in model._meta.concrete_fields if field.name not in apart]
    before = {row[1 : 1 + len(key)]: row for row in kept.values_list("pk", *key, *columns)}
    new: list[M] = []
    changed: list[tuple[Any, ...]] = []
    for row in counted:
        old = before.pop(tuple(getattr(row, name) for name in key), None)
        values = tuple(getattr(row, name) for name in columns)
        if old is None:
            new.append(row)
        elif old[1 + len(key) :] != values:
            changed.append((*values, old[0]))
    with transaction.atomic():
        kept.filter(pk__in=[pk for pk, *_rest in before.values()]).delete()
        rows.update_each(model, columns, changed)
        if stamp:
            kept.update(**stamp)
        model._default_manager.bulk_create(new, batch_size=_BATCH)
