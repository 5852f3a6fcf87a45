"""The controllers of the demo's two gates: simulated on this machine while the clock runs."""

import secrets
import threading

from linli.cli.demo.elders import GATES
from linli.cli.demo.simgate import SimGate
from linli.devices import openers
from linli.devices.models import Device, Opener
from linli.kernel.actor import SYSTEM

_USER = "linli"
_lock = threading.Lock()
_running: list[SimGate] = []


def attend() -> SimGate | None:
    """Let the demo's gates be opened by a controller in this process; None where there are no such gates."""
    gates = list(Device.objects.filter(code__in=GATES, retired_on=None).order_by("code"))
    if not gates:
        return None
    with _lock:
        if not _running:
            _running.append(SimGate(_USER, secrets.token_urlsafe(16), doors=len(gates)).start())
    controller = _running[0]
    known = dict(Opener.objects.filter(device__in=gates).values_list("device_id", "address"))
    for door, gate in enumerate(gates, start=1):
        if known.get(gate.pk) != controller.address:
            openers.keep_opener(
                by=SYSTEM,
                device=gate,
                address=controller.address,
                door=door,
                user=controller.user,
                password=controller.password,
            )
    return controller
