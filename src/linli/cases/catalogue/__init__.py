"""The city's rules as data: matters, conditions and limits, who is responsible, and the small numbers.

`load` reads and checks a folder of files, `Catalogue.to_json` and `from_json` keep a version, `current` is
the one in force here.
"""

from linli.cases.catalogue import said
from linli.cases.catalogue.current import current, folders, own_folder
from linli.cases.catalogue.load import load
from linli.cases.catalogue.model import Catalogue
from linli.cases.catalogue.suggest import Guess, suggest, table
from linli.cases.catalogue.values import (
    Condition,
    Escalation,
    Fault,
    Matter,
    MatterClass,
    OldCode,
    Responsibility,
    Rules,
    SmallThing,
    Topic,
    Trade,
    Word,
    component_id,
    matter_code,
)

__all__ = [
    "Catalogue",
    "Condition",
    "Escalation",
    "Fault",
    "Guess",
    "Matter",
    "MatterClass",
    "OldCode",
    "Responsibility",
    "Rules",
    "SmallThing",
    "Topic",
    "Trade",
    "Word",
    "component_id",
    "current",
    "folders",
    "load",
    "matter_code",
    "own_folder",
    "said",
    "suggest",
    "table",
]
