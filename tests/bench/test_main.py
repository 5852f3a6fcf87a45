"""`make bench` begins in a process that knows nothing of Django yet."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def bench(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the benches' command."""
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    command = [sys.executable, "-m", "bench", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_it_starts_before_django_is_set_up() -> None:
    done = bench("--help")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "--quick" in done.stdout


def test_a_name_that_no_bench_has_is_refused_before_anything_runs() -> None:
    done = bench("--only", "auditing", "--write")
    assert done.returncode == 2
    assert "no bench is called auditing; there are bare, filing, " in done.stderr
    assert not done.stdout
