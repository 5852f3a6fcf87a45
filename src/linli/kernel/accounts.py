"""The account a person signs in with; what it may do is granted elsewhere."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Account(AbstractUser):
    """A person's way in: a name, a password and a language; rights are roles granted in `orgs`.

    `letters` is how large it likes them: 0 as usual, from 1 on for old eyes.

    There is no superuser and there are no groups: nobody stands above the separated administrators.
    """

    groups: Any = None
    user_permissions: Any = None
    display_name = models.CharField(_("姓名"), max_length=60, blank=True)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    letters = models.PositiveSmallIntegerField(_("字号"), default=0)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = pgettext_lazy("list", "账号")

    @property
    def is_superuser(self) -> bool:
        """Nobody is a superuser."""
        return False

    @is_superuser.setter
    def is_superuser(self, value: bool) -> None:
        if value:
            raise ValueError("Linli has no superuser; grant a role with `linli account create`")

    def __str__(self) -> str:
        return self.display_name or self.username
