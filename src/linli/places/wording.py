"""Says in the reader's language what is wrong with a code, a boundary or a row."""

from django.utils.translation import gettext as _

from linli.kernel.geo import Crs
from linli.places.rules import CodeProblem
from linli.places.shapes import Clash, Fault, ShapeProblem

CRS_NAMES = {Crs.WGS84: "WGS-84", Crs.CGCS2000: "CGCS2000", Crs.GCJ02: "GCJ-02", Crs.BD09: "BD-09"}


def code_problem(problem: CodeProblem) -> str:
    """Return what is wrong with a code and what it should be."""
    return {
        CodeProblem.EMPTY: _("编码为空。"),
        CodeProblem.NOT_DIGITS: _("编码只能由数字组成。"),
        CodeProblem.WRONG_LENGTH: _(
            "编码应为6位（区县）、9位（街镇）、12位（社区）或15位（网格），以省级代码开头。"
        ),
        CodeProblem.ZERO_PART: _("编码中有一段是000，或区县段是00。"),
    }[problem]


def fault(found: Fault) -> str:
    """Return what is wrong with a boundary, and where."""
    text = _shape_problem(found.problem)
    if found.at is None:
        return text
    return _("%(text)s位置约在经度%(lon).6f、纬度%(lat).6f。") % {
        "text": text,
        "lon": found.at[0],
        "lat": found.at[1],
    }


def _shape_problem(problem: ShapeProblem) -> str:
    return {
        ShapeProblem.UNREADABLE: _("边界读不出来，应为 GeoJSON 或 WKT。"),
        ShapeProblem.NOT_AN_AREA: _("边界不是面（Polygon 或 MultiPolygon）。"),
        ShapeProblem.EMPTY: _("边界是空的。"),
        ShapeProblem.TOO_DETAILED: _("边界的顶点太多。"),
        ShapeProblem.NOT_FINITE: _("坐标不是有效的数字。"),
        ShapeProblem.PROJECTED: _("坐标像是以米为单位的投影坐标，请转成经纬度。"),
        ShapeProblem.SWAPPED: _("经度和纬度可能颠倒了。"),
        ShapeProblem.OUTSIDE_CHINA: _("坐标不在中国范围内。"),
        ShapeProblem.CROSSES_ITSELF: _("边界自相交。"),
        ShapeProblem.HOLE_OUTSIDE: _("边界的洞不在外环之内。"),
        ShapeProblem.INVALID: _("边界不是有效的面。"),
    }[problem]


def overlap(clash: Clash, name: str) -> str:
    """Return that two areas of one level overlap, and by how much."""
    return _("与%(code)s %(name)s重叠%(area)s平方米（占较小者的%(share).1f%%）。") % {
        "code": clash.other,
        "name": name,
        "area": f"{clash.area_m2:,.0f}",
        "share": clash.share * 100,
    }


def outside(clash: Clash, name: str, fitting: Crs | None) -> str:
    """Return that an area sticks out of its parent, and in which coordinate system it would not."""
    text = _("有%(share).1f%%（%(area)s平方米）在上级%(code)s %(name)s之外。") % {
        "code": clash.other,
        "name": name,
        "area": f"{clash.area_m2:,.0f}",
        "share": clash.share * 100,
    }
    if fitting is None:
        return text
    return text + _("若坐标系是%(crs)s则吻合，请检查 --crs。") % {"crs": CRS_NAMES[fitting]}
