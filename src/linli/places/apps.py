"""The Django app of this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.places"
    label = "places"
    verbose_name = _("地方")
    default_auto_field = "django.db.models.BigAutoField"
