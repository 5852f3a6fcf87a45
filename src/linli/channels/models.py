"""Notices, their deliveries and gateways; news for an area; who asked to be told of a place."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
        verbose_name_plural = pgettext_lazy("list", "通知网关")

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """Something told once: to one account, one contact, one organisation's group, or a bare address.

    To a bare address nothing but the subject is kept here; what is said travels sealed with the delivery.
    """

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
        verbose_name_plural = pgettext_lazy("list", "通知")
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, contact=None, organisation_code="")
                | Q(account=None, contact__isnull=False, organisation_code="")
                | Q(account=None, contact=None),
                name="notice_to_one_at_most",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="notice_inbox"),
            models.Index(fields=["account"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """A notice on its way through a gateway to one sealed address.

    `sealed` is what is said to a bare address, wiped once it is sent or never can be; after `until` it is
    sent no more.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        REFUSED = "refused", _("被拒绝")
        DEAD = "dead", _("已放弃")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    gateway = models.ForeignKey(Gateway, on_delete=models.CASCADE, related_name="deliveries")
    address = models.CharField(max_length=500, blank=True)
    sealed = models.TextField(blank=True)
    until = models.DateTimeField(null=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    created_at = models.DateTimeField(_("时间"))
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("发送时间"), null=True)
    error = models.CharField(_("错误"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("发送记录")
        verbose_name_plural = pgettext_lazy("list", "发送记录")
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
        verbose_name_plural = pgettext_lazy("list", "通知偏好")

    def __str__(self) -> str:
        return f"{self.account_id}"


class News(models.Model):
    """A notice (公告) of a desk for everybody in an area, shown from `since` until `until`."""

    key = models.CharField(max_length=100, unique=True)
    area_code = models.CharField(_("区域编码"), max_length=15, blank=True)
    title = models.CharField(_("标题"), max_length=60)
    body = models.TextField(_("正文"))
    author = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="news")
    signed = models.CharField(_("落款"), max_length=100)
    published_at = models.DateTimeField(_("发布时间"))
    since = models.DateTimeField(_("起"))
    until = models.DateTimeField(_("止"), null=True)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True)

    class Meta:
        verbose_name = _("公告")
        verbose_name_plural = pgettext_lazy("list", "公告")
        indexes = [models.Index(fields=["area_code", "-since"], name="news_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="news_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Code(models.Model):
    """A number sent to an address, to see that whoever gave the address reads there; kept as a digest."""

    token = models.CharField(max_length=40, unique=True)
    purpose = models.CharField(max_length=20)
    about = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class Subscription(models.Model):
    """That somebody wants to be told what happens at a place: an area, or a circle around a point.

    A circle has `metres` around `lon`, `lat`, and `area_code` is the grid of its middle. It is an account's,
    or of a sealed address that was proved; `agreed_to` are the words that were agreed to.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="subscriptions")
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=500, blank=True)
    address_index = models.CharField(max_length=32, blank=True, db_index=True)
    area_code = models.CharField(max_length=15)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    metres = models.PositiveIntegerField(default=0)
    every_days = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=10, default="zh-hans")
    agreed_to = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField()
    next_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(confirmed_at__isnull=False), name="subscription_next"
            ),
            models.Index(fields=["created_at"], name="subscription_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, address="") | (Q(account=None) & ~Q(address="")),
                name="subscription_of_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(metres=0, lon=None, lat=None)
                | Q(metres__gt=0, lon__isnull=False, lat__isnull=False),
                name="subscription_circle_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.metres}"


class Happening(models.Model):
    """Something public that happened at a place, kept for a while for those who asked to be told."""

    class Kind(models.TextChoices):
        """What happened."""

        NEWS = "news", _("公告")
        CASE = "case", _("身边的事")

    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    at = models.DateTimeField()
    area_code = models.CharField(max_length=15, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    words = models.JSONField()
    link = models.CharField(max_length=300)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="happening_at"),
            models.Index(fields=["area_code", "at"], name="happening_area"),
        ]

    def __str__(self) -> str:
        return self.key
