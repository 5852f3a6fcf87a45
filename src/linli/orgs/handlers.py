"""What those who serve do when an area is no longer in use: their posts go to its successor."""

from datetime import date

from linli.kernel.actor import SYSTEM
from linli.orgs import posts
from linli.places.events import AreaRetired


def move_posts(event: AreaRetired) -> None:
    """Let the posts of a retired area go on in its successor; without one they stay."""
    if event.successor:
        posts.move_posts(
            by=SYSTEM, code=event.code, successor=event.successor, on=date.fromisoformat(event.on)
        )
