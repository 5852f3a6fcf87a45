"""The Django app of this package."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"
