"""What the ways to reach people do when an area is no longer in use."""

from linli.channels import actions
from linli.kernel.actor import SYSTEM
from linli.places.events import AreaRetired


def follow_area(event: AreaRetired) -> None:
    """Let the news and subscriptions of a retired area go on in its successor."""
    if event.successor:
        actions.follow_area(by=SYSTEM, code=event.code, successor=event.successor)
