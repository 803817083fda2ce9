"""Rows that are not what they were: changed behind the system's back, or replaced by a newer accepted version."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.db.models import F, Q

from taizhang.engine.pack import Ledger
from taizhang.engine.text import Text
from taizhang.figures.types import CellChange, RowDifference
from taizhang.ledgers.hashing import content_hash as content_hash_of
from taizhang.ledgers.hashing import row_hash
from taizhang.ledgers.models import Row, Submission, SubmissionVersion

_CHUNK = 500


def tampered_rows(members: Collection[tuple[int, int]]) -> list[RowDifference]:
    """Rows of the named (submission, version) pairs whose data does not fit their hash, and versions whose rows no
    longer add up to the version's own content hash (a row taken out or slipped in: position 0).

    Reads every row once: linear in the rows of the members.
    """
    found: list[RowDifference] = []
    for chunk in _chunks(sorted(members)):
        wanted = set(chunk)
        versions = SubmissionVersion.objects.filter(submission__in={pair[0] for pair in chunk}).values_list(
            "submission_id", "number", "content_hash"
        )
        content = {(submission, number): mark for submission, number, mark in versions}
        rows = (
            Row.objects.filter(submission__in={pair[0] for pair in chunk})
            .select_related("submission__org_unit")
            .order_by("submission_id", "position", "id")
        )
        for submission_id, group in groupby(rows.iterator(chunk_size=2000), key=lambda row: row.submission_id):
            mine = list(group)
            for version in sorted(number for key, number in wanted if key == submission_id):
                found += _tampered(mine, version, content.get((submission_id, version), ""))
    return found


def _tampered(rows: list[Row], version: int, content_hash: str) -> list[RowDifference]:
    alive = [row for row in rows if row.added_in <= version and (row.removed_in is None or row.removed_in > version)]
    broken = [row for row in alive if row_hash(row.data) != row.hash]
    found = [_difference(row, version, "tampered") for row in broken]
    whole = content_hash_of(row.hash for row in alive)
    if not found and content_hash and whole != content_hash and rows:
        submission = rows[0].submission
        found.append(
            RowDifference(
                submission.pk, version, submission.ledger_key, submission.org_unit.code, 0, 0, "rows_exchanged"
            )
        )
    return found


def _difference(row: Row, version: int, kind: str, cells: tuple[CellChange, ...] = ()) -> RowDifference:
    submission = row.submission
    return RowDifference(
        submission.pk, version, submission.ledger_key, submission.org_unit.code, row.position, row.pk, kind, cells
    )


def moved_rows(members: Collection[tuple[int, int]], ledgers: Mapping[str, Ledger]) -> list[RowDifference]:
    """What newer accepted versions changed against the named ones, row by row and cell by cell."""
    read = dict(sorted(members))
    newer: list[Submission] = []
    for chunk in _chunks(sorted(read)):
        accepted = Submission.objects.filter(pk__in=chunk, accepted_version__isnull=False)
        newer += [item for item in accepted if (item.accepted_version or 0) > read[item.pk]]
    found: list[RowDifference] = []
    for submission in newer:
        old, new = read[submission.pk], submission.accepted_version or 0
        touched = Q(added_in__gt=old, added_in__lte=new) | Q(added_in__lte=old, removed_in__gt=old, removed_in__lte=new)
        rows = Row.objects.filter(touched, submission=submission).exclude(added_in=F("removed_in"))
        found += _changes(
            list(rows.select_related("submission__org_unit")), old, new, ledgers.get(submission.ledger_key)
        )
    return found


def _changes(rows: list[Row], old: int, new: int, ledger: Ledger | None) -> list[RowDifference]:
    """Pair rows that went with rows that came, by key or else by position."""
    gone = {_name(row): row for row in rows if row.added_in <= old}
    came = {_name(row): row for row in rows if row.added_in > old and (row.removed_in is None or row.removed_in > new)}
    found = [_difference(row, new, "removed") for name, row in gone.items() if name not in came]
    found += [_difference(row, new, "added") for name, row in came.items() if name not in gone]
    for name in gone.keys() & came.keys():
        cells = cell_changes(json.loads(gone[name].data), json.loads(came[name].data), ledger)
        if cells:
            found.append(_difference(came[name], new, "changed", cells))
    return sorted(found, key=lambda item: (item.position, item.kind))


def _name(row: Row) -> str:
    return row.key or f"#{row.position}"


def cell_changes(old: Mapping[str, Any], new: Mapping[str, Any], ledger: Ledger | None) -> tuple[CellChange, ...]:
    """Cells that differ, in the ledger's order."""
    order = [field.id for field in ledger.fields] if ledger else sorted({*old, *new})
    titles = {field.id: field.title for field in ledger.fields} if ledger else {}
    return tuple(
        CellChange(name, titles.get(name, Text(name)), _shown(old.get(name)), _shown(new.get(name)))
        for name in order
        if old.get(name) != new.get(name)
    )


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _chunks(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
