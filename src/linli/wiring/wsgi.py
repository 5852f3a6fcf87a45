"""The door for a WSGI server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from linli.wiring.counter import Counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.wiring.settings")
application = Counter(
    get_wsgi_application(),
    settings.DESKS,
    settings.MAX_BODY_MB * 1024 * 1024,
    log_requests=settings.LOG_REQUESTS,
    proxies=settings.PROXIES,
)
