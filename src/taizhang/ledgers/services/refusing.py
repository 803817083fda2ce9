"""Filings that are refused as a whole."""

from __future__ import annotations

from taizhang.engine.errors import ConflictError, Problem, StateError, TaizhangError
from taizhang.engine.text import Text


class FilingRefused(TaizhangError):
    """The filing as a whole cannot be taken: wrong unit, wrong period, or not open."""


class FilingMoved(FilingRefused, ConflictError):
    """The filing is not what the filer looked at: a newer version, or not open any more."""


class FilingShut(FilingMoved, StateError):
    """It is handed in or accepted: nothing may be written to it now."""


def refused(expected: Text, found: Text, cure: Text, *, code: str = "filing") -> FilingRefused:
    return FilingRefused([Problem(code, "", expected, found, cure)])


def no_rows(found: Text) -> FilingRefused:
    """A filing without rows that nobody called a nil report."""
    return refused(
        Text("至少一行数据", "at least one row"),
        found,
        Text("补填数据；本期确无数据，请报“零报告”。", "Fill it in; if there is nothing, file a nil report."),
    )
