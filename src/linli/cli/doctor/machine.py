"""The machine: addresses, database, clocks and disk."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext as _

from linli.cli import prepare
from linli.cli.doctor.finding import Finding, advice, fine, unsafe
from linli.kernel import clock, health

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
ENOUGH_BYTES = 5 << 30
TOO_FEW_BYTES = 1 << 30
LARGEST_SKEW_S = 2.0
WRITTEN = datetime(2026, 7, 1, tzinfo=UTC)


def addresses() -> Iterator[Finding]:
    """Whether strangers can listen in, or reach what they should not."""
    public = urlsplit(settings.PUBLIC_URL)
    local = public.hostname in LOOPBACK
    if settings.DEBUG:
        yield unsafe(_("调试模式已打开"), _("去掉 DEBUG 设置；出错页面会泄露内部信息。"))
    if "*" in settings.ALLOWED_HOSTS:
        yield unsafe(_("允许任何主机名"), _("在 LINLI_HOSTS 中写明网站的域名，不要用 *。"))
    if settings.DEMO and not local:
        yield unsafe(
            _("演示模式对外开放：任何人一键就能以管理员身份登录"), _("去掉 LINLI_DEMO，或只在本机使用。")
        )
    if public.scheme != "https" and not local:
        yield unsafe(
            _("网站没有使用 https：%(url)s") % {"url": settings.PUBLIC_URL},
            _("在前面放一个做 TLS 的反向代理，并把 LINLI_PUBLIC_URL 改为 https:// 开头。"),
        )
    elif public.scheme != "https" and settings.BIND not in LOOPBACK:
        yield advice(
            _("没有 https，却监听 %(bind)s") % {"bind": settings.BIND},
            _("只在本机使用时去掉 LINLI_BIND；对外使用时设置 LINLI_PUBLIC_URL 和反向代理。"),
        )
    else:
        yield fine(_("网址：%(url)s") % {"url": settings.PUBLIC_URL})
    if public.scheme == "https" and not settings.PROXIES:
        yield advice(
            _("所有访客看起来都来自同一个地址"),
            _("反向代理在前面时设置 LINLI_PROXIES=1，并让它写 X-Forwarded-For 和 X-Forwarded-Proto。"),
        )


def database() -> Iterator[Finding]:
    """Whether the database answers, is up to date, and keeps what it confirmed."""
    try:
        found = health.database()
    except OperationalError as fault:
        yield unsafe(
            _("数据库没有应答：%(fault)s") % {"fault": str(fault).strip().splitlines()[0]},
            _("检查 LINLI_DATABASE_URL 和数据库服务。"),
        )
        return
    for wrong in found.faults:
        yield unsafe(
            f"{found.name}: {_database_fault(wrong)}", _("改回安全的设置，否则断电时会丢失已确认的数据。")
        )
    waiting = prepare.migrations_waiting()
    if waiting:
        yield unsafe(
            _("数据库结构落后 %(count)d 步") % {"count": waiting},
            _("运行 linli migrate，或重新启动 linli serve。"),
        )
    elif not found.faults:
        yield fine(found.name)
    if abs(found.skew_s) > LARGEST_SKEW_S:
        yield unsafe(
            _("数据库的时钟与本机相差 %(seconds).1f 秒") % {"seconds": found.skew_s},
            _("两台机器都启用 NTP 对时。"),
        )


def _database_fault(fault: str) -> str:
    return {
        "not_wal": _("不是 WAL 模式"),
        "not_synchronous": _("synchronous 低于 FULL"),
        "no_foreign_keys": _("没有检查外键"),
        "old_version": _("版本低于 14"),
        "fsync_off": _("fsync 已关闭"),
        "commit_asynchronous": _("synchronous_commit 已关闭"),
        "not_utf8": _("编码不是 UTF8"),
    }[fault]


def clocks() -> Iterator[Finding]:
    """Whether the machine's clock can be right."""
    now = clock.now()
    if now < WRITTEN:
        yield unsafe(
            _("本机时钟停在过去：%(moment)s") % {"moment": f"{now:%Y-%m-%d %H:%M} UTC"}, _("启用 NTP 对时。")
        )
    else:
        zone = {"moment": f"{clock.local(now):%Y-%m-%d %H:%M}", "zone": clock.zone().key}
        yield fine(_("当地时间 %(moment)s（%(zone)s）") % zone)
    if clock.local(now).utcoffset() == timedelta(0):
        yield advice(_("时区是 UTC，工作时间会算错"), _("把 LINLI_TIMEZONE 设为 Asia/Shanghai 或所在时区。"))


def disk() -> Iterator[Finding]:
    """Whether the data folder can be written and has room."""
    try:
        with tempfile.NamedTemporaryFile(dir=settings.HOME):
            pass
    except OSError as fault:
        yield unsafe(
            _("数据文件夹不可写：%(home)s（%(fault)s）") % {"home": settings.HOME, "fault": fault.strerror},
            _("检查文件夹的所有者和权限，或把 LINLI_HOME 指向别处。"),
        )
        return
    free = shutil.disk_usage(settings.HOME).free
    facts = {"home": settings.HOME, "free": round(free / (1 << 30), 1)}
    if free < TOO_FEW_BYTES:
        yield unsafe(
            _("数据文件夹只剩 %(free)s GB：%(home)s") % facts, _("腾出空间，或把 LINLI_HOME 移到更大的磁盘。")
        )
    elif free < ENOUGH_BYTES:
        yield advice(_("数据文件夹还剩 %(free)s GB：%(home)s") % facts, _("近期腾出空间；照片会继续增加。"))
    else:
        yield fine(_("数据文件夹 %(home)s，剩余 %(free)s GB") % facts)
