"""The request as our views see it: with the actor who asks."""

from django.http import HttpRequest

from linli.kernel.actor import Actor


class Request(HttpRequest):
    """A request that went through the shell's middleware."""

    actor: Actor
