"""The Django apps of this front: its pages, and the admin site that they stand on."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class OfficeConfig(AppConfig):
    """Registers the front with Django."""

    name = "linli.web.office"
    label = "office"


class OfficeAdminConfig(AdminConfig):
    """Puts our own site in the place of Django's."""

    default_site = "linli.web.office.site.Office"
    default = False
