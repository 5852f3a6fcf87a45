"""The tables of places: areas, layers that lie across them, and what stands in a grid."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.places import rules


class Shape(models.Model):
    """A boundary (WGS-84, MultiPolygon as WKB), with the centre and the box that queries use."""

    boundary = models.BinaryField(null=True)
    area_m2 = models.FloatField(_("面积（平方米）"), null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    retired_on = models.DateField(_("停用日期"), null=True)
    attrs = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Area(Shape):
    """A district, street, community or grid, keyed by its code: names repeat, codes do not."""

    class Level(models.IntegerChoices):
        """The depths of a city, as in `rules.Level`."""

        DISTRICT = rules.Level.DISTRICT, _("区县")
        STREET = rules.Level.STREET, _("街道、镇")
        COMMUNITY = rules.Level.COMMUNITY, _("社区、村")
        GRID = rules.Level.GRID, _("网格")

    class Kind(models.TextChoices):
        """The kinds of grid, as in `rules.Kind`."""

        COMPREHENSIVE = rules.Kind.COMPREHENSIVE, _("综合网格")
        DEDICATED = rules.Kind.DEDICATED, _("专属网格")

    code = models.CharField(_("编码"), max_length=15, primary_key=True)
    level = models.PositiveSmallIntegerField(_("层级"), choices=Level)
    name = models.CharField(_("名称"), max_length=100)
    parent = models.ForeignKey(
        "self", verbose_name=_("上级"), on_delete=models.PROTECT, null=True, related_name="children"
    )
    kind = models.CharField(_("类别"), max_length=20, choices=Kind, blank=True)
    urban_rural = models.CharField(_("城乡分类"), max_length=3, blank=True)
    successor = models.ForeignKey(
        "self", verbose_name=_("继任区域"), on_delete=models.PROTECT, null=True, related_name="predecessors"
    )

    class Meta:
        verbose_name = _("区域")
        verbose_name_plural = pgettext_lazy("list", "区域")
        indexes = [
            models.Index(fields=["level", "code"], name="area_level_code"),
            models.Index(fields=["name"], name="area_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=1, parent=None) | Q(level__in=[2, 3, 4], parent__isnull=False),
                name="area_parent_fits_level",
            ),
            models.CheckConstraint(condition=Q(kind="") | Q(level=4), name="area_kind_only_of_grids"),
            models.CheckConstraint(
                condition=Q(successor=None) | (Q(retired_on__isnull=False) & ~Q(successor=F("code"))),
                name="area_successor_only_of_retired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Layer(models.Model):
    """A set of areas of another order that lies across the city: functional zones, police communities."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Overlay(Shape):
    """One area of a layer, with the layer's own code."""

    layer = models.ForeignKey(
        Layer, verbose_name=_("图层"), on_delete=models.PROTECT, related_name="overlays"
    )
    code = models.CharField(_("编码"), max_length=40)
    name = models.CharField(_("名称"), max_length=100)

    class Meta:
        verbose_name = _("叠加区域")
        verbose_name_plural = pgettext_lazy("list", "叠加区域")
        constraints = [models.UniqueConstraint(fields=["layer", "code"], name="overlay_code_once_a_layer")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Building(models.Model):
    """A house with its standard address (标准地址); `grid_code` says where it is and who may see it."""

    code = models.CharField(_("编码"), max_length=40, primary_key=True)
    grid_code = models.CharField(_("网格编码"), max_length=15, db_index=True)
    name = models.CharField(_("名称"), max_length=100)
    address = models.CharField(_("标准地址"), max_length=200)
    lon = models.FloatField(_("经度"), null=True)
    lat = models.FloatField(_("纬度"), null=True)
    floors = models.PositiveSmallIntegerField(_("层数"), null=True)
    retired_on = models.DateField(_("停用日期"), null=True)
    attrs = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("楼栋")
        verbose_name_plural = pgettext_lazy("list", "楼栋")
        indexes = [models.Index(fields=["address"], name="building_address")]

    def __str__(self) -> str:
        return self.address


class Unit(models.Model):
    """An entrance of a building (单元)."""

    code = models.CharField(max_length=48, primary_key=True)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Dwelling(models.Model):
    """A home or shop: one door (户室), behind a unit's entrance or straight in the building."""

    code = models.CharField(max_length=56, primary_key=True)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="dwellings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="dwellings")
    name = models.CharField(max_length=40)
    floor = models.SmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Edition(models.Model):
    """A stamp that changes whenever a set of places ("areas", "buildings") does, so caches know."""

    topic = models.CharField(max_length=20, primary_key=True)
    stamp = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.topic} {self.stamp}"
