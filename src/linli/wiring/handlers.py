"""Who hears what: the one page that lists every event and its hearers."""

from linli.kernel import outbox

HANDLERS: outbox.Page = {}
