"""`::: table indicators=a,b by=township`: one row an org unit, one column an indicator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from taizhang.organisation import queries as org_queries
from taizhang.summaries.directives import directive_options
from taizhang.summaries.frame import Frame
from taizhang.summaries.types import SlotRef, TableView


@dataclass(frozen=True, slots=True)
class TableRequest:
    """units: (code, name) in order; keys: indicator keys."""

    keys: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    period: str
    top: int
    sort: str

    def refs(self) -> Iterator[SlotRef]:
        for code, _ in self.units:
            for key in self.keys:
                yield SlotRef(key, code, self.period)


def table_request(text: str, *, frame: Frame) -> TableRequest:
    """What a table needs. `by` is an org unit kind (default township); units as of the period's last day."""
    options = directive_options(text)
    keys = tuple(frame.key(name.strip()) for name in options.get("indicators", "").split(",") if name.strip())
    spells = org_queries.units_below(frame.org_code, kind=options.get("by", "township"), day=frame.period.last)
    units = [(spell.org_unit.code, spell.name) for spell in spells]
    sort = frame.key(options["sort"]) if "sort" in options else ""
    return TableRequest(keys, tuple(units), frame.period.code, int(options.get("top", "0") or 0), sort)


def table_view(request: TableRequest, *, frame: Frame) -> TableView:
    """Rows whose cells are slots; units without any value are left out; `sort` orders by that column, largest first."""
    rows = []
    for code, name in request.units:
        values = [
            frame.figures.slot(SlotRef(key, code, request.period), _in_column(key, frame), frame.language)
            for key in request.keys
        ]
        if any(value is not None and value.value is not None for value in values):
            rows.append((name, values))
    if request.sort in request.keys:
        column = request.keys.index(request.sort)
        rows.sort(key=lambda row: -(_value(row[1][column])))
    if request.top:
        rows = rows[: request.top]
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


def _in_column(key: str, frame: Frame) -> dict[str, str]:
    """The unit stands in the heading, and every number of a column has the same decimals."""
    indicator = frame.packs.indicators.get(key)
    return {"unit": "none", "decimals": str(indicator.decimals)} if indicator is not None else {"unit": "none"}


def _value(slot: object) -> Decimal:
    value = getattr(slot, "value", None)
    return value if isinstance(value, Decimal) else Decimal("-Infinity")
