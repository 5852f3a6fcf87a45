"""Django's settings; every variable a city may set is described in docs/settings.md."""

import os

from csp.constants import NONE, SELF

from linli.wiring import basemap, env, logs
from linli.wiring.office import UNFOLD as UNFOLD
from linli.wiring.signin import *  # noqa: F403

HOME = env.home()
DEMO = env.flag("LINLI_DEMO")
DEBUG = False

SECRET_KEY = env.secret("LINLI_SECRET_KEY", HOME)
DATA_KEY = env.secret("LINLI_DATA_KEY", HOME)
PUBLIC_URL = env.text("LINLI_PUBLIC_URL", f"http://localhost:{env.text('PORT', '8000')}").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.hosts(PUBLIC_URL)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
PROXIES = env.number("LINLI_PROXIES", 0)
ICLOCK = env.flag("LINLI_ICLOCK")
MQTT_URL = env.text("LINLI_MQTT_URL")
MQTT_CA = env.text("LINLI_MQTT_CA")
MQTT_NAME = env.text("LINLI_MQTT_NAME")
MQTT_SHARED = env.flag("LINLI_MQTT_SHARED")
MQTT_PROTOCOL = env.text("LINLI_MQTT_PROTOCOL", "5")
REPORTS_PER_DEVICE = env.number("LINLI_REPORTS_PER_DEVICE", 10)
REPORTS_PER_ADDRESS = env.number("LINLI_REPORTS_PER_ADDRESS", 60)
LOGGING = logs.configure(env.text("LINLI_LOG", "auto"), env.text("LINLI_LOG_LEVEL", "INFO").upper())
LOG_REQUESTS = env.flag("LINLI_LOG_REQUESTS")

INSTALLED_APPS = [
    "linli.kernel",
    "linli.places",
    "linli.people",
    "linli.orgs",
    "linli.devices",
    "linli.channels",
    "linli.cases",
    "linli.care",
    "linli.sources",
    "linli.insight",
    "linli.web",
    "linli.web.shell",
    "linli.web.resident",
    "linli.web.worker",
    "linli.web.desk",
    "linli.web.city",
    "linli.web.office.apps.OfficeConfig",
    "linli.web.signin",
    "linli.api",
    "linli.cli",
    "linli.wiring",
    "unfold.apps.BasicAppConfig",
    "linli.web.office.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "linli.wiring.timing.TimingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.web.shell.middleware.PagePolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.web.shell.middleware.AccountLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "linli.web.signin.gate.GateMiddleware",
    "linli.wiring.faults.FaultMiddleware",
]
ROOT_URLCONF = "linli.wiring.urls"
WSGI_APPLICATION = "linli.wiring.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.web.shell.context.shell",
            ],
        },
    }
]

OUTBOX_HANDLERS = "linli.wiring.handlers.HANDLERS"
JOBS = "linli.wiring.jobs.JOBS"
SIGN_HEARERS = "linli.wiring.signs.HEARERS"
RETENTION = "linli.wiring.retention.WIPERS"
REPORTER_LINK = PUBLIC_URL + "/t/{number}/{key}/"
PUBLIC_CASE_LINK = PUBLIC_URL + "/t/{number}/"
NEWS_LINK = PUBLIC_URL + "/news/{id}/"
PLACE_LINK = PUBLIC_URL + "/here/{code}/"
STOP_LINK = PUBLIC_URL + "/follow/stop/{id}/{key}/"
CARE_LINK = PUBLIC_URL + "/care/{name}/{key}/"
CARE_PLAN_LINK = PUBLIC_URL + "/desk/care/{code}/"
ALERT_LINK = PUBLIC_URL + "/worker/alerts/{code}/"
DOOR_LINK = PUBLIC_URL + "/worker/care/doors/{code}/"
DESK_LINK = PUBLIC_URL + "/desk/cases/{number}/"
CHAINS = ["linli.kernel.seals.AuditStreams", "linli.cases.seals.CaseChains"]

DATABASES = {"default": env.database(env.text("LINLI_DATABASE_URL"), HOME)}
SQLITE = DATABASES["default"]["ENGINE"] == "linli.kernel.sqlite"

BIND = env.text("LINLI_BIND", "127.0.0.1")
PORT = env.number("PORT", 8000)
MAX_BODY_MB = env.number("LINLI_MAX_BODY_MB", 40)
CORES = os.cpu_count() or 1
WEB_WORKERS = env.number("LINLI_WEB_WORKERS", min(CORES, 2) if SQLITE else CORES)
DESKS = 1 if SQLITE else env.number("LINLI_DESKS", 4)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = env.text("LINLI_TIMEZONE", "Asia/Shanghai")
LOCATE_TOLERANCE_M = float(env.text("LINLI_LOCATE_TOLERANCE", "200"))
USE_TZ = True
BASEMAP = basemap.read()
LINLI_CATALOGUE = env.text("LINLI_CATALOGUE")

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": env.storage(),
    "staticfiles": {"BACKEND": "linli.wiring.static.StaticFiles"},
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "linli.wiring.faults.stale_form"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *(BASEMAP.hosts if BASEMAP and not BASEMAP.vector else ())],
        "connect-src": [SELF, *(BASEMAP.hosts if BASEMAP and BASEMAP.vector else ())],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
