"""Runs everything that must hold before a change is taken: `make check`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy", "src", "tests", "tools", "bench"],
    "import contracts": ["lint-imports"],
    "migrations": ["linli", "makemigrations", "--check", "--dry-run"],
    "guards": ["pytest", "-q", "tests/guards"],
}
HINTS = {
    "format": "make format",
    "lint": "make format mends some",
    "import contracts": "docs/floors.md says who may import whom",
    "migrations": "linli makemigrations",
    "guards": "each message says which rule of docs/floors.md is broken",
}


def main() -> int:
    """Run every check, also after one has failed; return 1 when any did."""
    failed = []
    with tempfile.TemporaryDirectory() as home:
        settings = {**os.environ, "LINLI_HOME": home}
        for name, command in CHECKS.items():
            print(f"== {name}", flush=True)
            if subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=settings).returncode:
                failed.append(name)
    for name in failed:
        print(f"{name} failed" + (f": {HINTS[name]}" if name in HINTS else ""))
    print("all checks passed" if not failed else f"{len(failed)} of {len(CHECKS)} checks failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
