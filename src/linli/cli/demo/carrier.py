"""The demo's carrier of messages: they go to the site itself, which shows them on a page; none leaves it."""

from django.conf import settings

from linli.channels import actions as channels
from linli.channels.actions.sending import read_settings
from linli.channels.models import Gateway
from linli.channels.rules import Kind
from linli.kernel import crypto
from linli.kernel.actor import SYSTEM

NAME = "演示短信（只显示在演示页面上）"
PATH = "/demo/messages/"
SIGNED_BY = "demo-carrier"
"""The name from which the secret between both ends is derived."""


def open_carrier(area_code: str) -> Gateway:
    """Let messages to telephones of an area be carried to the demo's page."""
    return channels.open_gateway(
        by=SYSTEM,
        name=NAME,
        kind=Kind.WEBHOOK,
        settings={"url": _url(), "secret": crypto.link_key(SIGNED_BY)},
        area_code=area_code,
    )


def lead_home() -> None:
    """Lead the carrier to the port at which the site listens now."""
    gateway = Gateway.objects.filter(name=NAME).first()
    if gateway is not None and read_settings(gateway)["url"] != _url():
        channels.keep_gateway(by=SYSTEM, gateway=gateway, settings={"url": _url()})


def _url() -> str:
    return f"http://127.0.0.1:{settings.PORT}{PATH}"
