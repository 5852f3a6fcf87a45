"""The request as our views see it: with the actor who asks."""

from django.http import HttpRequest

from linli.kernel.actor import Actor

POLL = "Linli-Poll"
"""The header of a request that a page makes by itself; it does not count as a person being there."""


class Request(HttpRequest):
    """A request that went through the shell's middleware."""

    actor: Actor
