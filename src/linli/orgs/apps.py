"""The Django app of this package."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.orgs"
    label = "orgs"
    default_auto_field = "django.db.models.BigAutoField"
