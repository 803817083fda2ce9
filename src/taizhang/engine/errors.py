"""Errors that are read by people: what was expected, what came, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from taizhang.engine.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, told in full.

    where: file, sheet or page it stands in; `line` and `key` narrow it (line from 1, key as a dotted path or a cell
    address such as ``B7``). expected, found, cure: sentences in both languages.
    """

    code: str
    where: str
    expected: Text
    found: Text
    cure: Text
    line: int | None = None
    key: str = ""
    level: str = "error"  # or "warning"
    data: dict[str, object] = field(default_factory=dict)

    @property
    def row(self) -> int | None:
        """Of what is wrong in a ledger's row, its number: `B7`, `7` and `第 7 行`, as places are written, are all
        row 7. None for anything else."""
        if "field" not in self.data:
            return None
        position = self.data.get("position")
        if isinstance(position, int):
            return position
        digits = self.key.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ第 ").removesuffix(" 行")
        return int(digits) if digits.isascii() and digits.isdigit() else None

    def sentence(self, language: str = "zh") -> str:
        place = ":".join(str(part) for part in (self.where, self.line) if part not in (None, ""))
        key = f" {self.key}" if self.key else ""
        cure = self.cure.get(language)
        # What is found may be a whole sentence of another rule: the full stop is ours.
        expected, found = (text.get(language).rstrip("。.") for text in (self.expected, self.found))
        if language == "zh":
            return f"{place}{key}：应为{expected}；现为{found}。{cure}"
        return f"{place}{key}: expected {expected}; found {found}. {cure}"


class TaizhangError(Exception):
    """Base of the errors that a person can act on; `problems` holds at least one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.sentence("en") for problem in self.problems))


class ConflictError(TaizhangError):
    """What the caller looked at has changed meanwhile; to be read again before anything is done."""


class StateError(ConflictError):
    """What was asked does not go with the state that the thing is in, whether it moved on or was never so far."""
