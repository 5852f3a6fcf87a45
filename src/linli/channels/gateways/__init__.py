"""The outside world behind one small protocol: a gateway sends a text to an address, or says why not."""

from collections.abc import Callable, Mapping

from linli.channels.gateways.contract import Gateway, Refused, Text, Unreachable
from linli.channels.gateways.email import Smtp
from linli.channels.gateways.robots import DingTalk, Feishu, WeCom
from linli.channels.gateways.sms import Aliyun, Tencent, Webhook
from linli.channels.rules import Kind

__all__ = ["Gateway", "Refused", "Text", "Unreachable", "gateway"]

_KINDS: Mapping[Kind, Callable[[Mapping[str, str]], Gateway]] = {
    Kind.SMTP: Smtp,
    Kind.WECOM: WeCom,
    Kind.DINGTALK: DingTalk,
    Kind.FEISHU: Feishu,
    Kind.ALIYUN: Aliyun,
    Kind.TENCENT: Tencent,
    Kind.WEBHOOK: Webhook,
}


def gateway(kind: Kind, settings: Mapping[str, str]) -> Gateway:
    """Return a gateway of `kind`, ready to send; `settings` as in `rules.SETTINGS`."""
    return _KINDS[kind](settings)
