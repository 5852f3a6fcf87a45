"""What the register of residents does when an area is no longer in use."""

from linli.kernel.actor import SYSTEM
from linli.people import actions
from linli.places.events import AreaRetired


def follow_buildings(event: AreaRetired) -> None:
    """Let the households of a retired area follow their buildings into its successor."""
    if event.successor:
        actions.move_households(by=SYSTEM, code=event.code, successor=event.successor)
