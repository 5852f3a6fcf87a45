"""Resolves the dependencies anew: requirements/*.lock with hashes, and package-lock.json."""

import shutil
import subprocess
import sys
from pathlib import Path

from tools.frontend import npm

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
COMPILE = [
    "pip",
    "compile",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
    "--custom-compile-command=make lock",
]


def compile_lock(name: str, *inputs: str) -> None:
    """Write requirements/NAME.lock from `inputs`, every version pinned by its hashes."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    output = REQUIREMENTS / f"{name}.lock"
    subprocess.run([uv, *COMPILE, "-o", str(output), *inputs], cwd=ROOT, check=True)
    print(f"wrote requirements/{name}.lock")


def main() -> None:
    """Write every lock file; `--upgrade` on the command line takes the newest allowed versions."""
    upgrade = [argument for argument in sys.argv[1:] if argument.startswith("--upgrade")]
    build = "requirements/build.in"
    compile_lock("dev", "pyproject.toml", build, "--extra=dev", "--extra=s3", *upgrade)
    compile_lock("runtime", "pyproject.toml", build, "--constraint=requirements/dev.lock")
    compile_lock("node", "requirements/node.in", *upgrade)
    compile_lock("lock", "requirements/lock.in", *upgrade)
    subprocess.run([npm(), "install", "--package-lock-only"], cwd=ROOT, check=True)
    print("wrote package-lock.json")


if __name__ == "__main__":
    main()
