"""Finds or fetches Mosquitto, the MQTT broker that the tests of `linli listen` speak with."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FETCHED = ROOT / ".venv" / "mosquitto"
FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin", "/opt/homebrew/bin", "/usr/local/bin"]
PROGRAMS = ["mosquitto", "mosquitto_pub"]
PACKAGES = ["mosquitto", "mosquitto-clients"]


def find(name: str = "mosquitto") -> Path | None:
    """Return the program `name`: from LINLI_TEST_MOSQUITTO, the machine's own, or the one fetched before."""
    folders = [*os.environ.get("PATH", "").split(os.pathsep), *FOLDERS]
    folders += [str(FETCHED / "usr/sbin"), str(FETCHED / "usr/bin")]
    if chosen := os.environ.get("LINLI_TEST_MOSQUITTO"):
        folders.insert(0, chosen)
    found = shutil.which(name, path=os.pathsep.join(folders))
    return Path(found) if found else None


def is_ready() -> bool:
    """Return whether the broker and the client that publishes are there."""
    return all(find(name) for name in PROGRAMS)


def environment() -> dict[str, str]:
    """Return the environment in which a fetched program finds its libraries."""
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    libraries = [str(FETCHED / part / multiarch) for part in ("usr/lib", "lib")]
    known = [path for path in [os.environ.get("LD_LIBRARY_PATH", "")] if path]
    return {**os.environ, "LD_LIBRARY_PATH": os.pathsep.join([*libraries, *known])}


def install() -> None:
    """Unpack Debian's Mosquitto into .venv: no right to install is needed, and no server begins to run.

    Raises:
        RuntimeError: that did not work; the message says what to do.
    """
    if shutil.which("apt-get") is not None and _unpacked() and is_ready():
        return
    raise RuntimeError(
        "no MQTT broker for the tests: install Mosquitto with the system's package manager (apt, dnf, brew), "
        "or name its folder in LINLI_TEST_MOSQUITTO, and run make again"
    )


def _unpacked() -> bool:
    """Download the packages, and what they need that the machine lacks, unpack them; say whether it worked.

    Package list and archives are of our own: that needs no rights, and nothing is installed.
    """
    state = FETCHED / "apt"
    for folder in ("lists/partial", "archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    own = ["-o", f"Dir::State::Lists={state}/lists", "-o", f"Dir::Cache={state}"]
    own += ["-o", f"Dir::Cache::Archives={state}/archives", "-o", "Debug::NoLocking=1"]
    fetch = ["install", "--download-only", "--no-install-recommends", "-qy", *PACKAGES]
    done = all(_worked(["apt-get", *own, *wish], state) for wish in (["update", "-q"], fetch))
    archives = sorted((state / "archives").glob("*.deb"))
    done = done and all(_worked(["dpkg-deb", "-x", str(each), str(FETCHED)], state) for each in archives)
    shutil.rmtree(state)
    return done


def _worked(command: list[str], folder: Path) -> bool:
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
    return done.returncode == 0
