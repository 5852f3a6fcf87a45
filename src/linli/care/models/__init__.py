"""The tables of care: plans and what belongs to them."""

from linli.care.models.plans import Consent, Emergency, Kin, Leave, Plan, Pseudonym, Visit

__all__ = ["Consent", "Emergency", "Kin", "Leave", "Plan", "Pseudonym", "Visit"]
