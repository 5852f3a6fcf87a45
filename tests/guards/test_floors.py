"""Floors are law: every package stands on one, and no table points upward."""

from collections.abc import Iterable

import pytest
from django.apps import apps

from tests.guards import house

# (package of the table, table.column, package it points to)
Pointer = tuple[str, str, str]


def homeless(packages: Iterable[str], floors: Iterable[frozenset[str]]) -> set[str]:
    """Return the packages that stand on no floor of the import contract."""
    return set(packages) - {name for floor in floors for name in floor}


def upward(pointers: Iterable[Pointer]) -> list[str]:
    """Return the columns that point to a floor above, or to a sibling."""
    return [
        f"{column} points to {target}"
        for package, column, target in pointers
        if package != target and house.floor_of(target) >= house.floor_of(package)
    ]


def pointers() -> list[Pointer]:
    """Return every foreign key, one-to-one and many-to-many between our own tables."""
    found = []
    ours = set(house.packages())
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if target is not None and not isinstance(target, str):
                found.append(
                    (model._meta.app_label, f"{model._meta.label}.{field.name}", target._meta.app_label)
                )
    return [(package, column, target) for package, column, target in found if {package, target} <= ours]


def test_every_package_stands_on_a_floor() -> None:
    assert not homeless(house.packages(), house.floors())


def test_a_package_without_a_floor_is_found() -> None:
    assert homeless(["kernel", "annex"], house.floors()) == {"annex"}


def test_every_package_is_described() -> None:
    page = house.read("docs/floors.md")
    assert not [name for name in house.packages() if f"`{name}`" not in page], "describe it in docs/floors.md"


def test_no_table_points_upward() -> None:
    assert pointers(), "the guard must see the tables"
    assert not upward(pointers())


@pytest.mark.parametrize(("package", "target"), [("kernel", "cases"), ("people", "orgs"), ("places", "web")])
def test_a_pointer_upward_or_to_a_sibling_is_found(package: str, target: str) -> None:
    assert upward([(package, "Thing.owner", target)]) == [f"Thing.owner points to {target}"]


def test_a_pointer_downward_is_allowed() -> None:
    assert not upward([("cases", "Case.worker", "orgs"), ("cases", "Case.merged_into", "cases")])
