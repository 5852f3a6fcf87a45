"""Who hears what: the one page that lists every event and its hearers."""

from linli.cases import handlers as cases
from linli.cases.events import CaseMoved
from linli.kernel import outbox

HANDLERS: outbox.Page = {
    CaseMoved: (cases.tell_reporter, cases.tell_body, cases.tell_helpers, cases.tell_desk),
}
