"""The Django app of this package."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
