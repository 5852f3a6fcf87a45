"""The class trap of older lists."""

import csv
from pathlib import Path

from linli.cases.catalogue.load import PACKAGED
from tests.cases.catalogue.city import changed, faults


def test_a_list_with_the_classes_reversed_is_refused(tmp_path: Path) -> None:
    with (PACKAGED / "mapping.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows:
        if row[0] == "event" and row[1][:2] in ("04", "05"):
            row[1] = {"04": "05", "05": "04"}[row[1][:2]] + row[1][2:]
    with (tmp_path / "mapping.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    found = faults(tmp_path)
    assert all("mapping.csv" in fault and "04" in fault for fault in found)
    assert any("供水管道破裂" in fault for fault in found)
    assert any("店外经营" in fault for fault in found)


def test_a_class_table_in_another_order_is_refused(tmp_path: Path) -> None:
    found = faults(changed(tmp_path, "classes.csv", "09,街面秩序类", "09,突发事件类"))
    assert any("classes.csv" in fault and "街面" in fault for fault in found)
