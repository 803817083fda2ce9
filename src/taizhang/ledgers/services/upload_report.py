"""What was found in an upload, as its page and its marked copy tell it."""

from __future__ import annotations

from collections.abc import Iterable

from taizhang.core.actor import Actor
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.ledgers.annotating import is_patchable
from taizhang.ledgers.differences import changes_between
from taizhang.ledgers.models import KeptUpload, Submission
from taizhang.ledgers.queries import current_rows, note_personal_view, personal_fields, sees_personal
from taizhang.ledgers.reading.lines import Line
from taizhang.ledgers.services.columns import columns_as_json
from taizhang.ledgers.services.filing import CheckedWorkbook

_LISTED = 200  # wrong cells and changes that a page lists


def report_of(
    upload: KeptUpload, actor: Actor, ledger: Ledger, checked: CheckedWorkbook, data: bytes
) -> dict[str, object]:
    """What the page tells, as JSON: it outlives the request that found it."""
    result, whole = checked.result, sees_personal(actor, ledger, upload.org_unit.code)
    report: dict[str, object] = {
        "rows": result.row_count,
        "sheet": checked.rows.sheet,
        "wrong": len(result.problems) + result.more,
        "problems": described(result.problems),
        "warnings": described(result.warnings[:_LISTED]),
        "warned": len(result.warnings),
        "repairs": dict(result.repairs),
        "unknown": list(result.unknown_columns),
        "unread": list(result.unread_sheets),
        "columns": columns_as_json(checked.titles, whole=whole or not personal_fields(ledger)),
        "news": [{"zh": text.zh, "en": text.get("en")} for text in checked.news],
        "left_out": [line.as_json() for line in result.left_out[:_LISTED]],
        "others": list(result.other_sheets),
        "hidden": result.hidden.words(),
        "left_out_count": len(result.left_out),
        "of_others": any(line.kind is Line.OTHER for line in result.left_out),
    }
    if result.problems or result.repairs:
        report["in_place"] = is_patchable(upload.name, data, checked.rows.sheet)
    if not result.problems:
        found = Submission.objects.filter(
            org_unit=upload.org_unit, ledger_key=ledger.key, period_code=upload.period_code
        ).first()
        before = current_rows(found) if found is not None else []
        changes = changes_between(enumerate(before, start=1), enumerate(checked.new_rows, start=1), ledger, whole=whole)
        if whole and found is not None and changes:  # the page repeats what is stored
            note_personal_view(actor, found, ledger)
        report["kinds"] = _counted(change.kind for change in changes)
        report["changes"] = [
            {"kind": change.kind, "key": change.key, "cells": [list(cell) for cell in change.cells]}
            for change in changes[:_LISTED]
        ]
    return report


def described(problems: list[Problem]) -> list[dict[str, object]]:
    """Problems as the page and the copy tell them: from the top of the sheet, those of no row first."""
    return [_as_json(problem) for problem in sorted(problems, key=lambda item: item.row or 0)]


def _counted(kinds: Iterable[str]) -> dict[str, int]:
    counts = {"added": 0, "changed": 0, "removed": 0}
    for kind in kinds:
        counts[kind] += 1
    return counts


def _as_json(problem: Problem) -> dict[str, object]:
    texts = {"expected": problem.expected, "found": problem.found, "cure": problem.cure}
    return {
        "where": problem.where,
        "key": problem.key,
        "check": str(problem.data.get("check") or problem.code),
        "is_check": problem.code.startswith("check."),
        "field": str(problem.data.get("field") or ""),
        "position": problem.data.get("position"),
        **{name: {"zh": text.zh, "en": text.get("en")} for name, text in texts.items()},
    }
