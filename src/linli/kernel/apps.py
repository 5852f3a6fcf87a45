"""The Django app of this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    """Registers the package with Django."""

    name = "linli.kernel"
    label = "kernel"
    verbose_name = _("系统")
    default_auto_field = "django.db.models.BigAutoField"
