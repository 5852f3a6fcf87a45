"""The broker that devices publish to: whether somebody listens, over a line that strangers cannot read."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from linli.cli.doctor.finding import Finding, advice, fine, unsafe
from linli.cli.doctor.machine import LOOPBACK
from linli.cli.listen import address
from linli.cli.listen.address import Address
from linli.devices import listeners
from linli.devices.models import Listener, Login


def listening() -> Iterator[Finding]:
    """Whether what devices publish is heard; nothing to say where there is no broker."""
    try:
        broker = address.read()
    except address.WrongAddress as fault:
        yield unsafe(_("MQTT 设置有误：%(fault)s") % {"fault": fault}, _("改正后重新启动 linli listen。"))
        return
    if broker is None:
        return
    yield from _line(broker)
    found = listeners.known()
    yield from _alive(broker, found)


def _line(broker: Address) -> Iterator[Finding]:
    if not broker.tls and broker.host not in LOOPBACK:
        yield unsafe(
            _("到 MQTT 服务器 %(broker)s 的连接没有加密") % {"broker": broker},
            _("让服务器提供 TLS，并把 LINLI_MQTT_URL 改为 mqtts:// 开头。"),
        )
    if not broker.user or not broker.password:
        yield unsafe(
            _("监听程序登录 MQTT 服务器没有账号密码"),
            _("在 LINLI_MQTT_URL 中写明账号密码，再运行 linli brokerfiles。"),
        )
    if not Login.objects.exists():
        yield advice(
            _("还没有设备有 MQTT 密码"), _("运行 linli devicelogin 发放密码，再运行 linli brokerfiles。")
        )


def _alive(broker: Address, found: list[Listener]) -> Iterator[Finding]:
    alive = [each for each in found if not listeners.is_gone(each)]
    for each in found:
        if listeners.is_gone(each):
            yield unsafe(
                _("监听程序 %(name)s 没有声息") % {"name": each.name},
                _("重新启动它；不再需要时运行一次 linli listen --leave，服务器就不再为它留存消息。"),
            )
        elif each.connected_at is None:
            yield unsafe(
                _("监听程序 %(name)s 连不上 %(broker)s：%(error)s")
                % {"name": each.name, "broker": broker, "error": each.error},
                _("检查地址、证书和账号密码。"),
            )
        elif each.failed:
            yield unsafe(
                _("监听程序 %(name)s 有消息存不下来：%(count)d") % {"name": each.name, "count": each.failed},
                _("查看日志中的 mqtt.set_aside。"),
            )
    if len(alive) > 1 and not broker.shared:
        yield advice(
            _("%(count)d 个监听程序各自接收全部消息，重复的工作没有用处") % {"count": len(alive)},
            _("只留一个，或都设置 LINLI_MQTT_SHARED=1 分担（服务器重启时的注意事项见部署文档）。"),
        )
    if not found:
        yield unsafe(
            _("设置了 MQTT 服务器，但没有监听程序"), _("确认 linli serve 或 linli listen 正在运行。")
        )
    elif alive and all(each.connected_at and not each.failed for each in alive):
        facts = {"broker": broker, "names": ", ".join(each.name for each in alive)}
        yield fine(_("MQTT 服务器 %(broker)s，监听程序：%(names)s") % facts)
