"""The Django app of this package."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.wiring"
    label = "wiring"
    default_auto_field = "django.db.models.BigAutoField"
