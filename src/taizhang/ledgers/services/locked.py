"""A filing that was sent back with marked cells is open in these only, whichever way the rows come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import orjson

from taizhang.core.packs import installed_packs
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Field, Ledger, Mask
from taizhang.engine.text import Text
from taizhang.ledgers.drafting import texts_from
from taizhang.ledgers.models import Row, Submission
from taizhang.ledgers.queries import current_rows, open_cells
from taizhang.ledgers.services.versions import NewRow
from taizhang.ledgers.validation import code_lists_of

_EXPECTED = Text("只改标出的格子", "changes in marked cells only")
_CURE = Text("改回原值，或请审核人另标。", "Put it back, or ask the reviewer to mark it.")
_SHOWN = 40  # characters of a value, as of any wrong cell


def locked_changes(
    submission: Submission | None,
    ledger: Ledger,
    rows: Sequence[NewRow],
    *,
    sheet: str = "",
    columns: Mapping[str, str] | None = None,
    ids: Sequence[str] | None = None,
) -> list[Problem]:
    """One problem a cell, or row, that changed though it was not marked; [] for a filing that is open everywhere.

    columns: field id -> column letter of the workbook, for rows that came in one. ids: of a draft, by which row n is
    ids[n - 1]. Without them a row is the same by its row key; where that itself was marked and mended, by its turn
    among those that differ.
    """
    open_ = open_cells(submission) if submission is not None else None
    if submission is None or open_ is None:
        return []
    stored = current_rows(submission)
    numbers = {row.pk: number for number, row in enumerate(stored, start=1)}
    before, after = _apart(stored, rows) if ids is None else (list(stored), list(rows))
    codes = code_lists_of(ledger, installed_packs())
    problems: list[Problem] = []
    for old, new in _pairs(before, after) if ids is None else _named_pairs(before, after, ids):
        allowed = open_.get(f"r{old.pk}", frozenset())
        was, now = orjson.loads(old.data), orjson.loads(new.data)
        changed = [
            field for field in ledger.fields if field.id not in allowed and was.get(field.id) != now.get(field.id)
        ]
        texts = [texts_from(values, ledger, codes) if changed else {} for values in (was, now)]
        for field in changed:
            key = f"{(columns or {}).get(field.id, '')}{new.position}"
            found, cure = _told(field, *(text.get(field.id, "")[:_SHOWN] for text in texts))
            problems.append(_problem(ledger, sheet, found, cure, key, new.position, field))
    added = Text("多了一行", "a row was added")
    problems += [_problem(ledger, sheet, added, _CURE, str(new.position), new.position) for new in after]
    gone = [old for old in before if len(open_.get(f"r{old.pk}", ())) < len(ledger.fields)]
    for number in (numbers[old.pk] for old in gone):
        problems.append(_problem(ledger, sheet, Text(f"少了第 {number} 行", f"row {number} is gone"), _CURE))
    return problems


def _apart(before: Sequence[Row], after: Sequence[NewRow]) -> tuple[list[Row], list[NewRow]]:
    """Without the rows that both have."""
    same = Counter(row.hash for row in before) & Counter(row.hash for row in after)
    left, right = Counter(same), Counter(same)
    old = [row for row in before if not _taken(left, row.hash)]
    return old, [row for row in after if not _taken(right, row.hash)]


def _taken(counts: Counter[str], hash_: str) -> bool:
    if counts[hash_]:
        counts[hash_] -= 1
        return True
    return False


def _pairs(before: list[Row], after: list[NewRow]) -> list[tuple[Row, NewRow]]:
    """Takes the rows that belong together out of both lists."""
    by_key = {row.key: row for row in before if row.key}
    pairs = [(by_key[new.key], new) for new in after if new.key in by_key]
    for old, new in pairs:
        if old in before:
            before.remove(old)
        after.remove(new)
    turns = list(zip(before, after, strict=False))
    del before[: len(turns)], after[: len(turns)]
    return pairs + turns


def _named_pairs(before: list[Row], after: list[NewRow], ids: Sequence[str]) -> list[tuple[Row, NewRow]]:
    """The same of rows that say which they are."""
    by_id = {f"r{old.pk}": old for old in before}
    pairs = [(old, new) for new in after if (old := by_id.get(ids[new.position - 1])) is not None]
    named = set(ids)
    before[:] = [old for old in before if f"r{old.pk}" not in named]
    after[:] = [new for new in after if ids[new.position - 1] not in by_id]
    return pairs


def _told(field: Field, was: str, now: str) -> tuple[Text, Text]:
    """What was typed, and what to put back. A personal value is repeated to nobody."""
    if field.mask is not Mask.NONE:
        return Text("改了别的格子", "another cell changed"), _CURE
    back, back_en = (f"“{was}”", f"“{was}”") if was else ("空白", "nothing")
    cure = Text(f"改回{back}，或请审核人另标。", f"Put back {back_en}, or ask the reviewer to mark it.")
    return Text(now or "空白", now or "nothing"), cure


def _problem(
    ledger: Ledger,
    sheet: str,
    found: Text,
    cure: Text,
    key: str = "",
    position: int | None = None,
    field: Field | None = None,
) -> Problem:
    """Of a cell, or with no field of a row."""
    zh, en = (f"“{field.title.zh}”：", f"{field.title.get('en')}: ") if field is not None else ("", "")
    return Problem(
        "filing.locked",
        sheet or ledger.title.zh,
        Text(f"{zh}{_EXPECTED.zh}", f"{en}{_EXPECTED.get('en')}"),
        found,
        cure,
        key=key,
        data={"field": field.id if field is not None else "", "position": position},
    )
