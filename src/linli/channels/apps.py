"""The Django app of this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.channels"
    label = "channels"
    verbose_name = _("通知")
    default_auto_field = "django.db.models.BigAutoField"
