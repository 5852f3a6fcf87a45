"""What people of the made-up city report, as forms of Open311: drawn from its own cases."""

import random
import time
from collections.abc import Callable
from typing import Any

from bench.seeding import keys, templates
from bench.seeding.templates import CASE
from linli.cli.demo import names

_C = {name: place for place, name in enumerate(CASE)}
_NEAR = 0.001
"""Degrees around a case's point: further out some would lie beyond the city's tolerance."""


def teller() -> Callable[[], dict[str, Any]]:
    """Return a function that makes up the next report: a matter, words, a point, an address, a telephone."""
    found = [each.case for each in templates.load()]
    key = keys.load()["report"]
    drawn = random.Random(time.time())
    people = random.Random(7)

    def tell() -> dict[str, Any]:
        case = drawn.choice(found)
        return {
            "api_key": key,
            "service_code": case[_C["matter_code"]],
            "description": case[_C["description"]],
            "long": round(float(case[_C["lon"]]) + drawn.uniform(-_NEAR, _NEAR), 6),
            "lat": round(float(case[_C["lat"]]) + drawn.uniform(-_NEAR, _NEAR), 6),
            "address_string": case[_C["address"]],
            "last_name": "王",
            "first_name": "小明",
            "phone": names.mobile(people.randrange(1_000_000)),
        }

    return tell
