"""The settings of the administrators' pages: their names, colours, and what stands beside them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

_TEAL = {
    "50": "#eef7f6",
    "100": "#d6ebe9",
    "200": "#aed8d4",
    "300": "#7dbfb9",
    "400": "#46a09a",
    "500": "#1d837d",
    "600": "#0b6b66",
    "700": "#0a5a56",
    "800": "#0a4946",
    "900": "#093c3a",
    "950": "#052624",
}
Item = dict[str, Any]


def _may(permission: str) -> Callable[[HttpRequest], bool]:
    return lambda request: bool(request.user.has_perm(permission))


def _table(title: Any, model: str, icon: str, told: Any) -> Item:
    """Return the entry of a table, for those who may look at it, and in a sentence what is done there."""
    app, name = model.split(".")
    link = reverse_lazy(f"admin:{app}_{name}_changelist")
    may = _may(f"{app}.view_{name}")
    return {"title": title, "icon": icon, "link": link, "permission": may, "told": told}


def _page(title: Any, name: str, icon: str, permission: str, told: Any, *arguments: str) -> Item:
    """Return the entry of a page that is no table's."""
    link = reverse_lazy(f"admin:{name}", args=arguments)
    return {"title": title, "icon": icon, "link": link, "permission": _may(permission), "told": told}


NAVIGATION: list[dict[str, Any]] = [
    {
        "title": _("地方"),
        "items": [
            _table(_p("list", "区域"), "places.area", "map", _("改名、停用并指定继任")),
            _page(
                _("导入区域"),
                "import_choose",
                "upload_file",
                "places.change_area",
                _("表格和边界，先核对再导入"),
                "areas",
            ),
            _table(_p("list", "楼栋"), "places.building", "home_work", _("标准地址、所在网格、停用")),
            _page(
                _("导入楼栋"),
                "import_choose",
                "upload_file",
                "places.change_building",
                _("楼栋、单元和户室，从 CSV 或 Excel"),
                "buildings",
            ),
            _table(_p("list", "叠加区域"), "places.overlay", "layers", _("功能区等跨区域的图层")),
        ],
    },
    {
        "title": _("组织与人员"),
        "items": [
            _table(_p("list", "组织"), "orgs.organisation", "apartment", _("责任单位和它的职责")),
            _table(
                _p("list", "党组织"),
                "orgs.partyorganisation",
                "account_tree",
                _("党组织树：新建、调整上级、撤销"),
            ),
            _table(
                _p("list", "党员报到"),
                "orgs.partymembership",
                "how_to_reg",
                _("党员到居住地、工作地报到"),
            ),
            _table(_p("list", "工作人员"), "orgs.worker", "badge", _("谁在岗、离岗")),
            _table(_p("list", "岗位"), "orgs.post", "assignment_ind", _("谁在哪个网格担任什么")),
            _page(
                _("导入组织"),
                "import_choose",
                "upload_file",
                "orgs.change_organisation",
                _("从 CSV 或 Excel，按编码更新"),
                "organisations",
            ),
            _page(
                _("导入党组织"),
                "import_choose",
                "upload_file",
                "orgs.change_partyorganisation",
                _("整棵树，从 CSV 或 Excel"),
                "party",
            ),
            _page(
                _("导入名册"),
                "import_choose",
                "upload_file",
                "orgs.change_worker",
                _("人员和岗位，从 CSV 或 Excel"),
                "roster",
            ),
        ],
    },
    {
        "title": _("设备"),
        "items": [
            _table(_("设备"), "devices.device", "sensors", _("型号、位置、用途、法律依据、维护单位")),
            _table(_("设备组"), "devices.group", "hub", _("一组设备一个密钥")),
            _page(
                _("导入设备"),
                "import_choose",
                "upload_file",
                "devices.change_device",
                _("从 CSV 或 Excel，按编码更新"),
                "devices",
            ),
            _table(
                _("远程开门"),
                "devices.opener",
                "door_open",
                _("门禁控制器的地址和密码，试连接"),
            ),
            _table(_("拒收的事件"), "devices.refusal", "block", _("没有接收的事件和原因，不含内容")),
        ],
    },
    {
        "title": _("规则"),
        "items": [
            _page(
                _("事项目录"),
                "catalogue",
                "rule",
                "cases.view_catalogueversion",
                _("事项、立案条件、时限、责任单位"),
            ),
            _table(
                _p("list", "目录版本"),
                "cases.catalogueversion",
                "history",
                _("案件沿用的各个版本"),
            ),
            _page(
                _("节假日"),
                "calendar",
                "calendar_month",
                "cases.view_catalogueversion",
                _("装入放假通知，看哪些期限改变"),
            ),
        ],
    },
    {
        "title": _p("list", "通知"),
        "items": [
            _table(
                _p("list", "通知网关"),
                "channels.gateway",
                "outgoing_mail",
                _("邮件、短信、群机器人"),
            ),
            _table(_p("list", "发送记录"), "channels.delivery", "send", _("发出、等待和失败的通知")),
        ],
    },
    {
        "title": _("账号与安全"),
        "items": [
            _table(_p("list", "账号"), "kernel.account", "person", _("开通、停用、重设密码")),
            _table(
                _p("list", "角色授权"),
                "orgs.rolegrant",
                "admin_panel_settings",
                _("谁在哪里能做什么"),
            ),
            _table(_p("list", "登录锁定"), "axes.accessattempt", "lock", _("输错密码的锁定，可解除")),
        ],
    },
    {
        "title": _("审计"),
        "items": [
            _table(
                _p("list", "审计记录"),
                "kernel.auditentry",
                "fact_check",
                _("谁在什么时候改了什么、为什么"),
            ),
            _table(_p("list", "登录日志"), "axes.accesslog", "login", _("谁从哪里登录")),
        ],
    },
    {
        "title": _("运行"),
        "items": [
            _table(_p("list", "定时任务"), "kernel.job", "schedule", _("时钟做了什么、出了什么错")),
            _table(_p("list", "待投递事件"), "kernel.outboxevent", "outbox", _("等待和放弃的内部事件")),
        ],
    },
]
UNFOLD = {
    "SITE_TITLE": _("邻里管理后台"),
    "SITE_HEADER": _("邻里管理后台"),
    "SITE_SYMBOL": "home_work",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("shell/mark.svg")}
    ],
    "SITE_URL": reverse_lazy("shell:start"),
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {"action": reverse_lazy("shell:language")},
    "SCRIPTS": [lambda _request: static("office/office.js")],
    "STYLES": [lambda _request: static("office/office.css")],
    "COLORS": {"primary": _TEAL},
    "SIDEBAR": {"navigation": NAVIGATION},
}
