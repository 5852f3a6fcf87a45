"""A real MQTT broker (Mosquitto) in a process of its own, set up as docs/deploy.md says, with TLS."""

import csv
import os
import pwd
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.api.devices.test_page import READY
from tests.live import ROOT, Site, free_port
from tools import mosquitto

PATIENCE = 20.0
USER, PASSWORD = "linli-listen", "a-password-of-the-tests"


@dataclass
class Broker:
    """A broker under test: its folder, its port (TLS alone), and its process."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        """The address of the listener, over TLS."""
        return f"mqtts://{USER}:{PASSWORD}@127.0.0.1:{self.port}"

    @property
    def authority(self) -> Path:
        """The certificate that signed the broker's."""
        return self.folder / "ca.pem"

    @classmethod
    @contextmanager
    def started(cls, folder: Path) -> Iterator["Broker"]:
        """Start a broker that nobody may use yet, and stop it afterwards."""
        folder.mkdir(parents=True, exist_ok=True)
        port = free_port()
        certify(folder)
        for name in ("passwords", "access"):
            (folder / name).touch(mode=0o600)
        (folder / "mosquitto.conf").write_text(configuration(folder, port))
        broker = cls(folder, port, cls._process(folder))
        try:
            broker.wait()
            yield broker
        finally:
            broker.stop()

    @staticmethod
    def _process(folder: Path) -> "subprocess.Popen[bytes]":
        program = mosquitto.find()
        assert program is not None, "no MQTT broker found: run `make test`, which fetches one"
        with (folder / "log").open("ab") as log:
            return subprocess.Popen(
                [str(program), "-c", str(folder / "mosquitto.conf")],
                env=mosquitto.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def restart(self) -> None:
        """Stop the broker in order and start it again; what waits is kept in its file."""
        self.stop()
        self.process = self._process(self.folder)
        self.wait()

    def stop(self) -> None:
        """Stop the broker in order."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(PATIENCE)

    def reload(self) -> None:
        """Let the broker read the passwords and rights anew."""
        before = self.log().count("Reloading config")
        self.process.send_signal(signal.SIGHUP)
        until(lambda: self.log().count("Reloading config") > before, "the broker did not reload")

    def log(self) -> str:
        """Return what the broker wrote."""
        return (self.folder / "log").read_text(errors="replace")

    def wait(self) -> None:
        """Wait until the broker answers."""
        until(self._answers, f"the broker did not start: {self.log()[-2000:]}")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False

    def publish(self, login: tuple[str, str], topic: str, text: str, *more: str) -> str:
        """Publish with `mosquitto_pub` at QoS 1 over TLS and return what it complained of."""
        program = mosquitto.find("mosquitto_pub")
        assert program is not None
        line = ["-h", "127.0.0.1", "-p", str(self.port), "--cafile", str(self.authority)]
        who = ["-u", login[0], "-P", login[1], "-q", "1", "-t", topic, "-m", text, *more]
        done = subprocess.run(
            [str(program), *line, *who],
            env=mosquitto.environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.stderr or ("" if done.returncode == 0 else f"code {done.returncode}")


def gate_beside(broker: Broker, home: Path, name: str) -> tuple[Site, dict[str, str]]:
    """Return a site, not served yet, whose listener is called `name`, and the login of its one gate."""
    site = Site.prepared(home)
    site.environment |= {"LINLI_MQTT_URL": broker.url, "LINLI_MQTT_CA": str(broker.authority)}
    site.environment |= {"LINLI_MQTT_NAME": name}
    site.run("migrate", "--noinput", "--verbosity", "0")
    site.run("shell", "-c", READY)
    [login] = csv.DictReader(StringIO(site.run("devicelogin", "juxin", "--missing")))
    site.run("brokerfiles", str(broker.folder))
    broker.reload()
    return site, login


def until(true: Callable[[], object], otherwise: str, patience: float = PATIENCE) -> None:
    """Wait until `true()`; fail with `otherwise` when it does not become so."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


def configuration(folder: Path, port: int) -> str:
    """Return the configuration that docs/deploy.md gives, with the paths and the port of this test."""
    page = (ROOT / "docs" / "deploy.md").read_text()
    found = re.search(r"<!-- tried by tests/broker.py -->\n```\n(.*?)```", page, re.S)
    assert found is not None, "docs/deploy.md lost its configuration of the broker"
    text = (
        found[1].replace("/etc/mosquitto/linli/", f"{folder}/").replace("/etc/mosquitto/certs/", f"{folder}/")
    )
    text = text.replace("/var/lib/mosquitto/", f"{folder}/").replace(
        "listener 8883", f"listener {port} 127.0.0.1"
    )
    owner = pwd.getpwuid(os.geteuid()).pw_name
    return f"user {owner}\nlog_dest stderr\nlog_type all\n{text}"


def certify(folder: Path) -> None:
    """Make an authority and a certificate of 127.0.0.1 that it signed, and a stranger's authority."""
    for name in ("ca", "stranger"):
        key, certificate = _authority(f"Linli test {name}")
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        if name == "ca":
            _server(folder, key, certificate)


def _authority(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    made = _builder(subject, subject, key).add_extension(usage, critical=True)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return key, made.sign(key, hashes.SHA256())


def _server(folder: Path, key: ec.EllipticCurvePrivateKey, signer: x509.Certificate) -> None:
    own = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broker")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = _builder(subject, signer.subject, own).add_extension(names, critical=False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    certificate = made.add_extension(above, critical=False).sign(key, hashes.SHA256())
    (folder / "broker.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "broker.key").write_bytes(
        own.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (folder / "broker.key").chmod(0o600)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
