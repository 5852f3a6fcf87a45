"""The example of docs/devices.md works as it stands: bash, openssl and curl against a real server."""

import json
import os
import re
import subprocess
from pathlib import Path

from tests.live import Site

PAGE = Path(__file__).resolve().parents[3] / "docs" / "devices.md"
READY = """
from linli.devices import actions, groups
from linli.kernel.actor import SYSTEM
from linli.orgs.models import Organisation
from linli.places import rules
from linli.places.models import Area, Edition
for code in ("320402", "320402001", "320402001001", "320402001001001"):
    Area.objects.create(code=code, name=code, level=rules.level_of(code), parent_id=rules.parent_code(code))
Edition.objects.create(topic="areas", stamp="page")
body = Organisation.objects.create(code="ESTATE", name="物业", kind="company", area_code="320402001001")
group = groups.open_group(by=SYSTEM, code="juxin", name="门禁", area_code="320402001001")
actions.enter_device(by=SYSTEM, code="G-1", name="北门", kind="gate", group=group, purpose="门禁",
    area_code="320402001001001", owner=body, keeper=body)
"""


def test_the_example_of_the_page(empty_site: Site) -> None:
    (example,) = re.findall(
        r"<!-- tried by tests/api/devices/test_page.py -->\n```bash\n(.*?)```", PAGE.read_text("utf-8"), re.S
    )
    empty_site.run("shell", "-c", READY)
    key, signing = empty_site.run("devicekey", "juxin").split()
    environment = {**os.environ, "LINLI": empty_site.url, "KEY": key, "SIGNING": signing}
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", example], env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == {"received": 1, "accepted": 1, "rejected": []}
