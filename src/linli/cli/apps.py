"""The Django app of this package."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.cli"
    label = "cli"
    default_auto_field = "django.db.models.BigAutoField"
