"""The Django app of this package."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.sources"
    label = "sources"
    default_auto_field = "django.db.models.BigAutoField"
