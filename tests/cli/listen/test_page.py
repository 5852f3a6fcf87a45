"""The example of docs/devices.md works as it stands, while `linli serve` listens: a real client, over TLS."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.api.devices.test_page import PAGE
from tests.broker import Broker, gate_beside, until
from tools import mosquitto

COUNT = """
from linli.devices import tallying
from linli.devices.models import HourlyCount, Listener
tallying.fold_all()
print(sum(HourlyCount.objects.values_list("count", flat=True)))
"""


@pytest.mark.django_db
def test_the_example_of_the_page(tmp_path: Path, broker: Broker) -> None:
    """And the listener ends in order with the site."""
    (example,) = re.findall(
        r"<!-- tried by tests/cli/listen/test_page.py -->\n```bash\n(.*?)```", PAGE.read_text("utf-8"), re.S
    )
    site, login = gate_beside(broker, tmp_path / "site", "test-page")
    program = mosquitto.find("mosquitto_pub")
    assert program is not None
    environment = mosquitto.environment() | {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "BROKER": "127.0.0.1",
        "PORT": str(broker.port),
        "CA": str(broker.authority),
        "PASSWORD": login["password"],
    }
    site.serve()
    try:
        until(lambda: "mqtt.listening" in (site.home / "site.log").read_text(), "nobody listens", 60)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", example], env=environment, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
        until(
            lambda: site.run("shell", "--verbosity", "0", "-c", COUNT).strip() == "1", "nothing was heard", 60
        )
    finally:
        site.stop()
    lines = (site.home / "site.log").read_text().splitlines()
    [stopped] = [json.loads(line) for line in lines if "mqtt.stopped" in line]
    assert (stopped["events"], stopped["rejected"], stopped["name"]) == (1, 0, "test-page")
