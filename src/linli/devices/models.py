"""The tables of what reports: groups and keys, devices, their state and openers, what came in, logins."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.devices import rules
from linli.kernel.apikeys import ApiKey
from linli.orgs.models import Organisation

KIND_NAMES = {
    rules.Kind.CAMERA: _("摄像机"),
    rules.Kind.GATE: _("门禁"),
    rules.Kind.AI_CAMERA: _("智能摄像机"),
    rules.Kind.WATER_METER: _("水表"),
    rules.Kind.ELECTRICITY_METER: _("电表"),
    rules.Kind.MOTION_SENSOR: _("室内感应器"),
    rules.Kind.BUTTON: _("呼叫按钮"),
    rules.Kind.SMOKE_ALARM: _("烟感报警器"),
    rules.Kind.GAS_ALARM: _("燃气报警器"),
    rules.Kind.DRONE: _("无人机"),
}


class Group(models.Model):
    """Devices that report through one platform: one key, one signing secret, one area.

    `edition` grows whenever its devices change: who keeps them in memory sees that they are old.
    """

    code = models.CharField(_("编码"), max_length=64, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    area_code = models.CharField(_("所在区域编码"), max_length=15, db_index=True)
    key = models.OneToOneField(ApiKey, verbose_name=_("密钥"), null=True, on_delete=models.SET_NULL)
    signing_sealed = models.CharField(max_length=200, blank=True)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("设备组")
        verbose_name_plural = _("设备组")

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """One thing that reports: what and where it is, whose, why it may be there, and who keeps it working."""

    code = models.CharField(_("编码"), max_length=64, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("类别"), max_length=20, choices=list(KIND_NAMES.items()))
    model = models.CharField(_("型号"), max_length=100, blank=True)
    serial = models.CharField(_("序列号"), max_length=64, blank=True)
    group = models.ForeignKey(
        Group, verbose_name=_("设备组"), on_delete=models.PROTECT, related_name="devices"
    )
    area_code = models.CharField(_("所在网格编码"), max_length=15, db_index=True)
    address = models.CharField(_("位置"), max_length=200, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    owner = models.ForeignKey(
        Organisation, verbose_name=_("产权单位"), on_delete=models.PROTECT, related_name="owned_devices"
    )
    keeper = models.ForeignKey(
        Organisation, verbose_name=_("维护单位"), on_delete=models.PROTECT, related_name="kept_devices"
    )
    purpose = models.CharField(_("用途"), max_length=200)
    legal_ground = models.CharField(_("法律依据"), max_length=200, blank=True)
    retention_days = models.PositiveIntegerField(_("数据保存天数"), default=0)
    heartbeat_s = models.PositiveIntegerField(_("心跳间隔（秒）"), default=0)
    maintained_on = models.DateField(_("上次维护日期"), null=True, blank=True)
    maintain_every_days = models.PositiveIntegerField(_("维护周期（天）"), default=0)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("设备")
        verbose_name_plural = _("设备")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "serial"], condition=~Q(serial=""), name="device_serial_once_a_group"
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90, lon__isnull=False),
                name="device_point_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Opener(models.Model):
    """How a gate is opened from afar: where its controller listens, which door, and the sealed login."""

    device = models.OneToOneField(
        Device, verbose_name=_("门禁"), on_delete=models.PROTECT, related_name="opener"
    )
    address = models.CharField(_("控制器地址"), max_length=100)
    door = models.PositiveSmallIntegerField(_("门编号"), default=1)
    login = models.CharField(max_length=1000)
    kept_at = models.DateTimeField(_("登记时间"))
    last_ok_at = models.DateTimeField(_("最近一次成功"), null=True)
    last_error = models.CharField(_("最近一次错误"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("远程开门")
        verbose_name_plural = _("远程开门")
        constraints = [
            models.CheckConstraint(condition=Q(door__gte=1, door__lte=256), name="opener_door_possible")
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.door}"


class DeviceState(models.Model):
    """How a device is doing; apart from the register, for it changes all the time."""

    device = models.OneToOneField(Device, primary_key=True, on_delete=models.CASCADE, related_name="state")
    last_at = models.DateTimeField(_("最近消息"), null=True)
    look_at = models.DateTimeField(null=True)
    offline_since = models.DateTimeField(_("离线起"), null=True)
    pictured_at = models.DateTimeField(_("最近上传图片"), null=True)

    class Meta:
        indexes = [
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="device_to_look_at"),
            models.Index(
                fields=["offline_since"], condition=Q(offline_since__isnull=False), name="device_offline"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.last_at}"


class Outage(models.Model):
    """That a device was offline: from when it was last heard until it was heard again or taken out of use."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="outages")
    since = models.DateTimeField(_("离线起"))
    until = models.DateTimeField(_("恢复时间"), null=True)

    class Meta:
        verbose_name = _("离线记录")
        verbose_name_plural = _("离线记录")
        indexes = [
            models.Index(fields=["device", "until"], name="outage_device"),
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="outage_over"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["device"], condition=Q(until=None), name="one_outage_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.since}"


class HourlyCount(models.Model):
    """How many events a device sent in an hour: all that is left of the events of people without a plan.

    `hour` counts from 1970 in UTC. `marks` are eight keyed bytes of each event's id, by which the same event
    sent again is known; they go when no event of that hour is taken any more.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="counts")
    hour = models.PositiveIntegerField(_("小时"))
    count = models.PositiveIntegerField(_("事件数"))
    marks = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "hour"], name="one_count_an_hour")]
        indexes = [models.Index(fields=["hour"], name="device_count_hour")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.hour} {self.count}"


class Batch(models.Model):
    """What came in one request: its digest and answer, and the counts that wait to be added up."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, db_index=False)
    digest = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(db_index=True)
    counts = models.BinaryField(null=True)
    answer = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(counts__isnull=False), name="device_batch_waiting"),
            models.Index(
                fields=["group", "id"], condition=Q(counts__isnull=False), name="device_batch_together"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.received_at}"


class HeardSign(models.Model):
    """The mark of an event that counts as of its receipt, or of a finding, by which it is known again.

    A sign of life with a moment of its own needs none: sent again, it is no later than the last one.
    """

    mark = models.BigIntegerField(primary_key=True)
    received_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.mark)


class Refusal(models.Model):
    """An event that was not taken, with its reason; never with its content."""

    group = models.ForeignKey(Group, verbose_name=_("设备组"), on_delete=models.CASCADE)
    area_code = models.CharField(max_length=15, db_index=True)
    at = models.DateTimeField(_("收到时间"), db_index=True)
    source = models.CharField(_("设备"), max_length=64, blank=True)
    event_id = models.CharField(_("事件编号"), max_length=64, blank=True)
    reason = models.CharField(_("原因"), max_length=30)
    field = models.CharField(_("字段"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("拒收的事件")
        verbose_name_plural = _("拒收的事件")

    def __str__(self) -> str:
        return f"{self.source} {self.reason}"


class DayTally(models.Model):
    """How many events of a group had an outcome (accepted, duplicate, late, skewed, or a reason) on a day."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE)
    day = models.DateField()
    outcome = models.CharField(max_length=30)
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "day", "outcome"], name="one_tally_a_day")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.day} {self.outcome} {self.count}"


class Login(models.Model):
    """With what password a device, or a group's platform, comes to the broker; only its hash is kept."""

    device = models.OneToOneField(Device, null=True, on_delete=models.CASCADE, related_name="login")
    group = models.OneToOneField(Group, null=True, on_delete=models.CASCADE, related_name="login")
    digest = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(device__isnull=False, group=None) | Q(device=None, group__isnull=False),
                name="login_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.device_id}"


class Listener(models.Model):
    """A `linli listen`: whether the broker has it, and what it took since it began."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    connected_at = models.DateTimeField(null=True)
    messages = models.PositiveBigIntegerField(default=0)
    events = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    strange = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name
