"""What differs between two states of a filing's rows, cell by cell, as people read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import orjson

from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import CodeList, Ledger
from taizhang.ledgers.outcomes import CellDifference
from taizhang.ledgers.showing import shown
from taizhang.ledgers.validation import code_lists_of


class StoredRow(Protocol):
    """A row of the database or one that is about to be stored; data and hash as in `Row`."""

    @property
    def position(self) -> int: ...  # pragma: no cover
    @property
    def key(self) -> str: ...  # pragma: no cover
    @property
    def data(self) -> str: ...  # pragma: no cover
    @property
    def hash(self) -> str: ...  # pragma: no cover


Numbered = tuple[int, StoredRow]  # a row and its number in its version


def changes_between(
    before: Iterable[Numbered], after: Iterable[Numbered], ledger: Ledger, *, whole: bool
) -> list[CellDifference]:
    """Rows that the two states don't share, in row order; a row that was taken out has the number that it had.

    A row is the same when its row key is; without a row key, when it has the same number in its version: the place that
    it is stored at depends on the file or page that brought it. Linear in the rows that differ.
    """
    old, new = list(before), list(after)
    left = Counter(row.hash for _number, row in old)
    shared = left & Counter(row.hash for _number, row in new)
    codes = code_lists_of(ledger, installed_packs())
    was, now = _by_key(old, Counter(shared)), _by_key(new, Counter(shared))
    changes = []
    for key in sorted({**was, **now}, key=lambda key: (now.get(key) or was[key])[0]):
        gone, come = was.get(key), now.get(key)
        newest = come or gone
        assert newest is not None
        kind = "changed" if gone is not None and come is not None else "added" if come is not None else "removed"
        cells = _cells(_values(gone), _values(come), ledger, codes, whole)
        label = row_label(_values(newest), newest[0], ledger, codes, whole=whole)
        changes.append(CellDifference(kind, label, newest[0], cells))
    return changes


def row_label(
    values: Mapping[str, Any], number: int, ledger: Ledger, codes: Mapping[str, CodeList], *, whole: bool
) -> str:
    """The row key in words; the row's number where the ledger has none."""
    fields = [field for name in ledger.row_key if (field := ledger.field(name)) is not None]
    words = [shown(values.get(field.id), field, codes, whole=whole) for field in fields]
    return " · ".join(word for word in words if word) or f"#{number}"


def _by_key(rows: Iterable[Numbered], shared: Counter[str]) -> dict[str, Numbered]:
    found: dict[str, Numbered] = {}
    for number, row in rows:
        if shared[row.hash]:
            shared[row.hash] -= 1
            continue
        key = row.key or f"#{number}"
        found[key if key not in found else f"{key} ({number})"] = (number, row)
    return found


def _values(row: Numbered | None) -> dict[str, Any]:
    values: dict[str, Any] = orjson.loads(row[1].data) if row is not None else {}
    return values


def _cells(
    left: Mapping[str, Any], right: Mapping[str, Any], ledger: Ledger, codes: Mapping[str, CodeList], whole: bool
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            field.title.get(language_of()),
            shown(left.get(field.id), field, codes, whole=whole),
            shown(right.get(field.id), field, codes, whole=whole),
        )
        for field in ledger.fields
        if left.get(field.id) != right.get(field.id)
    )
