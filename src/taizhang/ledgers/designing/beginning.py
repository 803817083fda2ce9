"""Where a design begins: a sheet of the office's own workbook, a ledger of a pack, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite

from taizhang.engine.pack import Check, CheckDepth, CodeList, FieldType, Ledger, LedgerKind
from taizhang.engine.rounding import plain_number
from taizhang.ledgers.designing.design import MOST_FIELDS, Design, DesignCheck, DesignField, new_uid
from taizhang.ledgers.proposing.ledger_file import ledger_file
from taizhang.ledgers.proposing.result import ProposedField, ProposedSheet
from taizhang.ledgers.reading.unit_titles import OWN_CODES, OWN_TITLES

Cell = str | float | bool
_DESIGNED = re.compile(r"check_([1-9]\d{0,3})")
Sample = dict[str, list[Cell]]  # uid of a field -> its first cells
_KEPT = ("valid_from", "valid_to", "unit_field", "reference", "serves")


def from_sheet(sheet: ProposedSheet) -> tuple[Design, Sample]:
    """What the workbook proposes; raises ValueError for a sheet without columns that a ledger could keep."""
    proposed = ledger_file(sheet)
    ledger = proposed.ledger
    entries = ledger["fields"]
    assert isinstance(entries, list)
    columns = [field for field in sheet.fields if not field.numbered][: len(entries)]
    keys = ledger.get("row_key") or ()
    design = Design(title=str(ledger["title"])[:80], kind=str(ledger["kind"]))
    sample: Sample = {}
    for number, (column, entry) in enumerate(zip(columns, entries, strict=True), start=1):
        field = _proposed(f"f{number}", column, entry, proposed.code_lists)
        field.key = field.id in keys  # type: ignore[operator]
        if entry["id"] == ledger.get("date_field"):
            design.date_field = field.uid
        design.fields.append(field)
        sample[field.uid] = [sample_cell(cell) for cell in column.sample]
    if design.kind == LedgerKind.RETURN and not keys:
        _leave_own_name(design)
        design.rows_each = _rows_a_unit(columns, sheet.row_count)
    else:
        design.rows_each = max(1, min(sheet.row_count, 30))
    return design, sample


def _rows_a_unit(columns: Sequence[ProposedField], rows: int) -> int:
    """How many a school has in a list that names it in each row; 1 where nothing names it."""
    names = next(({str(cell) for cell in one.sample if cell} for one in columns if one.name in OWN_TITLES), set())
    return max(1, min(round(rows / len(names)), 30)) if names else 1


def _leave_own_name(design: Design) -> None:
    """Each school files its own row: whose it is stands over it, and a name that could be another's is not asked."""
    asked = [field for field in design.fields if field.title not in OWN_TITLES | OWN_CODES]
    if asked:
        for field in design.fields:
            field.dropped = field not in asked


def _proposed(
    uid: str, column: ProposedField, entry: Mapping[str, object], lists: Mapping[str, Sequence[tuple[str, str]]]
) -> DesignField:
    return DesignField(
        uid=uid,
        id=str(entry["id"]),
        title=str(entry["title"]),
        kind=str(entry.get("format") or entry["type"]),
        unit=str(entry.get("unit", "")),
        decimals=int(str(entry.get("decimals", 0))),
        required=bool(entry.get("required")),
        mask=str(entry.get("mask", "")),
        codes=[[code, word] for code, word in lists.get(str(entry.get("codes", "")), ())],
        path=list(column.path),
    )


def sample_cell(cell: object) -> Cell:
    """A cell as JSON keeps it and a filing reads it: a number stays one, since 45356 in a cell is a day and as a text
    is none. "" for a blank one."""
    if isinstance(cell, bool) or (isinstance(cell, int | float) and isfinite(cell)):
        return cell
    return cell_text(cell)


def cell_text(cell: object) -> str:
    """A cell as a person would type it; long numbers keep their digits."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip()[:200]


def from_ledger(
    ledger: Ledger,
    codes: Mapping[str, CodeList],
    *,
    own: bool = False,
    fixed: bool = False,
    requires: Sequence[str] = (),
) -> Design:
    """A ledger of a pack, to be copied or, when it is the county's own, changed. codes: by the names of its fields.
    own: it keeps its id. fixed: rows were filed, so that ids and types stay. requires: packs whose parameters its
    checks may read."""
    design = Design(
        title=ledger.title.zh,
        id=ledger.id if own else "",
        about=ledger.description.zh,
        kind=ledger.kind.value,
        period=ledger.period_kind.value,
        kinds=list(ledger.filed_by.kinds),
        stages=list(ledger.filed_by.stages),
        deadline_days=ledger.deadline_days,
        reviewer=ledger.reviewer,
        group=ledger.group,
        rows_each=1 if ledger.kind.value == "return" and not ledger.row_key else 10,
    )
    uids: dict[str, str] = {}
    for number, field in enumerate(ledger.fields[:MOST_FIELDS], start=1):
        uids[field.id] = f"f{number}"
        listed = codes[field.code_list].codes.items() if field.type is FieldType.CODE else ()
        design.fields.append(
            DesignField(
                uid=f"f{number}",
                id=field.id,
                title=field.title.zh,
                kind=field.format or field.type.value,
                unit=field.unit,
                decimals=field.decimals,
                required=field.required,
                key=field.id in ledger.row_key,
                mask=field.mask.value,
                codes=[[code, word.zh] for code, word in listed],
                low=_typed(field.minimum),
                high=_typed(field.maximum),
                about=field.description.zh,
                example=field.example,
                pattern=field.pattern,
                told=f"{field.source_ledger}|{field.source_field}" if field.source_ledger else "",
                fixed=fixed,
            )
        )
    design.date_field = uids.get(ledger.date_field, "")
    design.checks = [
        _check(uid, check, uids) for uid, check in zip(_uids_of(ledger.checks), ledger.checks, strict=True)
    ]
    design.kept = {
        name: list(value) if name == "serves" else value for name in _KEPT if (value := getattr(ledger, name))
    }
    if own and ledger.asked_from is not None:
        design.kept["from"] = ledger.asked_from.isoformat()
    if ledger.filed_by.ownerships:
        design.kept["ownerships"] = list(ledger.filed_by.ownerships)
    if ledger.filed_by.codes:
        design.kept["codes"] = list(ledger.filed_by.codes)
    if not own:
        design.kept.pop("serves", None)  # a copy does not fulfil a mechanism a second time
    if requires:
        design.kept["requires"] = list(requires)
    return design


def _typed(value: Decimal | None) -> str:
    return "" if value is None else plain_number(value)


def _uids_of(checks: Sequence[Check]) -> list[str]:
    """A check that was designed here keeps its name: one that was taken out before it moves none of the others."""
    kept = [f"c{found[1]}" if (found := _DESIGNED.fullmatch(check.id)) else "" for check in checks]
    uids: list[str] = []
    for uid in kept:
        uids.append(uid or new_uid([*kept, *uids], "c"))
    return uids


def _check(uid: str, check: Check, uids: Mapping[str, str]) -> DesignCheck:
    message, level = check.message.zh, check.level
    if check.unique:
        return DesignCheck(
            uid, "unique", [uids[name] for name in check.unique if name in uids], message=message, level=level
        )
    if check.expression:
        columns = [uids[check.field]] if check.field in uids else []
        kind = "row" if check.depth is CheckDepth.ROW else "set"
        return DesignCheck(uid, kind, columns, expression=check.expression, message=message, level=level)
    kept: dict[str, object] = {"depth": "set"}
    if check.balance is not None:
        balance = check.balance
        kept["balance"] = {"value": balance.value, "ledger": balance.ledger, "against": balance.against}
        kept["balance"] |= {"tolerance": str(balance.tolerance)} if balance.tolerance else {}  # type: ignore[operator]
    elif check.jump is not None:
        kept["jump"] = {"value": check.jump.value, "max_ratio": str(check.jump.max_ratio)}
    return DesignCheck(uid, "kept", message=message, level=level, kept=kept)
