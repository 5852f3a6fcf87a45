"""The people of the demo put a case right through the engine's own verbs: what a browser need not show again.

Usage: python -m tests.e2e.hands NUMBER, in the environment of the site.
"""

import subprocess
import sys

import django

from tests.live import ROOT, Site

DONE = "已清运，桶已冲洗"


def carry(site: Site, number: str) -> None:
    """Carry the case `number` of a running site from its report to its end."""
    command = [sys.executable, "-m", "tests.e2e.hands", number]
    environment = {**site.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]


def main(number: str) -> None:
    """Do the work of desk, crew and inspector, each as their account."""
    django.setup()
    from linli.cases import dispatch, filing, handling, queries, verification  # noqa: PLC0415
    from linli.kernel.accounts import Account  # noqa: PLC0415
    from linli.orgs import queries as orgs  # noqa: PLC0415

    roles = ("street", "department", "inspector")
    desk, crew, inspector = (orgs.actor_of(Account.objects.get(username=f"demo-{role}")) for role in roles)
    case = filing.file(by=desk, case=queries.case(desk, number))
    case = dispatch.dispatch(by=desk, case=case, body=min(crew.organisations))
    case = handling.done(by=crew, case=case, note=DONE)
    verification.close(by=desk, case=verification.verify_pass(by=inspector, case=case))


if __name__ == "__main__":
    main(sys.argv[1])
