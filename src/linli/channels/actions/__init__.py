"""Everything channels can be asked to do."""

from linli.channels.actions.keeping import keep_gateway, open_gateway, send_test
from linli.channels.actions.sending import (
    forget_addresses,
    forget_notices,
    give_up,
    read_settings,
    revive,
    send_waiting,
)
from linli.channels.actions.telling import Group, Message, Recipient, mark_read, prefer, tell, tell_all

__all__ = [
    "Group",
    "Message",
    "Recipient",
    "forget_addresses",
    "forget_notices",
    "give_up",
    "keep_gateway",
    "mark_read",
    "open_gateway",
    "prefer",
    "read_settings",
    "revive",
    "send_test",
    "send_waiting",
    "tell",
    "tell_all",
]
