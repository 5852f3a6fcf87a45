"""The settings of the administrators' pages: their names and the house's colours."""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

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
UNFOLD = {
    "SITE_TITLE": _("邻里管理后台"),
    "SITE_HEADER": _("邻里管理后台"),
    "SITE_SYMBOL": "home_work",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("shell/mark.svg")}
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {"primary": _TEAL},
}
