"""Everything that can be done to plans."""

from linli.care.actions.agreeing import forget_pseudonyms, give_consent, map_pseudonym, withdraw
from linli.care.actions.forgetting import forget_consents, forget_people
from linli.care.actions.leaving import come_back, go_away
from linli.care.actions.looking import break_glass, look, review
from linli.care.actions.naming import drop_kin, name_kin
from linli.care.actions.plans import Arrangement, change_plan, end_plan, make_plan, stream_of
from linli.care.actions.visiting import forget_visits, record_visit

__all__ = [
    "Arrangement",
    "break_glass",
    "change_plan",
    "come_back",
    "drop_kin",
    "end_plan",
    "forget_consents",
    "forget_people",
    "forget_pseudonyms",
    "forget_visits",
    "give_consent",
    "go_away",
    "look",
    "make_plan",
    "map_pseudonym",
    "name_kin",
    "record_visit",
    "review",
    "stream_of",
    "withdraw",
]
