"""The tables of care: plans and what belongs to them, alerts and what was done about them."""

from linli.care.models.alerts import Alert, AlertStep, Call, Watch
from linli.care.models.plans import Consent, Emergency, Kin, Leave, Plan, Pseudonym, Visit

__all__ = [
    "Alert", "AlertStep", "Call", "Consent", "Emergency", "Kin", "Leave", "Plan", "Pseudonym",
    "Visit", "Watch",
]  # fmt: skip
