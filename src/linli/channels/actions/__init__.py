"""Everything channels can be asked to do."""

from linli.channels.actions.digests import named, send_digests, stop_link
from linli.channels.actions.happening import forget_happenings, happened
from linli.channels.actions.keeping import keep_gateway, open_gateway, send_test
from linli.channels.actions.proving import Asked, Proved, clean_address, forget_codes, prove, send_code
from linli.channels.actions.publishing import publish, withdraw
from linli.channels.actions.sending import (
    forget_addresses,
    forget_notices,
    give_up,
    read_settings,
    revive,
    send_waiting,
)
from linli.channels.actions.subscribing import (
    Place,
    Wish,
    ask,
    confirm,
    follow_area,
    forget_subscriptions,
    forget_unconfirmed,
    stop,
    subscribe,
)
from linli.channels.actions.telling import (
    Address,
    Group,
    Message,
    Recipient,
    mark_read,
    prefer,
    tell,
    tell_all,
)

__all__ = [
    "Address",
    "Asked",
    "Group",
    "Message",
    "Place",
    "Proved",
    "Recipient",
    "Wish",
    "ask",
    "clean_address",
    "confirm",
    "follow_area",
    "forget_addresses",
    "forget_codes",
    "forget_happenings",
    "forget_notices",
    "forget_subscriptions",
    "forget_unconfirmed",
    "give_up",
    "happened",
    "keep_gateway",
    "mark_read",
    "named",
    "open_gateway",
    "prefer",
    "prove",
    "publish",
    "read_settings",
    "revive",
    "send_code",
    "send_digests",
    "send_test",
    "send_waiting",
    "stop",
    "stop_link",
    "subscribe",
    "tell",
    "tell_all",
    "withdraw",
]
