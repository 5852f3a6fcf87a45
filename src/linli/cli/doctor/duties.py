"""The duties: whether the worker works, the clock ticks, gateways speak and chains are sealed."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from linli.channels import queries as channels
from linli.channels.rules import Channel
from linli.cli.doctor.finding import Finding, advice, fine, unsafe
from linli.kernel import clock, jobs, outbox, seals
from linli.people.models import Contact

LONGEST_LAG_S = 60.0
SEALED_EVERY = timedelta(hours=1)


def outbox_and_jobs() -> Iterator[Finding]:
    """Whether events are heard in time and jobs done when due."""
    backlog = outbox.backlog()
    if backlog.lag_s > LONGEST_LAG_S:
        facts = {"count": backlog.waiting, "minutes": round(backlog.lag_s / 60)}
        yield unsafe(
            _("%(count)d 个事件等待处理，最久的已等 %(minutes)d 分钟") % facts,
            _("确认 linli serve 或 linli work 正在运行，查看日志中的 outbox.failed。"),
        )
    if backlog.dead:
        yield unsafe(
            _("%(count)d 个事件多次失败后已放弃") % {"count": backlog.dead},
            _("查看原因，修复后在管理页面点“重新投递”。"),
        )
    for job in jobs.failing():
        yield unsafe(
            _("定时任务 %(job)s 连续失败 %(count)d 次：%(error)s")
            % {"job": job.name, "count": job.failures, "error": job.error},
            _("查看日志中的 job.failed。"),
        )
    late = jobs.overdue()
    if late:
        yield unsafe(
            _("定时任务没有按时运行：%(jobs)s") % {"jobs": ", ".join(job.name for job in late)},
            _("确认 linli serve 或 linli tick 正在运行。"),
        )
    if not (backlog.lag_s > LONGEST_LAG_S or backlog.dead or late):
        yield fine(_("事件处理和定时任务正常"))


def gateways() -> Iterator[Finding]:
    """Whether notices leave the house."""
    states = [state for state in channels.gateway_states() if state.active]
    for state in states:
        facts = {"name": state.name, "error": state.last_error, "waiting": state.waiting, "dead": state.dead}
        if state.failing_since is not None:
            facts["since"] = f"{clock.local(state.failing_since):%m-%d %H:%M}"
            yield unsafe(
                _("通知网关“%(name)s”从 %(since)s 起失败：%(error)s（%(waiting)d 条在等）") % facts,
                _("检查网关的设置和余额，再发送一条测试。"),
            )
        elif state.dead:
            yield advice(
                _("通知网关“%(name)s”有 %(dead)d 条没有送到") % facts, _("在管理页面查看，需要时重新发送。")
            )
    for channel, choice in ((Channel.SMS, Contact.Channel.SMS), (Channel.EMAIL, Contact.Channel.EMAIL)):
        wanting = Contact.objects.filter(channel=choice, may_contact=True)
        if wanting.exists() and channels.gateway_for(channel, "") is None:
            facts = {"count": wanting.count(), "channel": choice.label}
            yield advice(
                _("%(count)d 位居民希望收到%(channel)s，但没有可用的网关") % facts,
                _("在管理页面设置一个通知网关。"),
            )
    if not any(state.failing_since or state.dead for state in states):
        yield fine(_("通知网关 %(count)d 个") % {"count": len(states)})


def sealing() -> Iterator[Finding]:
    """Whether history is sealed, and the seal kept where nobody here can change it."""
    waits_since = seals.open_since()
    newest = seals.newest()
    if waits_since is not None and waits_since < clock.now() - SEALED_EVERY:
        yield unsafe(
            _("从 %(moment)s 起的历史还没有封存") % {"moment": f"{clock.local(waits_since):%m-%d %H:%M}"},
            _("确认 linli tick 正在运行；封存之前，删除的案件无从发现。"),
        )
    elif newest is not None:
        facts = {"number": newest.number, "moment": f"{clock.local(newest.at):%m-%d %H:%M}"}
        yield fine(
            _("历史封存到第 %(number)d 号（%(moment)s）；定期在别处存一份：") % facts
            + "linli verify-audit --print-head"
        )
