"""The Django app of this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.people"
    label = "people"
    verbose_name = _("居民")
    default_auto_field = "django.db.models.BigAutoField"
