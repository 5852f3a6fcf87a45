"""Checks told areas against each other and against those already known; pure, gathers every error."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon

from linli.kernel.geo import Crs, Floats, from_wgs84_many, to_wgs84_many
from linli.kernel.tables import RowError
from linli.places import rules, shapes, wording
from linli.places.drafts import AreaDraft, Told
from linli.places.rules import Level
from linli.places.shapes import Clash, Plane, Tolerance

MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Known:
    """An area that the city already has."""

    name: str
    retired: bool
    boundary: MultiPolygon | None


def merge(told: Iterable[Told]) -> tuple[dict[str, Told], list[RowError]]:
    """Return what is told of each code; a code twice in one file, or told differently by two, is an error."""
    found: dict[str, Told] = {}
    errors: list[RowError] = []
    seen: dict[tuple[str, str], int] = {}
    for each in told:
        code = each.draft.code
        if problem := rules.code_problem(code):
            errors.append(RowError(each.file, each.row, "code", code, wording.code_problem(problem)))
            continue
        if (first := seen.setdefault((each.file, code), each.row)) != each.row:
            message = _("编码重复，第%(row)d行已有。") % {"row": first}
            errors.append(RowError(each.file, each.row, "code", code, message))
            continue
        earlier = found.get(code)
        if earlier is None:
            found[code] = each
            continue
        found[code], unlike = _join(earlier, each)
        errors += [
            RowError(each.file, each.row, name, "", _("与文件%(file)s第%(row)d行不一致。") % {
                "file": earlier.file, "row": earlier.row,
            })
            for name in unlike
        ]  # fmt: skip
    return found, errors


def _join(one: Told, other: Told) -> tuple[Told, list[str]]:
    """Return what two files tell of one area together, and the fields on which they disagree."""
    fields = ("name", "kind", "urban_rural", "boundary", "centre")
    unlike = []
    values: dict[str, object] = {}
    for name in fields:
        first, second = getattr(one.draft, name), getattr(other.draft, name)
        values[name] = second if first is None else first
        if first is not None and second is not None and first != second:
            unlike.append(name)
    attrs = {**one.draft.attrs, **other.draft.attrs}
    draft = replace(one.draft, **values, attrs=attrs)  # type: ignore[arg-type]
    shaped = one if one.draft.boundary is not None else other
    return replace(one, draft=draft, shape_file=shaped.shape_file, shape_row=shaped.shape_row), unlike


def faults(
    told: Mapping[str, Told], known: Mapping[str, Known], tolerance: Tolerance, crs: Crs = Crs.WGS84
) -> list[RowError]:
    """Return everything wrong with the told areas, row by row.

    Args:
        told: what is to be written, by code, already in WGS-84.
        known: what the city has.
        tolerance: what may overlap or stick out.
        crs: the coordinate system the files were declared to be in; errors name one that would fit better.
    """
    errors = [error for each in told.values() for error in _row_faults(each, told, known)]
    sound = {code for code, each in told.items() if not _broken(each)}
    errors += _clashes({code: told[code] for code in sound}, known, tolerance, crs)
    return sorted(errors, key=lambda error: (error.file, error.row))


def _broken(told: Told) -> bool:
    draft = told.draft
    return draft.boundary is not None and shapes.fault_of(draft.boundary) is not None


def _row_faults(each: Told, told: Mapping[str, Told], known: Mapping[str, Known]) -> list[RowError]:
    draft = each.draft
    found: list[tuple[str, str, str]] = []
    parent, old = rules.parent_code(draft.code), known.get(draft.code)
    if parent and parent not in told and (parent not in known or known[parent].retired):
        found.append(("code", draft.code, _("上级%(code)s不存在或已停用。") % {"code": parent}))
    if old and old.retired:
        found.append(("code", draft.code, _("这个编码已停用，不能再导入。")))
    if not draft.name and old is None:
        found.append(("name", "", _("新的区域要有名称。")))
    found += _value_faults(draft)
    errors = [RowError(each.file, each.row, *fault) for fault in found]
    if draft.boundary is not None and (fault := shapes.fault_of(draft.boundary)):
        errors.append(RowError(each.shape_file, each.shape_row, "boundary", "", wording.fault(fault)))
    return errors


def _value_faults(draft: AreaDraft) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    if len(draft.name or "") > MOST_NAME:
        found.append(("name", draft.name or "", _("名称超过%(most)d个字。") % {"most": MOST_NAME}))
    if wrong := rules.depth_problem(rules.level_of(draft.code), draft.kind or "", draft.urban_rural or ""):
        found.append((wrong, str(getattr(draft, wrong)), _("这一层级不能有这个值。")))
    if draft.urban_rural and draft.urban_rural not in rules.URBAN_RURAL:
        found.append(("urban_rural", draft.urban_rural, _("不是城乡分类代码，应为%(codes)s之一。") % {
            "codes": "、".join(rules.URBAN_RURAL),
        }))  # fmt: skip
    if draft.centre and (problem := shapes.point_problem(*draft.centre)):
        found.append(("lon", f"{draft.centre[0]}, {draft.centre[1]}", wording.fault(shapes.Fault(problem))))
    return found


def _clashes(
    told: Mapping[str, Told], known: Mapping[str, Known], tolerance: Tolerance, crs: Crs
) -> list[RowError]:
    """Return overlaps within each level and what sticks out of its parent, where a boundary is new."""
    shown = {
        code: old.boundary for code, old in known.items() if old.boundary is not None and not old.retired
    }
    new = {code: each.draft.boundary for code, each in told.items() if each.draft.boundary is not None}
    fresh = frozenset(code for code, shape in new.items() if shown.get(code) != shape)
    every = {**shown, **new}
    if not fresh:
        return []
    codes = sorted(every)
    laid = dict(zip(codes, Plane(list(every.values())).lay([every[code] for code in codes]), strict=True))
    errors: list[RowError] = []

    def say(clash: Clash, message: str) -> None:
        where = told[clash.code if clash.code in fresh else clash.other]
        errors.append(RowError(where.shape_file, where.shape_row, "boundary", clash.code, message))

    def name(code: str) -> str:
        return (told[code].draft.name if code in told else None) or (
            known[code].name if code in known else ""
        )

    for level in Level:
        same = [code for code in codes if rules.level_of(code) is level]
        flat = np.array([laid[code] for code in same], dtype=object)
        for clash in shapes.overlaps(same, flat, tolerance, fresh):
            say(clash, wording.overlap(clash, name(clash.other)))
        inner = [code for code in same if code in fresh or rules.parent_code(code) in fresh]
        flat = np.array([laid[code] for code in inner], dtype=object)
        for at, clash in enumerate(shapes.outside(inner, flat, laid, tolerance)):
            hint = _fitting(every[clash.code], every[clash.other], crs) if at < 5 else None
            say(clash, wording.outside(clash, name(clash.other), hint))
    return errors


def _fitting(shape: MultiPolygon, parent: MultiPolygon, declared: Crs) -> Crs | None:
    """Return the coordinate system, other than the declared one, in which a shape lies within its parent."""

    def anew(points: Floats) -> Floats:
        raw = from_wgs84_many(declared, points[:, 0], points[:, 1])
        return np.column_stack(to_wgs84_many(crs, *raw))

    for crs in (Crs.WGS84, Crs.GCJ02, Crs.BD09):
        if crs is not declared and shapely.transform(shape, anew).difference(parent).area < 0.02 * shape.area:
            return crs
    return None
