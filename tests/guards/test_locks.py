"""What is asked for is what is locked: nobody adds a dependency without `make lock`."""

import json
import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.guards import house


def locked(text: str) -> dict[str, str]:
    """Return the versions that a lock file pins, by name."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.M)
    return {canonicalize_name(name): version for name, version in pins}


def unlocked(requirements: list[str], pins: dict[str, str]) -> list[str]:
    """Return the requirements that a lock file does not meet."""
    found = []
    for each in map(Requirement, requirements):
        version = pins.get(canonicalize_name(each.name))
        if version is None or not each.specifier.contains(version, prereleases=True):
            found.append(str(each))
    return found


def test_the_locks_meet_what_is_asked_for() -> None:
    project = tomllib.loads(house.read("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    pins = locked(house.read("requirements/dev.lock"))
    assert not unlocked(project["dependencies"] + extras["dev"] + extras["s3"], pins), "run `make lock`"


def test_what_is_shipped_is_what_is_tested() -> None:
    pins, shipped = (
        locked(house.read("requirements/dev.lock")),
        locked(house.read("requirements/runtime.lock")),
    )
    project = tomllib.loads(house.read("pyproject.toml"))["project"]
    assert not unlocked(project["dependencies"], shipped), "run `make lock`"
    assert not {name for name, version in shipped.items() if pins.get(name) != version}


def test_the_front_end_lock_meets_what_is_asked_for() -> None:
    package, lock = json.loads(house.read("package.json")), json.loads(house.read("package-lock.json"))
    found = {name: lock["packages"][f"node_modules/{name}"] for name in package["dependencies"]}
    assert {name: facts["version"] for name, facts in found.items()} == package["dependencies"]
    assert all(facts["integrity"].startswith("sha512-") for facts in found.values())


def test_an_unlocked_requirement_is_found() -> None:
    pins = locked("django==5.2.19 \\\n    --hash=sha256:00\nruff==0.17.6 ; python_version > '3'\n")
    assert unlocked(["Django~=5.2.0", "ruff"], pins) == []
    assert unlocked(["django~=6.0", "left-pad"], pins) == ["django~=6.0", "left-pad"]
