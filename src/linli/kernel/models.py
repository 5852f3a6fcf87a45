"""The kernel's tables, gathered from the module that owns each."""

from linli.kernel.accounts import Account
from linli.kernel.apikeys import ApiKey
from linli.kernel.audit import AuditEntry
from linli.kernel.idempotency import IdempotencyKey
from linli.kernel.jobs import Job
from linli.kernel.limits import RequestCount
from linli.kernel.outbox import Handled, OutboxEvent
from linli.kernel.seals import Seal
from linli.kernel.uploads import Upload

__all__ = [
    "Account",
    "ApiKey",
    "AuditEntry",
    "Handled",
    "IdempotencyKey",
    "Job",
    "OutboxEvent",
    "RequestCount",
    "Seal",
    "Upload",
]
