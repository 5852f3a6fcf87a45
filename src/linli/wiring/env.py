"""Reads the few environment variables that say where and how Linli runs."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

DatabaseSettings = dict[str, object]
_PREPARED_AFTER = 3


def text(name: str, default: str = "") -> str:
    """Return the variable `name`, or `default` when it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """Return whether the variable `name` says yes (1, true, yes, on)."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    """Return the variable `name` as a whole number.

    Raises:
        ValueError: it is set to something else.
    """
    value = text(name, str(default))
    if not value.isdecimal():
        raise ValueError(f"{name}: expected a whole number, found {value!r}")
    return int(value)


def hosts(public_url: str) -> list[str]:
    """Return the host names that are answered: LINLI_HOSTS, this machine's own, and that of `public_url`."""
    named = [host.strip() for host in text("LINLI_HOSTS").split(",") if host.strip()]
    return sorted({*named, "localhost", "127.0.0.1", "[::1]", urlsplit(public_url).hostname or "localhost"})


def home() -> Path:
    """Return the data folder: LINLI_HOME, or .linli in the working directory; made when missing."""
    folder = Path(text("LINLI_HOME", ".linli")).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret(name: str, folder: Path) -> str:
    """Return the secret in the variable `name`; otherwise the one kept in `folder`, made at first use."""
    if value := text(name):
        return value
    path = folder / "secrets" / name.lower()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    return path.read_text().strip()


def database(url: str, folder: Path) -> DatabaseSettings:
    """Return Django's settings for `url`, or for SQLite.

    Args:
        url: postgres://user:password@host:port/name; ?host=/run/postgresql is the folder of a socket.
        folder: where the SQLite file lies.

    Raises:
        ValueError: the address names a database that is neither PostgreSQL nor SQLite.
    """
    if not url or url == "sqlite":
        return _sqlite(folder / "linli.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(parts.path))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"LINLI_DATABASE_URL: unknown database {parts.scheme!r}; use postgres:// or sqlite")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": dict(parse_qsl(parts.query)).get("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": _PREPARED_AFTER},
    }


def _sqlite(path: Path) -> DatabaseSettings:
    return {
        "ENGINE": "linli.kernel.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; "
            "PRAGMA wal_autocheckpoint=10000;",
        },
        "TEST": {"NAME": str(path.with_name("test.sqlite3"))},
    }


def storage() -> dict[str, object]:
    """Return where pictures are kept: under MEDIA_ROOT, or in the S3-compatible bucket LINLI_S3_BUCKET."""
    bucket = text("LINLI_S3_BUCKET")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": text("LINLI_S3_ENDPOINT") or None,
            "region_name": text("LINLI_S3_REGION") or None,
            "access_key": text("LINLI_S3_ACCESS_KEY") or None,
            "secret_key": text("LINLI_S3_SECRET_KEY") or None,
            "location": text("LINLI_S3_FOLDER"),
            "default_acl": None,
            "querystring_auth": False,
        },
    }
