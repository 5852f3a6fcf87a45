"""The tables of care: plans and what belongs to them, alerts, openings, the watch."""

from linli.care.models.alerts import Alert, AlertStep, Call
from linli.care.models.openings import Opening
from linli.care.models.plans import Consent, Emergency, Kin, Leave, Plan, Pseudonym, Visit
from linli.care.models.watches import NeedlessVisit, Price, Standstill, Watch

__all__ = [
    "Alert", "AlertStep", "Call", "Consent", "Emergency", "Kin", "Leave", "NeedlessVisit", "Opening", "Plan",
    "Price", "Pseudonym", "Standstill", "Visit", "Watch",
]  # fmt: skip
