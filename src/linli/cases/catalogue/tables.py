"""Reads a table that a civil servant keeps in Excel and gathers every fault, not the first only."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext as _

from linli.cases.catalogue.values import Fault
from linli.kernel import tables


class Faults(list[Fault]):
    """The faults found so far."""

    def add(self, file: str, message: str, row: int | None = None, field: str = "") -> None:
        """Note one fault."""
        self.append(Fault(field=field, message=message, row=row, file=file))


@dataclass(frozen=True)
class Row:
    """One line of a table; a wrong cell is noted and read as empty."""

    file: str
    number: int
    cells: dict[str, str]
    faults: Faults

    def wrong(self, field: str, message: str) -> None:
        """Note that a cell of this row is wrong."""
        self.faults.add(self.file, message, self.number, field)

    def text(self, field: str, *, needed: bool = True) -> str:
        """Return the cell."""
        value = self.cells.get(field, "")
        if needed and not value:
            self.wrong(field, _("不能为空，请填写。"))
        return value

    def code(
        self, field: str, length: int, *, needed: bool = True, among: Collection[str] | None = None
    ) -> str:
        """Return the cell as `length` digits; a leading zero that Excel dropped is put back."""
        value = self.text(field, needed=needed)
        if len(value) == length - 1:
            value = "0" + value
        if value and not (value.isascii() and value.isdecimal() and len(value) == length):
            self.wrong(field, _("“{value}”应为 {length} 位数字。").format(value=value, length=length))
            return ""
        if value and among is not None and value not in among:
            self.wrong(
                field, _("matters.csv 里没有代码 {value}，请改正代码或先补上事项。").format(value=value)
            )
            return ""
        return value

    def known(self, field: str, choices: Collection[str], *, needed: bool = True) -> str:
        """Return the cell when it is one of `choices`."""
        value = self.text(field, needed=needed)
        if value and value not in choices:
            some = ", ".join(sorted(choices)[:12])
            self.wrong(field, _("没有“{value}”，请从这些中选：{some}").format(value=value, some=some))
            return ""
        return value

    def many(self, field: str, choices: Collection[str]) -> tuple[str, ...]:
        """Return the cell's values, separated by semicolons."""
        values = [part.strip() for part in self.text(field, needed=False).replace("；", ";").split(";")]
        found = tuple(value for value in values if value)
        for value in found:
            if value not in choices:
                self.wrong(field, _("没有“{value}”，请改正或删去。").format(value=value))
        return found

    def number_above_zero(self, field: str, default: str = "") -> Decimal:
        """Return the cell as a number above 0, at most 100,000, with at most two decimals."""
        value = self.text(field, needed=not default) or default
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal(0)
        if number.is_finite() and 0 < number <= 100_000 and number == round(number, 2):
            return number
        if value:
            self.wrong(
                field, _("“{value}”应为大于 0 的数字，最多两位小数，例如 4 或 0.5。").format(value=value)
            )
        return Decimal(1)


def rows_of(
    path: Path, columns: Sequence[str], faults: Faults, optional: Sequence[str] = ()
) -> Iterator[Row]:
    """Yield the rows of a CSV or Excel file; what keeps it from being read is noted. The header is row 1."""
    file = path.name
    try:
        table = tables.read(path)
    except tables.Unreadable as fault:
        faults.add(file, str(fault))
        return
    if missing := [column for column in columns if column not in table.headers]:
        faults.add(file, _("缺少列：{columns}。").format(columns=", ".join(missing)), 1)
        return
    if unknown := [name for name in table.headers if name not in (*columns, *optional)]:
        faults.add(file, _("不认识的列：{columns}，请改名或删去。").format(columns=", ".join(unknown)), 1)
    for error in table.errors:
        faults.add(file, str(error.message), error.row, error.column)
    for row in table.rows:
        yield Row(file, row.number, dict(row.values), faults)
