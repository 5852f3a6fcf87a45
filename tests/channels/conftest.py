"""The engine's small city, for news and subscriptions of its places."""

from tests.cases.conftest import town

__all__ = ["town"]
