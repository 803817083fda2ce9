"""The number of a row: what a person reads as row N is the Nth of its version.

`Row.position` is no such number: it is the line that the row had in the file that brought it, and versions share rows,
so it starts anywhere and has gaps. It only puts rows in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from taizhang.ledgers.models import Row

Version = tuple[int, int]  # submission id and number


def row_numbers_at(versions: Collection[Version]) -> dict[Version, dict[int, int]]:
    """Of each version: row id -> number. One query, linear in the rows of its filings."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for submission, version in sorted(versions):
        wanted[submission].append(version)
    found: dict[Version, dict[int, int]] = {version: {} for version in versions}
    rows = Row.objects.filter(submission__in=wanted).order_by("submission_id", "position", "pk")
    lines = rows.values_list("submission_id", "pk", "added_in", "removed_in") if wanted else ()
    for submission, pk, added_in, removed_in in lines:
        for version in wanted[submission]:
            if added_in <= version and (removed_in is None or removed_in > version):
                numbers = found[submission, version]
                numbers[pk] = len(numbers) + 1
    return found


def row_numbers(submission: int, version: int) -> dict[int, int]:
    """Row id -> number."""
    return row_numbers_at([(submission, version)])[submission, version]


def numbers_where_they_stood(rows: Iterable[Row], newest: Mapping[int, int]) -> dict[int, int]:
    """Row id -> number in the newest version that has the row. newest: submission id -> the newest to look at; what
    came or went later does not count."""
    stood = {row.pk: (row.submission_id, _newest(row, newest[row.submission_id])) for row in rows}
    found = row_numbers_at(set(stood.values()))
    return {pk: found[version][pk] for pk, version in stood.items()}


def _newest(row: Row, version: int) -> int:
    """Not before it came: a reader may be told of a row of the unit's own draft, which its mark leads to."""
    last = version if row.removed_in is None else min(version, row.removed_in - 1)
    return max(row.added_in, last)
