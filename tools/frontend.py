"""Fetches the browser libraries from npm and copies the files that the pages use."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "linli" / "web" / "shell" / "static" / "vendor"
STAMP = VENDOR / ".stamp"

# A pointer to a map that is not shipped; collectstatic would look for it.
SOURCE_MAP = re.compile(rb"\n?//[#@] sourceMappingURL=\S+\s*$")

# From node_modules (a file or a folder) to static/vendor.
COPIES = {
    "echarts/dist/echarts.simple.min.js": "echarts/echarts.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "leaflet.markercluster/dist/leaflet.markercluster.js": "leaflet/markercluster.js",
    "leaflet.markercluster/dist/MarkerCluster.css": "leaflet/markercluster.css",
    "leaflet.markercluster/MIT-LICENCE.txt": "leaflet/markercluster-LICENSE",
}


def npm() -> str:
    """Return the npm to use: the machine's, else the one in .venv.

    Raises:
        FileNotFoundError: there is neither.
    """
    path = os.pathsep.join(
        [os.environ.get("PATH", ""), str(Path(sys.prefix) / "bin"), str(ROOT / ".venv/bin")]
    )
    found = shutil.which("npm", path=path)
    if found is None:
        raise FileNotFoundError("npm: install Node.js 18 or newer, or run `make` again while online")
    return found


def fingerprint() -> str:
    """Return the digest of everything that decides what the vendor folder holds."""
    files = [ROOT / "package-lock.json", Path(__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def is_ready() -> bool:
    """Return whether the vendor folder holds what the lock file and `COPIES` ask for."""
    return STAMP.is_file() and STAMP.read_text() == fingerprint() and (ROOT / "node_modules").is_dir()


def copy() -> None:
    """Make the vendor folder anew from node_modules."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in COPIES.items():
        origin, destination = ROOT / "node_modules" / source, VENDOR / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, destination)
        elif origin.suffix == ".js":
            destination.write_bytes(SOURCE_MAP.sub(b"", origin.read_bytes()))
        else:
            shutil.copyfile(origin, destination)
    STAMP.write_text(fingerprint())


def fetch() -> None:
    """Install the locked libraries without running any of their scripts, then copy them.

    Raises:
        RuntimeError: npm failed; the message ends with what it said.
    """
    command = npm()
    path = os.pathsep.join([str(Path(command).parent), os.environ.get("PATH", "")])
    clean_install = [command, "ci", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run(
        clean_install, cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"npm ci failed: {(done.stdout + done.stderr).strip()[-2000:]}")
    copy()


if __name__ == "__main__":
    fetch()
