"""The Django app of this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.care"
    label = "care"
    verbose_name = _("独居老人关照")
    default_auto_field = "django.db.models.BigAutoField"
