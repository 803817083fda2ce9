"""Whether a warning is the one that was explained before: the same check, in the same cell, on the same values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import orjson

from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.ledgers.outcomes import warning_as_json


class _Row(Protocol):
    @property
    def position(self) -> int: ...  # pragma: no cover
    @property
    def key(self) -> str: ...  # pragma: no cover
    @property
    def data(self) -> str: ...  # pragma: no cover


def warnings_as_json(warnings: Sequence[Problem], rows: Sequence[_Row], ledger: Ledger) -> list[dict[str, object]]:
    """As a version keeps them, each with the mark by which it is known again."""
    marks = marks_of_warnings(warnings, rows, ledger)
    numbers = {row.position: number for number, row in enumerate(rows, start=1)}
    return [
        warning_as_json(item) | {"mark": mark, "number": _number(item, numbers)}
        for item, mark in zip(warnings, marks, strict=True)
    ]


def _number(item: Problem, numbers: Mapping[int, int]) -> int | None:
    """Of its row in the version; None for what a check of the whole table says."""
    position = item.data.get("position")
    return numbers.get(position) if isinstance(position, int) else None


def marks_of_warnings(warnings: Sequence[Problem], rows: Sequence[_Row], ledger: Ledger) -> list[str]:
    """One mark a warning, equal for what needs no second explanation: row, cell, words and all values that the check
    reads, in its row or, for a check of the whole table, in every row."""
    wanted = {item.data.get("position") for item in warnings}
    by_position: dict[Any, tuple[int, _Row]] = {
        row.position: (number, row) for number, row in enumerate(rows, start=1) if row.position in wanted
    }
    marks = []
    for item in warnings:
        check, field = str(item.data.get("check") or item.code), str(item.data.get("field") or "")
        number, row = by_position.get(item.data.get("position"), (0, None))
        used = _read_by(check, field, ledger)
        digest = hashlib.sha256()
        place = "" if row is None else row.key or f"#{number}"
        digest.update(orjson.dumps([check, field, item.cure.zh, place]))
        for one in [row] if row is not None else rows:
            values: Mapping[str, Any] = orjson.loads(one.data)
            digest.update(orjson.dumps([str(values.get(name)) for name in used]))
        marks.append(digest.hexdigest()[:32])
    return marks


def _read_by(check_id: str, field: str, ledger: Ledger) -> list[str]:
    """Ids of the fields that a check reads, in the ledger's order."""
    check = next((check for check in ledger.checks if check.id == check_id), None)
    named = {field, *(check.unique if check is not None else ())}
    words = set(re.findall(r"\w+", check.expression)) if check is not None else set()
    if check is not None and check.jump is not None:
        words |= set(re.findall(r"\w+", repr(check.jump)))
    if check is not None and check.balance is not None:
        words |= set(re.findall(r"\w+", repr(check.balance)))
    return [item.id for item in ledger.fields if item.id in named | words]


def words_again(versions: Sequence[Any]) -> dict[str, str]:
    """Check id -> the words that were given for the very same warnings. versions: the newest first; what it warns of is
    asked anew as soon as one of a check's warnings is not among those that the words were for."""
    if not versions:
        return {}
    newest, *before = versions
    found: dict[str, str] = {}
    for check in {str(item["check"]) for item in newest.warnings}:
        said = next((version for version in before if version.explanations.get(check)), None)
        if said is None:
            continue
        marks, known = _marks(newest, check), _marks(said, check)
        if "" not in marks and marks <= known:
            found[check] = said.explanations[check]
    return found


def _marks(version: Any, check: str) -> set[str]:
    return {str(item.get("mark", "")) for item in version.warnings if item["check"] == check}
