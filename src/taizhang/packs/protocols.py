"""What the loader needs of the expression language, so that packs do not depend on analytics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from taizhang.engine.errors import Problem
from taizhang.engine.pack import CodeList, Indicator, Ledger, ParameterKind

Mode = Literal["row", "set", "value"]


@dataclass(frozen=True, slots=True)
class FormulaReport:
    """What checking a formula says. uses: keys of the indicators that it reads, whatever the period; the stored values
    behind ``earlier_max`` cannot close a ring and are left out."""

    problems: Sequence[Problem]
    uses: Sequence[str] = ()


class ExpressionChecker(Protocol):
    """Problems carry no file or line; the loader adds them."""

    def expression(
        self,
        text: str,
        *,
        ledger: Ledger,
        mode: Mode,
        parameters: Mapping[str, ParameterKind],
        code_lists: Mapping[str, CodeList],
    ) -> Sequence[Problem]:
        """What is wrong with an expression over a ledger. code_lists: by qualified name, as fields carry them."""

    def formula(
        self,
        text: str,
        *,
        indicators: Mapping[str, Indicator],
        parameters: Mapping[str, ParameterKind],
        condition: bool = False,
    ) -> FormulaReport:
        """Check a formula over indicators (named as written in the pack); `condition`: it must be true or false."""
