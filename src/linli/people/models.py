"""The tables of residents: contacts, households; what identifies a person is sealed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel.accounts import Account
from linli.places.models import Dwelling


class Contact(models.Model):
    """A person who may be reached: name, telephone and e-mail are sealed, the telephone shows masked.

    `phone_proved_at` is when the account's owner read a code sent to the telephone; one account a telephone.
    """

    class Channel(models.TextChoices):
        """How the person would rather be told."""

        IN_APP = "in_app", _("站内消息")
        SMS = "sms", _("短信")
        EMAIL = "email", _("电子邮件")

    person_index = models.CharField(max_length=32, unique=True, null=True)
    name = models.CharField(max_length=500, blank=True)
    phone = models.CharField(max_length=120, blank=True)
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    phone_mask = models.CharField(_("电话"), max_length=20, blank=True)
    phone_proved_at = models.DateTimeField(null=True)
    email = models.CharField(max_length=500, blank=True)
    account = models.OneToOneField(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="contact"
    )
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    may_contact = models.BooleanField(_("同意联系"), default=True)
    channel = models.CharField(_("首选方式"), max_length=10, choices=Channel.choices, default=Channel.IN_APP)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("联系人")
        verbose_name_plural = pgettext_lazy("list", "联系人")
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=Q(phone_proved_at__isnull=False, account__isnull=False),
                name="proved_phone_of_one_account",
            ),
        ]

    def __str__(self) -> str:
        return self.phone_mask or f"#{self.pk}"


class Household(models.Model):
    """Those who live behind one door; `grid_code` says who may see it."""

    dwelling = models.ForeignKey(
        Dwelling, verbose_name=_("户室"), on_delete=models.PROTECT, related_name="households"
    )
    grid_code = models.CharField(_("网格编码"), max_length=15, db_index=True)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("家庭户")
        verbose_name_plural = pgettext_lazy("list", "家庭户")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="household_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["dwelling"], condition=Q(until=None), name="one_household_a_dwelling"
            ),
        ]

    def __str__(self) -> str:
        return str(self.dwelling_id)


class Resident(models.Model):
    """That a contact lives in a household; the identity number is sealed and found by its index."""

    class Relation(models.TextChoices):
        """What the person is to the head of the household."""

        HEAD = "head", _("户主")
        SPOUSE = "spouse", _("配偶")
        CHILD = "child", _("子女")
        PARENT = "parent", _("父母")
        RELATIVE = "relative", _("其他亲属")
        TENANT = "tenant", _("租户")
        OTHER = "other", _("其他")

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="residents")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="residences")
    relation = models.CharField(_("与户主关系"), max_length=10, choices=Relation.choices)
    identity = models.CharField(max_length=120, blank=True)
    identity_index = models.CharField(max_length=32, blank=True, db_index=True)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("居民")
        verbose_name_plural = pgettext_lazy("list", "居民")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "contact"], condition=Q(until=None), name="resident_once_a_household"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.contact_id}"
