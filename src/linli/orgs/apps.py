"""The Django app of this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgsConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.orgs"
    label = "orgs"
    verbose_name = _("组织与人员")
    default_auto_field = "django.db.models.BigAutoField"
