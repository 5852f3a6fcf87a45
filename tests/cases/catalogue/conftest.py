"""The catalogue as shipped."""

import pytest

from linli.cases import catalogue


@pytest.fixture(scope="session")
def packaged() -> catalogue.Catalogue:
    """The catalogue as shipped."""
    return catalogue.load()
