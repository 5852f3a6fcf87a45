"""The secrets: where they lie, whether they are the right ones, and who else holds a key."""

import stat
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from linli.cli.doctor.finding import Finding, advice, fine, unsafe
from linli.kernel import audit, clock, crypto, seals
from linli.kernel.actor import SYSTEM
from linli.kernel.apikeys import ApiKey
from linli.kernel.audit import AuditEntry

BACKED_UP = "kernel:data_key:backed_up"
STREAM = "data-key"
UNUSED = timedelta(days=180)


def files() -> Iterator[Finding]:
    """Whether others on this machine can read the secrets."""
    folder = settings.HOME / "secrets"
    found = [folder, *sorted(folder.glob("*"))] if folder.is_dir() else []
    loose = [path for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]
    for path in loose:
        mode = "700" if path.is_dir() else "600"
        yield unsafe(_("这台机器上的其他人可以读取 %(path)s") % {"path": path}, f"chmod {mode} {path}")
    if len(settings.SECRET_KEY) < 32 or len(settings.DATA_KEY) < 32:
        yield unsafe(_("密钥太短"), _("LINLI_SECRET_KEY 和 LINLI_DATA_KEY 至少 32 个随机字符。"))
    elif not loose:
        yield fine(_("密钥只有运行 Linli 的用户可以读取"))


def data_key() -> Iterator[Finding]:
    """Whether the data key is the one that the data were written with, and has a copy elsewhere."""
    newest = seals.newest()
    if newest is not None and newest.signature != seals.sign(newest.hash):
        yield unsafe(
            _("LINLI_DATA_KEY 不是写入这个数据库时用的密钥：个人信息无法读取"),
            _("从备份中取回原来的密钥（环境变量或 LINLI_HOME/secrets/linli_data_key）。"),
        )
        return
    last = AuditEntry.objects.filter(stream=STREAM, verb=BACKED_UP).order_by("-seq").first()
    if last is not None and last.data.get("key") == _fingerprint():
        yield fine(_("数据密钥已在 %(day)s 另行备份") % {"day": f"{clock.local(last.at):%Y-%m-%d}"})
    elif settings.DEMO:
        yield fine(_("演示数据的密钥不需要备份"))
    else:
        yield unsafe(
            _("数据密钥没有备份：它一旦丢失，所有个人信息都无法恢复"),
            _("把 LINLI_DATA_KEY 抄存在数据库之外的安全地方，然后运行 linli doctor --key-is-backed-up。"),
        )


def note_backup() -> None:
    """Write down that the data key of today has a copy elsewhere."""
    audit.record(SYSTEM, BACKED_UP, STREAM, key=_fingerprint())


def _fingerprint() -> str:
    return crypto.sign("data-key", "fingerprint")[:16]


def api_keys() -> Iterator[Finding]:
    """Whether keys of other systems lie about unused or without a limit."""
    keys = list(ApiKey.objects.filter(revoked_at=None))
    since = clock.now() - UNUSED
    old = [key for key in keys if key.created_at < since]
    unused = [key for key in old if key.last_used_on is None or key.last_used_on < since.date()]
    for key in unused:
        yield advice(_("接口密钥 %(key)s 半年没有使用") % {"key": key}, f"linli apikey revoke {key.prefix}")
    for key in keys:
        if not key.rate and not settings.DEMO:
            yield advice(
                _("接口密钥 %(key)s 没有频率限制") % {"key": key},
                _("没有必要时，换一个有 --rate 的密钥。"),
            )
    if not unused:
        yield fine(_("接口密钥 %(count)d 个") % {"count": len(keys)})
