"""The settings under test: our own in a throw-away home, on SQLite or on a PostgreSQL started for the run.

LINLI_TEST_DATABASE=postgres starts a server that lives as long as the run; LINLI_DATABASE_URL names one
that is already there. Workers of a parallel run share the server and have a home each.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tools import messages, postgres


def _prepare() -> Path:
    """Make the run's folder, compile the texts and start the server once, and return this process's home."""
    if "LINLI_TEST_FOLDER" not in os.environ:
        folder = tempfile.mkdtemp(prefix="linli-test-")
        os.environ["LINLI_TEST_FOLDER"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        messages.compile_all()
        if os.environ.get("LINLI_TEST_DATABASE") == "postgres" and "LINLI_DATABASE_URL" not in os.environ:
            server = postgres.start()
            os.environ["LINLI_DATABASE_URL"] = server.url("linli")
            atexit.register(server.stop)
    home = Path(os.environ["LINLI_TEST_FOLDER"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
    (home / "static").mkdir(parents=True, exist_ok=True)
    return home


os.environ["LINLI_HOME"] = str(_prepare())

from linli.wiring.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
