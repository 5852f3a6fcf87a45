"""The city's own data: areas, bodies, catalogue, holidays, care, and how long things are kept."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from linli.care import policy, rungs
from linli.care.models import NeedlessVisit
from linli.cases import notices
from linli.cases.catalogue import current as catalogue
from linli.cli.doctor.finding import Finding, advice, fine, unsafe
from linli.kernel import clock, retention
from linli.orgs.models import Organisation
from linli.places.models import Area
from linli.places.rules import Level

MONTH_OF_THE_NOTICE = 11


def master_data() -> Iterator[Finding]:
    """Whether there are grids, and bodies that cases can be given to."""
    grids = Area.objects.filter(level=Level.GRID, retired_on=None).count()
    bodies = Organisation.objects.filter(retired_on=None).count()
    if not grids:
        yield advice(_("还没有网格：报告无法定位"), "linli import places FILE")
    if not bodies:
        yield advice(_("还没有单位：案件无处派遣"), _("在管理页面录入，或用 linli import 导入。"))
    if grids and bodies:
        yield fine(_("%(grids)d 个网格，%(bodies)d 个单位") % {"grids": grids, "bodies": bodies})


def catalogue_in_force() -> Iterator[Finding]:
    """Whether the catalogue can be read."""
    found = catalogue()
    yield fine(_("事项目录：%(count)d 个事项") % {"count": len(found.matters)})


def holidays() -> Iterator[Finding]:
    """Whether the holiday notices reach as far as deadlines do."""
    rules = catalogue()
    calendar = notices.current(rules.hours, rules.day_hours, clock.zone().key)
    today = clock.today()
    known = calendar.known_through or 0
    if known < today.year:
        yield unsafe(
            _("没有 %(year)d 年的放假通知：期限按周末估算") % {"year": today.year},
            "linli import calendar FILE",
        )
    elif known == today.year and today.month >= MONTH_OF_THE_NOTICE:
        yield advice(
            _("还没有 %(year)d 年的放假通知，跨年的期限是暂定的") % {"year": today.year + 1},
            _("国务院办公厅公布后运行 linli import calendar FILE，期限会自动重算。"),
        )
    else:
        yield fine(_("放假通知已到 %(year)d 年") % {"year": known})


def care_files() -> Iterator[Finding]:
    """Whether the ladders and the policy of the watch over elders can be read."""
    ladders, settled = rungs.current(), policy.checked()
    yield fine(
        _("独居老人关照：%(count)d 套处置步骤，按%(rule)s告警")
        % {"count": len(ladders.by_code), "rule": NeedlessVisit.Rule(settled.rule).label}
    )


def retention_rules() -> Iterator[Finding]:
    """Whether the rules of retention can be read."""
    rules = retention.rules()
    kept = [rule.what for rule in rules.values() if not rule.days]
    if kept:
        yield advice(
            _("以下数据永久保存：%(what)s") % {"what": ", ".join(kept)},
            _("在 retention.toml 中写明保存期限。"),
        )
    else:
        yield fine(_("保存期限：%(count)d 条规则") % {"count": len(rules)})
