"""Everything that can be done to plans and alerts."""

from linli.care.actions.agreeing import (
    forget_pseudonyms,
    give_consent,
    map_pseudonym,
    unmap_pseudonym,
    withdraw,
)
from linli.care.actions.alarming import expect, forget_alerts, name_case, raise_due
from linli.care.actions.answering import ask_help, come, end_alert, hand_on
from linli.care.actions.asking import ask_opening, drop_opening, find_locked_out
from linli.care.actions.breaking import open_in_emergency
from linli.care.actions.checking import call_back, check_identity, order_opening, refuse_opening
from linli.care.actions.climbing import climb
from linli.care.actions.entering import Draft, Named, enter_plan, renew_consent
from linli.care.actions.foreseeing import look_ahead
from linli.care.actions.forgetting import forget_consents, forget_people
from linli.care.actions.leaving import come_back, go_away
from linli.care.actions.listening import LifeSign, hear, hear_all
from linli.care.actions.looking import break_glass, look, review
from linli.care.actions.naming import drop_kin, name_kin, raise_kin
from linli.care.actions.opening import end_late, forget_openings, open_waiting
from linli.care.actions.plans import (
    LONGEST,
    Arrangement,
    adjust_plan,
    change_plan,
    end_plan,
    make_plan,
    stream_of,
)
from linli.care.actions.pricing import price
from linli.care.actions.sending import send_pages, tell_opened
from linli.care.actions.visiting import forget_visits, record_visit

__all__ = [
    "LONGEST",
    "Arrangement",
    "Draft",
    "LifeSign",
    "Named",
    "adjust_plan",
    "ask_help",
    "ask_opening",
    "break_glass",
    "call_back",
    "change_plan",
    "check_identity",
    "climb",
    "come",
    "come_back",
    "drop_kin",
    "drop_opening",
    "end_alert",
    "end_late",
    "end_plan",
    "enter_plan",
    "expect",
    "find_locked_out",
    "forget_alerts",
    "forget_consents",
    "forget_openings",
    "forget_people",
    "forget_pseudonyms",
    "forget_visits",
    "give_consent",
    "go_away",
    "hand_on",
    "hear",
    "hear_all",
    "look",
    "look_ahead",
    "make_plan",
    "map_pseudonym",
    "name_case",
    "name_kin",
    "open_in_emergency",
    "open_waiting",
    "order_opening",
    "price",
    "raise_due",
    "raise_kin",
    "record_visit",
    "refuse_opening",
    "renew_consent",
    "review",
    "send_pages",
    "stream_of",
    "tell_opened",
    "unmap_pseudonym",
    "withdraw",
]
