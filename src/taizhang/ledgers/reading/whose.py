"""Of a list of all units that one of them sends back: rows that are read as its own and may not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from taizhang.engine.errors import Problem
from taizhang.engine.text import Text
from taizhang.ledgers.reading.problems import cell_warning, column_letter


class UnitNames(NamedTuple):
    """What the unit that files is called, and what the others of its kind are; squeezed."""

    own: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


NO_UNITS = UnitNames()


class OwnRows:
    """Gathers the rows of a sheet by the unit that they name. column: 0-based, in which it stands."""

    def __init__(self, names: UnitNames, column: int) -> None:
        self.names, self.column = names, column
        self._kept: list[tuple[int, str]] = []  # row of the sheet from 1, name squeezed
        self._others: Counter[str] = Counter()

    def keep(self, rows: Iterable[tuple[int, str]]) -> None:
        self._kept += rows

    def leave(self, name: str) -> None:
        self._others[name] += 1

    def problems(self, sheet: str) -> Iterator[Problem]:
        """Warnings. A sheet that names nobody else may call the unit what it likes."""
        if not self._others:
            return
        one_each, own = max(self._others.values()) == 1, 0
        unknown = [name for _row, name in self._kept if name not in self.names.own]
        first = f"“{unknown[0][:_NAME]}”" if unknown and unknown[0] else "没有写单位的行"
        more = f"等 {len(unknown)} 行" if len(unknown) > 1 else ""
        whose = Text(f"{first}{more}按本单位的报；不是的请删去。", "It is filed as yours; delete it if it is not.")
        for row, name in self._kept:
            if name in self.names.own:
                own += 1
                if own > 1 and one_each:
                    yield self._problem("unit-twice", sheet, row, _ONCE, Text("又一行", "one more row"), _WHICH)
            else:
                found = Text(f"“{name}”", f"“{name}”") if name else Text("没有写单位", "no unit")
                yield self._problem("unit-name", sheet, row, _NAMED, found, whose)

    def _problem(self, check: str, sheet: str, row: int, expected: Text, found: Text, cure: Text) -> Problem:
        return cell_warning(check, sheet, f"{column_letter(self.column)}{row}", expected, found, cure)


_NAME = 12  # characters of a name in a sentence
_NAMED = Text("本单位的名称", "your unit's name")
_ONCE = Text("名单里每个单位一行", "one row a unit, as the others have")
_WHICH = Text("两行都会报上；多出的请删去。", "Both are filed; delete the one too many.")
