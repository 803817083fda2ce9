"""`::: table indicators=a,b by=township`: one row an org unit, one column an indicator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from taizhang.engine.pack import Indicator
from taizhang.organisation import queries as org_queries
from taizhang.summaries.directives import directive_options
from taizhang.summaries.frame import Frame
from taizhang.summaries.types import SlotRef, SlotValue, TableView


@dataclass(frozen=True, slots=True)
class TableRequest:
    """units: (code, name) in order; keys: indicator keys; total: (code, heading) of the last row, or None."""

    keys: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    period: str
    top: int
    sort: str
    total: tuple[str, str] | None = None

    def refs(self) -> Iterator[SlotRef]:
        for code, _ in (*self.units, *((self.total,) if self.total else ())):
            for key in self.keys:
                yield SlotRef(key, code, self.period)


def table_request(text: str, *, frame: Frame) -> TableRequest:
    """What a table needs. `by` is an org unit kind (default township); units as of the period's last day."""
    options = directive_options(text)
    keys = tuple(frame.key(name.strip()) for name in options.get("indicators", "").split(",") if name.strip())
    spells = org_queries.units_below(frame.org_code, kind=options.get("by", "township"), day=frame.period.last)
    units = [(spell.org_unit.code, spell.name) for spell in spells]
    sort = frame.key(options["sort"]) if "sort" in options else ""
    total = (frame.org_code, options["total"]) if options.get("total") else None  # its own figure: shares never add up
    return TableRequest(keys, tuple(units), frame.period.code, int(options.get("top", "0") or 0), sort, total)


def table_view(request: TableRequest, *, frame: Frame) -> TableView:
    """Rows whose cells are slots; units without any value are left out; `sort` orders by that column, largest first;
    the total stands last."""
    rows = [row for unit in request.units if _any_value(row := _row(unit, request, frame))]
    if request.sort in request.keys:
        column = request.keys.index(request.sort)
        rows.sort(key=lambda row: -(_value(row[1][column])))
    if request.top:
        rows = rows[: request.top]
    if rows and request.total is not None:
        rows.append(_row(request.total, request, frame))
    cells = tuple(
        (name, tuple(frame.slot_piece(value, missing="—") for value in values if value is not None))
        for name, values in rows
    )
    columns = tuple(
        (indicator.title.get(frame.language), indicator.unit)
        for key in request.keys
        if (indicator := frame.packs.indicators.get(key)) is not None
    )
    return TableView(columns, cells)


_Row = tuple[str, list[SlotValue | None]]


def _row(unit: tuple[str, str], request: TableRequest, frame: Frame) -> _Row:
    code, name = unit
    refs = [SlotRef(key, code, request.period) for key in request.keys]
    known = frame.packs.indicators
    return name, [frame.figures.slot(ref, in_column(known.get(ref.indicator_key)), frame.language) for ref in refs]


def _any_value(row: _Row) -> bool:
    return any(value is not None and value.value is not None for value in row[1])


def in_column(indicator: Indicator | None) -> dict[str, str]:
    """The unit stands in the heading, and every number of a column has the same decimals."""
    return {"unit": "none", "decimals": str(indicator.decimals)} if indicator is not None else {"unit": "none"}


def _value(slot: object) -> Decimal:
    value = getattr(slot, "value", None)
    return value if isinstance(value, Decimal) else Decimal("-Infinity")
