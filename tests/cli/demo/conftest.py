"""The engine's small city, against which a told life is held."""

from tests.cases.conftest import town

__all__ = ["town"]
