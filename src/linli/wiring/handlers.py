"""Who hears what: the one page that lists every event and its hearers."""

from linli.care.events import AlertMoved
from linli.cases import handlers as cases
from linli.cases.events import CaseMoved
from linli.channels import handlers as channels
from linli.devices.events import DeviceFellSilent, DeviceFound, DeviceHeardAgain, DeviceSentPictures
from linli.kernel import outbox
from linli.orgs import handlers as orgs
from linli.people import handlers as people
from linli.places.events import AreaRetired
from linli.sources import findings, silences, upkeep

HANDLERS: outbox.Page = {
    AreaRetired: (orgs.move_posts, people.follow_buildings, channels.follow_area, cases.follow_area),
    AlertMoved: (silences.follow,),
    CaseMoved: (
        cases.tell_reporter,
        cases.tell_body,
        cases.tell_helpers,
        cases.tell_desk,
        cases.tell_neighbours,
    ),
    DeviceFellSilent: (upkeep.open_outage,),
    DeviceFound: (findings.ask_somebody,),
    DeviceHeardAgain: (upkeep.note_return,),
    DeviceSentPictures: (upkeep.ask_to_stop_pictures,),
}
