"""Notices to people and organisations, their deliveries, and the gateways they leave by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts import Account
from linli.people.models import Contact


class Gateway(models.Model):
    """A way out of the house: a mail server, a group robot, an SMS carrier; its settings are sealed.

    It serves the areas whose code starts with `area_code` ("" is everywhere); a robot speaks to the group
    of one organisation.
    """

    class Kind(models.TextChoices):
        """What it is."""

        SMTP = "smtp", _("邮件服务器")
        WECOM = "wecom", _("企业微信群机器人")
        DINGTALK = "dingtalk", _("钉钉群机器人")
        FEISHU = "feishu", _("飞书群机器人")
        ALIYUN = "aliyun", _("阿里云短信")
        TENCENT = "tencent", _("腾讯云短信")
        WEBHOOK = "webhook", _("自建短信接口")

    name = models.CharField(_("名称"), max_length=60, unique=True)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    settings = models.TextField()
    active = models.BooleanField(_("启用"), default=True)
    area_code = models.CharField(_("适用区域编码"), max_length=15, blank=True)
    organisation_code = models.CharField(_("所属单位编码"), max_length=40, blank=True, db_index=True)
    failures = models.PositiveIntegerField(_("连续失败次数"), default=0)
    failing_since = models.DateTimeField(_("开始失败时间"), null=True)
    retry_at = models.DateTimeField(null=True)
    last_error = models.CharField(_("最近一次错误"), max_length=500, blank=True)
    last_ok_at = models.DateTimeField(_("最近一次成功"), null=True)

    class Meta:
        verbose_name = _("通知网关")
        verbose_name_plural = _("通知网关")

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """Something told once to one account, one contact or one organisation's group."""

    key = models.CharField(max_length=160, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="notices")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, related_name="notices")
    organisation_code = models.CharField(max_length=40, blank=True)
    event = models.CharField(max_length=60)
    subject = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("内容"), blank=True)
    link = models.CharField(_("链接"), max_length=300, blank=True)
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("时间"), db_index=True)
    read_at = models.DateTimeField(_("已读时间"), null=True)

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, contact=None, organisation_code="")
                | Q(account=None, contact__isnull=False, organisation_code="")
                | (Q(account=None, contact=None) & ~Q(organisation_code="")),
                name="notice_to_exactly_one",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="notice_inbox"),
            models.Index(fields=["account"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """A notice on its way through a gateway to one sealed address."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        REFUSED = "refused", _("被拒绝")
        DEAD = "dead", _("已放弃")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    gateway = models.ForeignKey(Gateway, on_delete=models.CASCADE, related_name="deliveries")
    address = models.CharField(max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    created_at = models.DateTimeField(_("时间"))
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("发送时间"), null=True)
    error = models.CharField(_("错误"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("发送记录")
        verbose_name_plural = _("发送记录")
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["gateway", "state"], name="delivery_gateway"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"


class Preference(models.Model):
    """Whether an account wants its notices by e-mail too; without a row it reads them in Linli only."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="notice_preference")
    by_email = models.BooleanField(_("同时发送邮件"), default=False)

    class Meta:
        verbose_name = _("通知偏好")
        verbose_name_plural = _("通知偏好")

    def __str__(self) -> str:
        return f"{self.account_id}"
