"""Every page of every front in one list: screenshots, axe, Lighthouse and limits of queries go through it.

A new page is added to PAGES (tests/guards/test_pages.py finds one that is missing). A path may hold a
`{name}` of FINDS: something of the running city, such as a case, that is read off another page.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

Fetch = Callable[[str, str], str]
"""Gives the text of the page that `role` sees at `path`."""


@dataclass(frozen=True)
class Page:
    """One page as one of the demo's people sees it.

    Attributes:
        name: of its pictures and its row in reports.
        path: its address.
        role: the demo account that looks, without `demo-`; empty for a passer-by.
        main: whether its speed is measured in the browser too.
        elder: whether it is also shown with large letters.
        map: whether it carries a map, whose library counts apart.
        press: what is pressed before it is looked at, as a selector; empty for nothing.
        wall: whether it is made for a wall's screen and has no telephone's size.
    """

    name: str
    path: str
    role: str = ""
    main: bool = False
    elder: bool = False
    map: bool = False
    press: str = ""
    wall: bool = False


@dataclass(frozen=True)
class Find:
    """Something read off a page: who looks where, and the pattern whose first group it is.

    Where `holds` is given, the first whose own page (at `own`, the thing in place of {}) holds it.
    """

    role: str
    path: str
    pattern: str
    own: str = ""
    holds: str = ""


_OF_ELDER, _OF_KIN = r'href="/care/{}/{}/">老人自己的页面', r'href="/care/{}/{}/">家人的页面'
_ENTRY = "/accounts/login/"

FINDS = {
    "case": Find("street", "/desk/?tab=all", r"/desk/cases/([\w-]+)/", "/desk/cases/{}/", "/reporter/"),
    "work": Find("inspector", "/worker/", r"/worker/cases/([\w-]+)/"),
    "resident": Find("worker", "/worker/people/", r"/worker/people/(\d+)/look/"),
    "track": Find("", "/nearby/", r"/t/([\w-]+)/"),
    "plan": Find("community", "/desk/care/", r"/desk/care/(?!new/|emergencies/)([\w-]+)/"),
    "alert": Find("worker", "/worker/care/", r"/worker/alerts/([\w-]+)/"),
    "elder": Find("", _ENTRY, _OF_ELDER.format(r"([\w-]+)", r"[\w-]+")),
    "elder_key": Find("", _ENTRY, _OF_ELDER.format(r"[\w-]+", r"([\w-]+)")),
    "kin": Find("", _ENTRY, _OF_KIN.format(r"([\w-]+)", r"[\w-]+")),
    "kin_key": Find("", _ENTRY, _OF_KIN.format(r"[\w-]+", r"([\w-]+)")),
    "community": Find("community", "/desk/news/", r'value="(\d{12})"'),
    "news": Find("community", "/desk/news/", r"/news/(\d+)/\""),
    "area": Find("system", "/admin/places/area/?level__exact=4", r"/admin/places/area/(\d{15})/change/"),
    "organisation": Find("system", "/admin/orgs/organisation/", r"/admin/orgs/organisation/(\d+)/change/"),
    "party": Find("system", "/admin/orgs/partyorganisation/", r"/admin/orgs/partyorganisation/(\d+)/change/"),
    "person": Find("system", "/admin/orgs/worker/", r"/admin/orgs/worker/(\d+)/change/"),
    "account": Find("system", "/admin/kernel/account/", r"/admin/kernel/account/(\d+)/change/"),
    "entry": Find("audit", "/admin/kernel/auditentry/", r"/admin/kernel/auditentry/(\d+)/change/"),
}

PAGES = (
    Page("home", "/", main=True, elder=True),
    Page("report", "/report/", main=True, map=True),
    Page("step-what", "/report/steps/what/", main=True, elder=True),
    Page("step-which", "/report/steps/what/?topic=waste", elder=True),
    Page("step-words", "/report/steps/words/", elder=True),
    Page("find-report", "/t/", elder=True),
    Page("nearby", "/nearby/", main=True, elder=True),
    Page("nearby-map", "/nearby/?view=map", main=True, elder=True, map=True),
    Page("community-choose", "/here/?change=1", elder=True),
    Page("community", "/here/{community}/", main=True, elder=True),
    Page("news", "/news/{news}/", elder=True),
    Page("follow-place", "/follow/?area={community}", elder=True),
    Page("follow-circle", "/follow/?lon=119.95&lat=31.78", elder=True),
    Page("followed", "/follow/mine/", "resident", elder=True),
    Page("sign-in-phone", "/accounts/phone/", elder=True),
    Page("sign-in-code", "/accounts/phone/any/", elder=True),
    Page("follow-code", "/follow/code/any/", elder=True),
    Page("help", "/help/", elder=True),
    Page("privacy", "/privacy/", elder=True),
    Page("offline", "/offline/", elder=True),
    Page("sign-in", "/accounts/login/", elder=True),
    Page("mine", "/me/", "resident", main=True, elder=True),
    Page("track", "/t/{track}/", main=True, elder=True),
    Page("notices", "/notices/", "resident", elder=True),
    Page("account", "/shell/account/", "resident", elder=True),
    Page("telling", "/shell/account/notices/", "resident", elder=True),
    Page("password", "/accounts/password/change/", "resident", elder=True),
    Page("second-factor", "/accounts/2fa/", "resident", elder=True),
    Page("care-elder", "/care/{elder}/{elder_key}/", main=True, elder=True),
    Page("care-kin", "/care/{kin}/{kin_key}/", elder=True),
    Page("demo-phone", "/demo/phone/", elder=True),
    Page("desk-care", "/desk/care/", "community"),
    Page("desk-care-plan", "/desk/care/{plan}/", "community"),
    Page("desk-care-change", "/desk/care/{plan}/change/", "community"),
    Page("desk-care-consent", "/desk/care/{plan}/consent/", "community"),
    Page("desk-care-kin", "/desk/care/{plan}/kin/", "community"),
    Page("desk-care-name", "/desk/care/{plan}/names/", "community"),
    Page("desk-care-new", "/desk/care/new/", "community"),
    Page("desk-care-emergencies", "/desk/care/emergencies/", "street"),
    Page("desk-news", "/desk/news/", "community"),
    Page("worker", "/worker/", "worker", main=True),
    Page("worker-settle", "/worker/settle/", "worker", main=True),
    Page("worker-report", "/worker/report/", "worker", main=True),
    Page("worker-case", "/worker/cases/{work}/", "inspector", main=True),
    Page("worker-plan", "/worker/plan/", "worker", main=True),
    Page("worker-people", "/worker/people/", "worker"),
    Page("worker-look", "/worker/people/{resident}/look/", "worker"),
    Page("worker-care", "/worker/care/", "worker"),
    Page("worker-alert", "/worker/alerts/{alert}/", "worker"),
    Page("worker-emergency", "/worker/care/emergency/", "worker"),
    Page("worker-doors", "/worker/care/doors/", "worker"),
    Page("worker-door-find", "/worker/care/doors/find/", "worker"),
    Page("worker-door-ask", "/worker/care/doors/for/{plan}/", "worker"),
    Page("worker-box", "/worker/box/", "worker"),
    Page("worker-department", "/worker/", "department"),
    Page("worker-inspector", "/worker/", "inspector"),
    Page("desk", "/desk/", "street", main=True, press="#list a >> nth=0", map=True),
    Page("desk-all", "/desk/?tab=all", "street"),
    Page("desk-map", "/desk/map/", "street", main=True, map=True),
    Page("desk-bulk", "/desk/bulk/?n={case}", "street"),
    Page("desk-views", "/desk/views/", "street"),
    Page("desk-case", "/desk/cases/{case}/", "street", main=True, map=True),
    Page("desk-reporter", "/desk/cases/{case}/reporter/", "street"),
    Page("desk-ticket", "/desk/ticket/", "street", map=True),
    Page("city", "/city/", "leader", main=True, map=True),
    Page("city-wall", "/city/?wall=1", "leader", map=True, wall=True),
    Page("city-grids", "/city/?area={community}&show=open", "leader", map=True),
    Page("city-behind", "/city/cases/?show=closed_30", "leader"),
    Page("city-definitions", "/city/definitions/", "leader"),
    Page("city-coverage", "/city/coverage/", "leader"),
    Page("city-nets", "/city/nets/?area={community}", "leader", map=True),
    Page("city-report", "/city/report/", "leader"),
    Page("office", "/admin/", "system", main=True),
    Page("office-areas", "/admin/places/area/", "system", main=True),
    Page("office-area", "/admin/places/area/{area}/change/", "system"),
    Page("office-overlays", "/admin/places/overlay/", "system"),
    Page("office-buildings", "/admin/places/building/", "system"),
    Page("office-building-new", "/admin/places/building/add/", "system"),
    Page("office-import-areas", "/admin/import/areas/", "system"),
    Page("office-import-roster", "/admin/import/roster/", "system"),
    Page("office-catalogue", "/admin/catalogue/", "system", main=True),
    Page("office-matter", "/admin/catalogue/matters/06010/", "system"),
    Page("office-matter-new", "/admin/catalogue/matters/new/", "system"),
    Page("office-catalogue-file", "/admin/catalogue/files/topics.csv/replace/", "system"),
    Page("office-versions", "/admin/cases/catalogueversion/", "system"),
    Page("office-calendar", "/admin/calendar/", "system"),
    Page("office-organisations", "/admin/orgs/organisation/", "system"),
    Page("office-organisation", "/admin/orgs/organisation/{organisation}/change/", "system"),
    Page("office-organisation-new", "/admin/orgs/organisation/add/", "system"),
    Page("office-party", "/admin/orgs/partyorganisation/", "system"),
    Page("office-party-one", "/admin/orgs/partyorganisation/{party}/change/", "system"),
    Page("office-party-new", "/admin/orgs/partyorganisation/add/", "system"),
    Page("office-memberships", "/admin/orgs/partymembership/", "system"),
    Page("office-membership-new", "/admin/orgs/partymembership/add/", "system"),
    Page("office-workers", "/admin/orgs/worker/", "system"),
    Page("office-worker", "/admin/orgs/worker/{person}/change/", "system"),
    Page("office-worker-new", "/admin/orgs/worker/add/", "system"),
    Page("office-posts", "/admin/orgs/post/", "system"),
    Page("office-post-new", "/admin/orgs/post/add/", "system"),
    Page("office-devices", "/admin/devices/device/", "system"),
    Page("office-device-new", "/admin/devices/device/add/", "system"),
    Page("office-device-groups", "/admin/devices/group/", "system"),
    Page("office-device-group-new", "/admin/devices/group/add/", "system"),
    Page("office-openers", "/admin/devices/opener/", "system"),
    Page("office-opener-new", "/admin/devices/opener/add/", "system"),
    Page("office-import-devices", "/admin/import/devices/", "system"),
    Page("office-refusals", "/admin/devices/refusal/", "system"),
    Page("office-gateways", "/admin/channels/gateway/", "system"),
    Page("office-gateway-new", "/admin/channels/gateway/add/", "system"),
    Page("office-deliveries", "/admin/channels/delivery/", "system"),
    Page("office-outbox", "/admin/kernel/outboxevent/", "system"),
    Page("office-jobs", "/admin/kernel/job/", "system"),
    Page("office-accounts", "/admin/kernel/account/", "system"),
    Page("office-account", "/admin/kernel/account/{account}/change/", "system"),
    Page("office-account-new", "/admin/kernel/account/add/", "system"),
    Page("office-security", "/admin/", "security"),
    Page("office-roles", "/admin/orgs/rolegrant/", "security"),
    Page("office-role-new", "/admin/orgs/rolegrant/add/", "security"),
    Page("office-lockouts", "/admin/axes/accessattempt/", "security"),
    Page("office-audit-home", "/admin/", "audit"),
    Page("office-audit", "/admin/kernel/auditentry/", "audit"),
    Page("office-sign-ins", "/admin/axes/accesslog/", "audit"),
    Page("office-audit-entry", "/admin/kernel/auditentry/{entry}/change/", "audit"),
)

_CITY = "box=119.3,31.3,120.6,32.3&zoom=9"
_NEAR = "box=119.9,31.75,120,31.81&zoom=14"

DATA = (
    Page("desk-map-cases", f"/desk/map/cases.json?tab=all&{_CITY}", "street"),
    Page("desk-map-cases-near", f"/desk/map/cases.json?tab=all&{_NEAR}", "street"),
    Page("desk-map-load", "/desk/map/load.json", "street"),
    Page("desk-live", "/desk/live/", "street"),
    Page("desk-case-points", "/desk/cases/{case}/points.geojson", "street"),
    Page("city-values", "/city/values.json", "leader"),
    Page("city-dots", f"/city/dots.geojson?{_CITY}", "leader"),
    Page("city-live", "/city/live/", "leader"),
    Page("nearby-points", "/nearby/points.geojson"),
)
"""What maps and lists fetch: nothing to look at, but it costs the server as a page does."""

PARTS = frozenset({
    "shell:language", "shell:elder", "shell:start", "shell:enter", "shell:service_worker",
    "shell:demo_messages", "shell:favicon", "resident:matters", "resident:where", "resident:points",
    "resident:own", "resident:care_act", "desk:care_withdraw", "desk:care_review", "desk:care_end",
    "desk:care_kin_change", "desk:care_pages", "desk:care_unmap", "worker:answer", "worker:visit",
    "worker:door", "worker:door_act",
    "resident:act", "resident:keep", "resident:end", "resident:unsubscribe", "desk:withdraw_news",
    "shell:manifest", "worker:move", "worker:waiting", "worker:day", "worker:near", "worker:matters",
    "worker:words", "worker:token", "worker:send", "worker:grid", "desk:live", "desk:save_view",
    "desk:change_view", "desk:map_cases", "desk:map_load", "desk:export", "desk:form", "desk:pane",
    "desk:points", "desk:move", "city:dots", "city:live", "city:net_values", "city:report_excel",
    "city:report_word", "city:values", "account_logout", "account_inactive", "account_signup",
    "account_reauthenticate", "account_set_password", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
})  # fmt: skip
"""Addresses that are no page to look at: parts of pages, acts, redirects, and what only some people meet."""


class Finder:
    """Puts a running city's own things into the addresses of pages.

    Args:
        fetch: gives the text of the page that a role sees at a path.
    """

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.found: dict[str, str] = {}

    def path(self, page: Page) -> str:
        """Return the address of `page` in this city.

        Raises:
            LookupError: the city has none of a thing that the path asks for.
        """
        for name in re.findall(r"\{(\w+)\}", page.path):
            if name not in self.found:
                self.found[name] = self._look(FINDS[name])
        return page.path.format(**self.found)

    def _look(self, find: Find) -> str:
        seen = dict.fromkeys(re.findall(find.pattern, self.fetch(find.role, find.path)))
        for each in seen:
            if not find.holds or find.holds in self.fetch(find.role, find.own.format(each)):
                return str(each)
        raise LookupError(f"{find.path} shows {find.role or 'a passer-by'} no {find.pattern} {find.holds}")
