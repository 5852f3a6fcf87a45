"""What is committed fits every machine and is finished: no path, host, promise, skip or missing migration."""

import re
import subprocess

import pytest
from django.core.management import call_command

from tests.guards import house

OWN = "tests/guards/test_tracked.py"
MACHINE = re.compile(r"/(?:root|work)/(?=\w)|/Users/\w|/home/(?!linli\b)\w+/")
HOST = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org|npmmirror|tuna\.tsinghua")
PROMISE = re.compile(r"\b(?:TODO|FIXME|XXX|coming soon|not implemented yet)\b|敬请期待|即将推出", re.I)
CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}$)")
SKIP = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b")


def faults(name: str, text: str) -> list[str]:
    """Return what a committed file must not hold, with its line."""
    rules = {
        "a path of one machine": MACHINE,
        "a registry's host": HOST,
        "a promise": PROMISE,
        "a conflict": CONFLICT,
    }
    if name.startswith("tests/"):
        rules["a skipped test"] = SKIP
    return [
        f"{name}:{number} {words}: {match.group()}"
        for words, rule in rules.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := rule.search(line))
    ]


def test_no_file_holds_what_belongs_elsewhere() -> None:
    names = [name for name in house.tracked() if name != OWN and not name.endswith((".lock", "LICENSE"))]
    found = [fault for name in names for fault in faults(name, house.read(name))]
    assert not found, house.listed("take it out", found)


def test_no_lock_file_names_a_host() -> None:
    names = [name for name in house.tracked() if name.endswith((".lock", "package-lock.json"))]
    assert len(names) >= 3
    assert not [name for name in names if "://" in house.read(name) or '"resolved"' in house.read(name)]


def test_no_link_is_committed() -> None:
    """A link of one machine would take the place of another's folder, such as its virtual environment."""
    command = ["git", "ls-files", "--stage"]
    done = subprocess.run(command, cwd=house.ROOT, capture_output=True, text=True)
    assert not [line for line in done.stdout.splitlines() if line.startswith("120000")]


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< HEAD",
        "DATA = '/" + "root/data'",
        "# TODO later",
        "open('/home/somebody/x')",
        "index = 'https://pypi.org/simple'",
    ],
)
def test_a_misplaced_line_is_found(line: str) -> None:
    assert faults("src/linli/x.py", line)


def test_a_skipped_test_is_found() -> None:
    assert faults("tests/x.py", "@pytest.mark.skip")
    assert not faults("src/linli/x.py", "folder = '/home/linli/data'")


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
