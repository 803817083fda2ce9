"""Storing a version: only rows that changed are written, unchanged ones keep their ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pyarrow as pa
from django.db.models import F

from taizhang.analytics.checks import POSITION
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.engine.pack import Ledger
from taizhang.ledgers.hashing import canonical_row, content_hash, row_hash
from taizhang.ledgers.models import Row, StoredFile, Submission, SubmissionVersion, VersionSource

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class NewRow:
    position: int
    key: str
    data: str
    hash: str


def new_rows(table: pa.Table, ledger: Ledger) -> Iterator[NewRow]:
    """Canonical rows of a typed table, in sheet order."""
    for batch in table.to_batches(max_chunksize=BATCH):
        for values in batch.to_pylist():
            position = values.pop(POSITION)
            yield make_row(values, int(position), ledger)


def make_row(values: dict[str, object], position: int, ledger: Ledger) -> NewRow:
    data = canonical_row(values)
    key = "|".join(str(values.get(name) or "") for name in ledger.row_key)[:200]
    return NewRow(position, key, data, row_hash(data))


def store_version(
    *,
    actor: Actor,
    submission: Submission,
    rows: list[NewRow],
    source: VersionSource,
    reason: str,
    file: StoredFile | None,
    warnings: list[dict[str, object]],
    sums: dict[str, str],
) -> SubmissionVersion | None:
    """Append a version inside the caller's transaction; None when rows and their order are as in the newest one."""
    number = submission.version + 1
    alive = Row.objects.filter(submission=submission, removed_in__isnull=True)
    added, gone = _changes(alive.values_list("pk", "hash", "position").order_by("-position", "-pk"), rows)
    if submission.version and not added and not gone:
        return None
    for start in range(0, len(gone), BATCH):
        Row.objects.filter(pk__in=gone[start : start + BATCH]).update(removed_in=number)
    Row.objects.bulk_create(
        (
            Row(
                submission=submission, position=row.position, key=row.key, data=row.data, hash=row.hash, added_in=number
            )
            for row in added
        ),
        batch_size=BATCH,
    )
    hashes = alive.order_by("position", "pk").values_list("hash", flat=True)
    version = SubmissionVersion.objects.create(
        submission=submission,
        number=number,
        at=clock.now(),
        actor_id=actor.user_id,
        in_place_of_id=actor.in_place_of,
        reason=reason,
        source=source,
        file=file,
        row_count=len(rows),
        content_hash=content_hash(hashes.iterator(chunk_size=BATCH)),
        warnings=warnings,
        sums=sums,
    )
    Submission.objects.filter(pk=submission.pk).update(version=F("version") + 1)
    submission.version = number
    return version


def _changes(alive: Iterable[tuple[int, str, int]], rows: list[NewRow]) -> tuple[list[NewRow], list[int]]:
    """Rows to add and ids of rows that end. alive: (id, hash, position), last first.

    A row that says the same stays, at its place, as long as it still stands behind the row before it; one that was
    pushed down or moved up is written again, so that a version's positions are unique and in the order of its sheet.
    """
    before = list(alive)
    same: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for pk, hash_, position in before:
        same[hash_].append((position, pk))
    added: list[NewRow] = []
    kept: set[int] = set()
    last = 0
    for row in rows:
        candidates = same[row.hash]
        while candidates and candidates[-1][0] <= last:
            candidates.pop()
        if candidates:
            last, pk = candidates.pop()
            kept.add(pk)
        else:
            last = max(row.position, last + 1)
            added.append(replace(row, position=last))
    return added, [pk for pk, _hash, _position in before if pk not in kept]
