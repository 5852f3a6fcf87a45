"""Everything that can be done to people's data."""

from linli.people.actions.contacts import (
    Given,
    choose_channel,
    correct_contact,
    enter_person,
    look,
    read,
    remember_contact,
    stream_of,
)
from linli.people.actions.households import move_households, move_in, move_out, open_household
from linli.people.actions.proving import enter_by_phone, prove_phone

__all__ = [
    "Given",
    "choose_channel",
    "correct_contact",
    "enter_by_phone",
    "enter_person",
    "look",
    "move_households",
    "move_in",
    "move_out",
    "open_household",
    "prove_phone",
    "read",
    "remember_contact",
    "stream_of",
]
