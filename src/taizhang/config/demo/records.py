"""Reads the records files (records/*.yaml) and turns each block into typed rows of filings.

A file maps ledger key -> period -> list of blocks. A block:
  rows: 189                 how many rows in all (or `each: 1`: that many for every unit)
  by: schools | CODE        who files: all schools that match `where`, or one unit
  unit: schools             the row's own unit (ledger's unit_field), spread over schools that match `where`
  where: {stages: [...], ownership: public, rural: true, codes: [...], skip: [...]}
  set: {field: value}       the same value in every row;  `${n}` in a text becomes the row's number
  cycle: {field: [a, b]}    values in turn
  split: {field: total}     amounts that add up to the total exactly
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import yaml

from taizhang.config.demo.county import DemoUnit, schools_on, units
from taizhang.config.demo.history import with_history
from taizhang.config.demo.values import ValueMaker, split
from taizhang.engine.pack import CodeList, Field, FieldType, Ledger
from taizhang.engine.periods import Period

Row = dict[str, object]


@dataclass(slots=True)
class DemoFiling:
    """What one unit files to one ledger for one period."""

    ledger_key: str
    org_unit: str
    period: str
    rows: list[Row] = field(default_factory=list)


@cache
def record_files() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """ledger key -> period code -> blocks, over all files."""
    merged: dict[str, dict[str, list[dict[str, Any]]]] = {}
    folder = resources.files("taizhang.config.demo") / "records"
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".yaml"):
            for ledger_key, periods in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).items():
                merged.setdefault(ledger_key, {}).update({str(code): blocks for code, blocks in periods.items()})
    return merged


def filings(
    ledger: Ledger, code_lists: Mapping[str, CodeList], *, after: date = date.min, until: date = date.max
) -> Iterator[DemoFiling]:
    """The filings of a ledger for periods that end after one day and by another, by period and unit; rows in a stable
    order."""
    for code, blocks in with_history(ledger.key, record_files().get(ledger.key, {})).items():
        period = Period.parse(code)
        if not after < period.last <= until:
            continue
        maker = ValueMaker(ledger, code_lists, period)
        by_unit: dict[str, DemoFiling] = {}
        for block in blocks:
            for filer, row in _rows(block, ledger, period, maker):
                by_unit.setdefault(filer, DemoFiling(ledger.key, filer, code)).rows.append(row)
        for filer in _expected(ledger, period) if ledger.asks_for(period) else ():
            by_unit.setdefault(filer, DemoFiling(ledger.key, filer, code))  # "nothing to report" is a filing too
        late = NOT_FILED.get((ledger.key, code), ())
        yield from (by_unit[filer] for filer in sorted(by_unit) if filer not in late)


# Three schools that still owe a filing, so that the demo shows a provisional figure and a reminder.
NOT_FILED = {
    ("city-half-year.hazard_points", "2026H1"): ("2133000003", "2133000007", "3133000004"),
}


def _expected(ledger: Ledger, period: Period) -> list[str]:
    """Codes of the demo's units that should file a ledger for a period."""
    who = ledger.filed_by
    schools = {unit.code for unit in schools_on(period.last, stages=who.stages)}
    return [
        unit.code
        for unit in units()
        if unit.kind in who.kinds
        and (unit.kind != "school" or unit.code in schools)
        and (not who.ownerships or unit.ownership in who.ownerships)
        and (not who.codes or unit.code in who.codes)
    ]


def _rows(block: Mapping[str, Any], ledger: Ledger, period: Period, maker: ValueMaker) -> Iterator[tuple[str, Row]]:
    units = _matching(block, period)
    spread = block.get("by") == "schools" or block.get("unit") == "schools"
    count = int(block.get("each", 0)) * len(units) or int(block.get("rows", 1))
    amounts = {
        name: split(Decimal(str(total)), count, _decimals(ledger, name))
        for name, total in (block.get("split") or {}).items()
    }
    for number in range(count):
        maker.serial += 1
        unit = units[number * len(units) // count] if spread else None
        row: Row = {item.id: maker.value(item) for item in ledger.fields}
        if unit is not None and ledger.unit_field:
            row[ledger.unit_field] = unit.code
        for name, value in (block.get("set") or {}).items():
            row[name] = _numbered(value, number + 1)
        for name, values in (block.get("cycle") or {}).items():
            row[name] = values[number % len(values)]
        for name, parts in amounts.items():
            row[name] = parts[number]
        filer = unit.code if unit is not None and block.get("by") == "schools" else str(block["by"])
        yield filer, {name: _typed(_field(ledger, name), value) for name, value in row.items()}


def _matching(block: Mapping[str, Any], period: Period) -> list[DemoUnit]:
    where = block.get("where") or {}
    units = schools_on(
        period.last,
        stages=tuple(where.get("stages", ())),
        ownership=where.get("ownership", ""),
        rural=where.get("rural"),
    )
    codes, skip = where.get("codes"), where.get("skip", ())
    return [unit for unit in units if (codes is None or unit.code in codes) and unit.code not in skip]


def _field(ledger: Ledger, name: str) -> Field:
    found = ledger.field(name)
    if found is None:
        raise KeyError(f"{ledger.key} has no field {name}")
    return found


def _decimals(ledger: Ledger, name: str) -> int:
    item = _field(ledger, name)
    return item.decimals if item.type is FieldType.NUMBER else 0


def _numbered(value: object, number: int) -> object:
    if not isinstance(value, str) or "${n" not in value:
        return value
    return re.sub(r"\$\{n(?::(\d+))?\}", lambda match: f"{number:0{match[1] or 1}}", value)


def _typed(item: Field, value: object) -> object:
    """YAML's value as the field's Python type."""
    if value is None:
        return None
    if item.type is FieldType.INTEGER:
        return int(str(value).split(".", maxsplit=1)[0])
    if item.type is FieldType.NUMBER:
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-item.decimals))
    if item.type is FieldType.DATE:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    if item.type is FieldType.BOOLEAN:
        return bool(value)
    return str(value)
