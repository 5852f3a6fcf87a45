"""The Django app of signing in."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Registers the front with Django."""

    name = "linli.web.signin"
    label = "signin"
