"""The Django app of this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DevicesConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.devices"
    label = "devices"
    verbose_name = _("设备")
    default_auto_field = "django.db.models.BigAutoField"
