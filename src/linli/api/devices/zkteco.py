"""Access events pushed by terminals that speak ZKTeco's push protocol (/iclock/cdata, ATTLOG and rtlog).

The protocol knows a terminal by its serial number alone, so these doors stay shut unless LINLI_ICLOCK opens
them, for a network of the terminals' own. Photographs, templates and lists of people are dropped unread.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from linli.api.devices import terminals
from linli.api.devices.door import door
from linli.devices.models import Device
from linli.devices.reading import Event
from linli.kernel import clock
from linli.kernel.errors import NotFound

PICTURES = frozenset({"ATTPHOTO", "BIOPHOTO", "USERPIC", "FACE", "BIODATA", "FVEIN"})
_DIRECTIONS = {"0": "in", "1": "out", "2": "out", "3": "in"}
_OPENED = frozenset({"0", "1", "2", "3", "4", "14", "16", "17", "18", "21", "22", "23", "26"})
"""Events of rtlog that are verified passes; others only say that the terminal lives."""
_OPTIONS = """GET OPTION FROM: {serial}
ATTLOGStamp=None
OPERLOGStamp=9999
ATTPHOTOStamp=9999
ErrorDelay=60
Delay=30
TransTimes=00:00;14:05
TransInterval=1
TransFlag=TransData AttLog
TimeZone={hours}
Realtime=1
Encrypt=None
"""


@require_http_methods(["GET", "POST"])
@door
def cdata(request: HttpRequest) -> HttpResponse:
    """Tell a terminal what to send (events alone), and take what it sends."""
    device = _device(request)
    if request.method == "GET":
        offset = clock.local(clock.now()).utcoffset()
        hours = int(offset.total_seconds() // 3600) if offset else 0
        return _plain(_OPTIONS.format(serial=device.serial, hours=hours))
    table = request.GET.get("table", "").upper()
    if table not in {"ATTLOG", "RTLOG"}:
        terminals.keep(device, [terminals.alive(device, clock.now())], table in PICTURES)
        return _plain("OK")
    lines = [line for line in request.body.decode("utf-8", "replace").splitlines() if line.strip()]
    read = _attlog if table == "ATTLOG" else _rtlog
    happened = [event for line in lines for event in read(device, line)]
    terminals.keep(device, happened or [terminals.alive(device, clock.now())])
    return _plain(f"OK: {len(lines)}")


@require_http_methods(["GET", "POST"])
@door
def poll(request: HttpRequest) -> HttpResponse:
    """Note that a terminal lives; there is never a command for it."""
    device = _device(request)
    terminals.keep(device, [terminals.alive(device, clock.now())])
    return _plain("OK")


def _device(request: HttpRequest) -> Device:
    serial = request.GET.get("SN", "")
    if not settings.ICLOCK or not serial:
        raise NotFound
    found = list(Device.objects.select_related("group").filter(serial=serial, retired_on=None)[:2])
    if len(found) != 1:
        raise NotFound
    return found[0]


def _attlog(device: Device, line: str) -> Iterator[Event]:
    person, at, direction, *_more = [*line.split("\t"), "", "", ""]
    moment = _moment(at)
    if moment is not None:
        yield terminals.passed(device, moment, f"zk{person}"[:40], person, _DIRECTIONS.get(direction, ""))


def _rtlog(device: Device, line: str) -> Iterator[Event]:
    said = dict(part.split("=", 1) for part in line.split("\t") if "=" in part)
    moment = _moment(said.get("time", ""))
    if moment is not None and said.get("event", "") in _OPENED:
        direction = _DIRECTIONS.get(said.get("inoutstatus", ""), "")
        number = f"zk{said.get('index', '')}"[:40]
        yield terminals.passed(device, moment, number, said.get("pin", ""), direction)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=clock.zone())
    except ValueError:
        return None


def _plain(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain")
