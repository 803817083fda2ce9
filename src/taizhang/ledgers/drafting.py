"""Rows as typed in the grid: from stored rows and back, and the merge of two people's changes. Writes nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, TypedDict

import orjson

from taizhang.engine.pack import CodeList, Field, FieldType, Ledger
from taizhang.ledgers.models import Row
from taizhang.ledgers.showing import shown

MAX_ROWS = 300  # beyond this a workbook is the better tool: a page of more inputs is slow on a school's computer
MAX_CELL = 4_000


class DraftRow(TypedDict):
    """id: "r<pk>" of a stored row, "n…" for a new one. v: field id -> text. c: fields copied and not confirmed."""

    id: str
    v: dict[str, str]
    c: list[str]


def clean_rows(raw: object, ledger: Ledger) -> list[DraftRow]:
    """What a browser sent, in shape: known fields as text, each id once. Raises ValueError for anything else."""
    if not isinstance(raw, list) or len(raw) > MAX_ROWS:
        raise ValueError("rows")
    names = {item.id for item in ledger.fields}
    rows: list[DraftRow] = []
    seen: set[str] = set()
    for item in raw:
        if not isinstance(item, dict) or not isinstance(item.get("v"), dict):
            raise ValueError("row")
        own = str(item.get("id", ""))[:40]
        if not own.isalnum() or not own.isascii() or own in seen:
            raise ValueError("id")
        seen.add(own)
        values = {name: str(text)[:MAX_CELL] for name, text in item["v"].items() if name in names and text}
        copied = item.get("c") or []
        rows.append({"id": own, "v": values, "c": [str(name) for name in copied if name in names and name in values]})
    return rows


def texts_of(row: Row, ledger: Ledger, codes: Mapping[str, CodeList]) -> dict[str, str]:
    """A stored row as a person would type it."""
    return texts_from(orjson.loads(row.data), ledger, codes)


def texts_from(values: Mapping[str, Any], ledger: Ledger, codes: Mapping[str, CodeList]) -> dict[str, str]:
    """Stored values as a person would type them."""
    found = {item.id: _typed(shown(values.get(item.id), item, codes, whole=True), item) for item in ledger.fields}
    return {name: text for name, text in found.items() if text}


def _typed(text: str, item: Field) -> str:
    """165000.00 is typed 165000."""
    return text.rstrip("0").rstrip(".") if item.type is FieldType.NUMBER and "." in text else text


def says_the_same(one: str, other: str, item: Field) -> bool:
    """Two texts of a cell that mean one value: 1,650.0 and 1650 in a column of numbers."""
    if one == other or item.type not in (FieldType.NUMBER, FieldType.INTEGER) or not one or not other:
        return one == other
    try:
        left, right = (Decimal(unicodedata.normalize("NFKC", text).replace(",", "").strip()) for text in (one, other))
    except InvalidOperation:
        return False
    return left == right


def draft_of(rows: Iterable[Row], ledger: Ledger, codes: Mapping[str, CodeList]) -> list[DraftRow]:
    return [{"id": f"r{row.pk}", "v": texts_of(row, ledger, codes), "c": []} for row in rows]


def is_blank(row: DraftRow) -> bool:
    return not any(text.strip() for text in row["v"].values())


def values_of(rows: Sequence[DraftRow], ledger: Ledger) -> tuple[list[dict[str, object]], list[str]]:
    """What is filed of a draft: rows that say something, an empty cell as None as in a workbook; and their ids."""
    kept = [row for row in rows if not is_blank(row)]
    return [{item.id: row["v"].get(item.id) or None for item in ledger.fields} for row in kept], [
        row["id"] for row in kept
    ]


@dataclass(frozen=True, slots=True)
class Clash:
    """Both changed it. field "": one changed the row that the other took out; then the empty side is the removal."""

    row: str
    label: str
    field: str
    title: str
    was: str
    mine: str
    theirs: str

    @property
    def name(self) -> str:
        return f"pick.{self.row}.{self.field}"


@dataclass(slots=True)
class Merged:
    """rows: with everything that does not clash, theirs where it does. taken: what came from the other person, as
    (row label, title, was, is); a title is empty when a row came or went. moved: id of a draft's row -> its id in the
    newest version."""

    rows: list[DraftRow] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    taken: list[tuple[str, str, str, str]] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Merge:
    ledger: Ledger
    language: str
    result: Merged = field(default_factory=Merged)

    def label(self, values: Mapping[str, str], number: int) -> str:
        words = [values.get(name, "") for name in self.ledger.row_key]
        return " · ".join(word for word in words if word) or f"#{number}"

    def cells(self, own: str, label: str, was: Mapping[str, str], mine: DraftRow, theirs: Mapping[str, str]) -> None:
        values: dict[str, str] = {}
        for item in self.ledger.fields:
            old, left, right = (side.get(item.id, "") for side in (was, mine["v"], theirs))
            title = item.title.get(self.language)
            theirs_is_old, both_alike = says_the_same(right, old, item), says_the_same(right, left, item)
            values[item.id] = left if theirs_is_old else right
            if not theirs_is_old and not both_alike:
                if says_the_same(left, old, item):
                    self.result.taken.append((label, title, old, right))
                else:
                    self.result.clashes.append(Clash(own, label, item.id, title, old, left, right))
        kept = {name: text for name, text in values.items() if text}
        copied = [name for name in mine["c"] if kept.get(name) == mine["v"].get(name)]
        self.result.rows.append({"id": own, "v": kept, "c": copied})

    def only_theirs(self, own: str, label: str, was: Mapping[str, str] | None, theirs: Mapping[str, str]) -> None:
        """A row that is not among mine: theirs is new, or I took it out."""
        row: DraftRow = {"id": own, "v": dict(theirs), "c": []}
        if was is None:
            self.result.taken.append((label, "", "", "+"))
            self.result.rows.append(row)
        elif dict(was) != dict(theirs):
            self.result.clashes.append(Clash(own, label, "", "", "", "", _line(theirs, self.ledger)))
            self.result.rows.append(row)

    def only_mine(self, mine: DraftRow, label: str, was: Mapping[str, str], *, backed: bool) -> None:
        """A row that the other person took out. backed: new evidence hangs on it, which is a change as any other."""
        if not backed and all(
            says_the_same(mine["v"].get(item.id, ""), was.get(item.id, ""), item) for item in self.ledger.fields
        ):
            self.result.taken.append((label, "", "+", ""))
            return
        self.result.clashes.append(Clash(mine["id"], label, "", "", "", _line(mine["v"], self.ledger), ""))


def _line(values: Mapping[str, str], ledger: Ledger) -> str:
    return "，".join(values[item.id] for item in ledger.fields if item.id in values)[:200]


def merge(
    base: Sequence[Row],
    newest: Sequence[Row],
    mine: Sequence[DraftRow],
    *,
    ledger: Ledger,
    codes: Mapping[str, CodeList],
    language: str,
    picks: Mapping[str, str] | None = None,
    backed: Collection[str] = (),
) -> Merged:
    """Three sides, cell by cell: a cell that one of two changed is taken, one that both changed is a clash.

    picks: Clash.name -> "mine" or "theirs"; a clash that is picked is settled. backed: ids of rows on which evidence
    waits. Rows are the same by id, else by the ledger's row key, else by their number.
    """
    work = _Merge(ledger, language)
    was = {f"r{row.pk}": texts_of(row, ledger, codes) for row in base}
    now = {f"r{row.pk}": texts_of(row, ledger, codes) for row in newest}
    same = counterparts(base, newest, mine, ledger=ledger, codes=codes)
    work.result.moved = same
    by_id = {row["id"]: row for row in mine}
    from_draft = {new: old for old, new in same.items()}
    for number, (own, theirs) in enumerate(now.items(), start=1):
        old = from_draft.get(own, "")
        row, before = by_id.get(old), was.get(old)
        label = work.label(theirs, number)
        if row is None:
            work.only_theirs(own, label, before, theirs)
        else:
            work.cells(own, label, before or {}, row, theirs)
            by_id.pop(row["id"], None)
    for number, row in enumerate(mine, start=1):
        if row["id"] not in by_id:
            continue
        if row["id"] in was and row["id"] not in same:
            work.only_mine(row, work.label(row["v"], number), was[row["id"]], backed=row["id"] in backed)
        elif row["id"] not in was and not is_blank(row):
            work.result.rows.append(row)
    return _settled(work.result, by_id, picks or {})


def _settled(found: Merged, mine: Mapping[str, DraftRow], picks: Mapping[str, str]) -> Merged:
    rows = {row["id"]: row for row in found.rows}
    left = []
    for clash in found.clashes:
        choice = picks.get(clash.name)
        if choice not in ("mine", "theirs"):
            left.append(clash)
        elif clash.field and choice == "mine":
            rows[clash.row]["v"][clash.field] = clash.mine
        elif not clash.field and choice == "mine" and clash.theirs:
            rows.pop(clash.row)  # I had taken it out
        elif not clash.field and choice == "mine":
            # The stored row is gone; what I keep of it is a new one.
            rows[clash.row] = {"id": f"n{clash.row}", "v": dict(mine[clash.row]["v"]), "c": []}
    for row in rows.values():
        row["v"] = {name: text for name, text in row["v"].items() if text}
    return Merged(list(rows.values()), left, found.taken, found.moved)


def _key(values: Mapping[str, str], ledger: Ledger) -> str:
    return "|".join(values.get(name, "").strip() for name in ledger.row_key).strip("|")


def counterparts(
    base: Sequence[Row],
    newest: Sequence[Row],
    mine: Sequence[DraftRow],
    *,
    ledger: Ledger,
    codes: Mapping[str, CodeList],
) -> dict[str, str]:
    """Id of a draft's row -> id of the same row in the newest version: of those of the base, and of those that the
    draft began and the newest version has by their key. What hangs on a row goes by this."""
    same, stored = same_rows(base, newest), {f"r{row.pk}" for row in base}
    keys = {key: row["id"] for row in mine if row["id"] not in stored and (key := _key(row["v"], ledger))}
    taken = set(same.values())
    for row in newest if keys else ():
        found = keys.pop(_key(texts_of(row, ledger, codes), ledger), "") if f"r{row.pk}" not in taken else ""
        if found:
            same[found] = f"r{row.pk}"
    return same


def same_rows(base: Sequence[Row], newest: Sequence[Row]) -> dict[str, str]:
    """Id in the base -> id in the newest version; each side whole and in order. Without a row key rows are the same by
    their number in their version, whatever place each is stored at."""
    numbers = {row.pk: number for number, row in enumerate(base, start=1)}
    by_number = dict(enumerate(newest, start=1))
    kept = {row.pk for row in newest}
    same = {f"r{row.pk}": f"r{row.pk}" for row in base if row.pk in kept}
    left = [row for row in base if f"r{row.pk}" not in same]
    free = [row for row in newest if f"r{row.pk}" not in same]
    by_key = {row.key: row for row in free if row.key}
    for row in left:
        other = by_key.pop(row.key, None) if row.key else None
        if other is None and not row.key:
            beside = by_number.get(numbers[row.pk])
            other = beside if beside in free and beside is not None and not beside.key else None
        if other is not None:
            same[f"r{row.pk}"] = f"r{other.pk}"
            free.remove(other)
    return same
