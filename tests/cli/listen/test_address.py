"""Where the broker is, as the settings say it."""

from typing import Any

import pytest

from linli.cli.listen import address
from linli.cli.listen.address import WrongAddress


def test_an_address_is_read(settings: Any) -> None:
    settings.MQTT_URL, settings.MQTT_NAME = "mqtts://li%40n:p%2Fw@broker.example", "one"
    found = address.read()
    assert found is not None
    assert (found.host, found.port, found.tls) == ("broker.example", 8883, True)
    assert (found.user, found.password, found.name) == ("li@n", "p/w", "one")
    assert str(found) == "mqtts://broker.example:8883"
    settings.MQTT_URL, settings.MQTT_NAME = "mqtt://127.0.0.1:1884", ""
    found = address.read()
    assert found is not None
    assert (found.port, found.tls, found.user) == (1884, False, "")
    assert found.name.startswith("linli-")
    assert not found.shared


def test_without_a_broker_there_is_none(settings: Any) -> None:
    settings.MQTT_URL = ""
    assert address.read() is None


@pytest.mark.parametrize("url", ["broker:1883", "http://broker", "mqtt://", "mqtt://broker:x"])
def test_a_wrong_address_is_said(settings: Any, url: str) -> None:
    settings.MQTT_URL = url
    with pytest.raises(WrongAddress, match="LINLI_MQTT_URL"):
        address.read()


def test_a_wrong_protocol_is_said(settings: Any) -> None:
    settings.MQTT_URL, settings.MQTT_PROTOCOL = "mqtt://broker", "4"
    with pytest.raises(WrongAddress, match="LINLI_MQTT_PROTOCOL"):
        address.read()
