"""The site as one app on a phone: its manifest, and the script that opens it without network."""

import hashlib
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie, vary_on_headers

PAPER, BRAND = "#fbfaf7", "#0b6b66"
ICONS = (
    ("shell/icons/app-192.png", "192x192", "any"),
    ("shell/icons/app-512.png", "512x512", "any"),
    ("shell/icons/maskable-512.png", "512x512", "maskable"),
)
NAMED = (
    "shell/tokens.css",
    "shell/base.css",
    "shell/layout.css",
    "shell/components.css",
    "shell/print.css",
    "shell/icons.svg",
    "shell/mark.svg",
    "shell/elder.css",
    "shell/app.js",
    "shell/aloud.js",
    "shell/here.js",
    "worker/worker.css",
    "worker/kept.js",
    "worker/outbox.js",
    "worker/say.js",
    "worker/place.js",
    "worker/plan.js",
    "worker/drafts.js",
    "worker/worker.js",
    "worker/today.js",
    "worker/ask.js",
    "worker/suggest.js",
    "worker/report.js",
    "worker/acts.js",
    "worker/box.js",
    "worker/grids.js",
    "shell/pictures.js",
)
"""The site's own files that must open without network."""


@require_safe
@vary_on_cookie
@vary_on_headers("Accept-Language")
@cache_control(private=True, max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the installable app; it opens on the reader's own front, also without network."""
    facts = {
        "id": "/",
        "name": _("邻里 · 基层治理"),
        "short_name": _("邻里"),
        "lang": "en" if get_language() == "en" else "zh-Hans",
        "start_url": reverse("shell:start"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": BRAND,
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@require_safe
@cache_control(max_age=3600)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the script that opens the site's pages when the network is gone."""
    files, stamp = _files()
    page = {"files": files, "stamp": stamp, "static_url": settings.STATIC_URL}
    return render(request, "shell/sw.js", page, content_type="text/javascript")


@cache
def _files() -> tuple[tuple[str, ...], str]:
    """Return the addresses of what is kept, and a stamp that changes when any of the files does."""
    named = tuple(static(name) for name in NAMED)
    return named, hashlib.sha256(" ".join(named).encode()).hexdigest()[:12]
