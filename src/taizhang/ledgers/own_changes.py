"""What a draft says otherwise than the filing as it stands, place by place. Reads nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taizhang.engine.pack import CodeList, Ledger
from taizhang.ledgers.drafting import DraftRow, draft_of, is_blank, merge, says_the_same
from taizhang.ledgers.models import Row


@dataclass(frozen=True, slots=True)
class OwnChange:
    """What a draft says otherwise than the filing. field "": a whole row, that the draft added (filed "") or took out
    (typed ""). allowed: the cell is open, so that the draft's value may be taken over. number: of the row, 0 for a new
    one."""

    row: str
    number: int
    label: str
    field: str
    title: str
    filed: str
    typed: str
    allowed: bool

    @property
    def name(self) -> str:
        return f"{self.row}.{self.field}"


def changes_of_draft(
    base: Sequence[Row],
    newest: Sequence[Row],
    rows: Sequence[DraftRow],
    *,
    ledger: Ledger,
    codes: Mapping[str, CodeList],
    language: str,
    open_: Mapping[str, frozenset[str]] | None = None,
) -> list[OwnChange]:
    """What these rows, begun on base, changed by themselves, against the newest version: in the order of the table,
    new rows last. open_: as of `open_cells`, None where all is open."""
    clashes = merge(base, newest, rows, ledger=ledger, codes=codes, language=language).clashes
    mine = {clash.name: "mine" for clash in clashes}
    merged = merge(base, newest, rows, ledger=ledger, codes=codes, language=language, picks=mine)
    typed = {row["id"]: row for row in merged.rows}
    every = {field.id for field in ledger.fields}
    found = []
    for number, row in enumerate(draft_of(newest, ledger, codes), start=1):
        other, allowed = typed.pop(row["id"], None), every if open_ is None else open_.get(row["id"], frozenset())
        label = _label(row, ledger)
        if other is None:
            found.append(OwnChange(row["id"], number, label, "", "", _line(row, ledger), "", allowed == every))
            continue
        for field in ledger.fields:
            was, now = row["v"].get(field.id, ""), other["v"].get(field.id, "")
            if not says_the_same(was, now, field):
                title = field.title.get(language)
                found.append(OwnChange(row["id"], number, label, field.id, title, was, now, field.id in allowed))
    found += [
        OwnChange(row["id"], 0, _label(row, ledger), "", "", "", _line(row, ledger), open_ is None)
        for row in typed.values()
        if not is_blank(row)
    ]
    return found


def _label(row: DraftRow, ledger: Ledger) -> str:
    return " · ".join(word for name in ledger.row_key if (word := row["v"].get(name)))


def _line(row: DraftRow, ledger: Ledger) -> str:
    return "，".join(row["v"][field.id] for field in ledger.fields if row["v"].get(field.id))[:200]
