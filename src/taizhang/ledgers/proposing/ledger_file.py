"""Turns a proposed sheet into what a pack holds: a ledger for ledgers/*.yaml and its code lists for codelists/*.csv."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taizhang.engine.pack import FieldType, LedgerKind
from taizhang.engine.periods import PeriodKind
from taizhang.ledgers.proposing.days import day_of_rows
from taizhang.ledgers.proposing.naming import field_id
from taizhang.ledgers.proposing.result import ProposedField, ProposedSheet
from taizhang.ledgers.reading.unit_titles import NAMES_UNITS, OWN_TITLES

# Of what, says the group above.
_NOTHING_ALONE = frozenset({"合计", "小计", "总计", "共计", "计", "其中", "总数", "合计数"})
_UNIT_FORMATS = ("org_unit", "school_code", "credit_code")
_LONGEST_NAME = 20
_MOST_FIELDS = 200  # as packs/schemas/ledgers.json has it


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """id: of the ledger. ledger: plain data under that id, as ledgers/*.yaml holds it. code_lists: list id -> rows of
    code and Chinese word, as codelists/<id>.csv holds them."""

    id: str
    ledger: Mapping[str, object]
    code_lists: Mapping[str, Sequence[tuple[str, str]]]

    def as_yaml_data(self) -> dict[str, object]:
        return {self.id: dict(self.ledger)}


def ledger_file(
    sheet: ProposedSheet,
    *,
    filed_by: Sequence[str] = ("school",),
    period: PeriodKind = PeriodKind.HALF_YEAR,
    ledger_id: str = "",
) -> LedgerFile:
    """A ledger that passes `taizhang pack check`, to be corrected: texts in Chinese only, no checks yet.

    filed_by: kinds of org units. ledger_id: from the sheet's title when empty. A running number is left out. A sheet
    whose rows tell when something happened becomes a journal (see `day_of_rows`), one whose rows a number or name tells
    apart a register, any other a return, with the words on its left as the key where no two are alike. Raises
    ValueError for a sheet without fields.
    """
    fields = [field for field in sheet.fields if not field.numbered][:_MOST_FIELDS]
    if not fields:
        raise ValueError(f"sheet {sheet.name!r} has no columns that a ledger could keep")
    identifier = ledger_id or field_id(sheet.title or sheet.name, otherwise="ledger")
    titles = _titles(fields)
    code_lists: dict[str, list[tuple[str, str]]] = {}
    entries = []
    for field, title in zip(fields, titles, strict=True):
        entry = _entry(field, title)
        if field.pack_type is FieldType.CODE:
            name = f"{identifier}_{field.id}"
            code_lists[name] = _codes(field.words)
            entry["codes"] = name
        entries.append(entry)
    ledger: dict[str, object] = {
        "title": sheet.title or sheet.name,
        **_kind(fields, sheet.row_count),
        "period": period.value,
    }
    ledger |= {"filed_by": {"kinds": list(filed_by)}, "fields": entries}
    return LedgerFile(identifier, ledger, code_lists)


def _titles(fields: Sequence[ProposedField]) -> list[str]:
    """Each field's last title; with the one above it where two would share it or where it says nothing alone (合计);
    numbered where that is not enough.

    Workbooks are matched by these words, so they stay as near as they can to what stands above the column.
    """
    last = Counter(field.name for field in fields)

    def title_of(field: ProposedField) -> str:
        telling = [at for at, word in enumerate(field.path) if word not in _NOTHING_ALONE]
        first = min(telling[-1] if telling else 0, len(field.path) - (1 if last[field.name] == 1 else 2))
        return "".join([*field.path[max(first, 0) : -1], field.name])

    found: list[str] = []
    for field in fields:
        plain, number = title_of(field), 2
        title = plain
        while title in found:
            title, number = f"{plain}{number}", number + 1
        found.append(title)
    return found


def _entry(field: ProposedField, title: str) -> dict[str, object]:
    entry: dict[str, object] = {"id": field.id, "title": title, "type": field.pack_type.value}
    if field.required or field.always_filled:
        entry["required"] = True
    if field.unit and field.pack_type in (FieldType.INTEGER, FieldType.NUMBER):
        entry["unit"] = field.unit
    if field.pack_type is FieldType.NUMBER:
        entry["decimals"] = max(field.decimals, 2) if field.type in ("money", "percent") else field.decimals
    if field.format and field.pack_type is FieldType.STRING:
        entry["format"] = field.format
    if field.mask.value:
        entry["mask"] = field.mask.value
    return entry


def _codes(words: Sequence[str]) -> list[tuple[str, str]]:
    taken: list[str] = []
    for word in words:
        taken.append(field_id(word, taken, otherwise="code"))
    return list(zip(taken, words, strict=True))


def _kind(fields: Sequence[ProposedField], rows: int) -> dict[str, object]:
    day = day_of_rows(fields)
    if day is not None:
        return {"kind": LedgerKind.JOURNAL.value, "date_field": day.id}
    if any(field.name in OWN_TITLES and _tells_apart(field, rows) for field in fields):
        return {"kind": LedgerKind.RETURN.value}  # a list of schools: each files its own row
    filled = [field for field in fields if field.always_filled]
    key = next((field.id for wanted in ("id_number", "code") for field in filled if field.type == wanted), None)
    named = next((field.id for field in filled if field.type == "text" and _names_a_thing(field)), None)
    if key or named:
        return {"kind": LedgerKind.REGISTER.value, "row_key": [key or named]}
    heads = _row_headings(fields, rows)
    return {"kind": LedgerKind.RETURN.value, **({"row_key": [heads[0].id]} if heads else {})}


def _names_a_thing(field: ProposedField) -> bool:
    """The name of the unit that files is none: it says whose a row is."""
    return field.name.endswith(("名称", "姓名")) and field.name not in OWN_TITLES


def _row_headings(fields: Sequence[ProposedField], rows: int) -> list[ProposedField]:
    """Columns of words left of the first number that tell all rows of the sheet apart, so that a unit files several
    rows. [] where a column names units: then each of them files one row, which needs no key."""
    if rows < 2 or any(NAMES_UNITS.fullmatch(field.name) or field.format in _UNIT_FORMATS for field in fields):
        return []
    left = itertools.takewhile(lambda field: field.pack_type in (FieldType.STRING, FieldType.CODE), fields)
    return [field for field in left if field.always_filled and not field.mask.value and _tells_apart(field, rows)]


def _tells_apart(field: ProposedField, rows: int) -> bool:
    """Only where every row was looked at; a long text is a note, not a name."""
    words = [str(cell).strip() for cell in field.sample]
    return len(words) == rows == len(set(words)) and max(map(len, words)) <= _LONGEST_NAME
