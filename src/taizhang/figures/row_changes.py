"""Rows that are not what they were: changed behind the system's back, or replaced by a newer accepted version."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations, groupby
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from taizhang.core.masking import mask
from taizhang.core.packs import InstalledPacks
from taizhang.core.progress import Progress, Silent
from taizhang.engine.pack import CodeList, Field, FieldType, Mask
from taizhang.engine.text import Text
from taizhang.figures.types import CellChange, RowDifference
from taizhang.ledgers.hashing import canonical_row, row_hash
from taizhang.ledgers.hashing import content_hash as content_hash_of
from taizhang.ledgers.models import Row, Submission, SubmissionVersion
from taizhang.ledgers.queries.row_numbers import Version, row_numbers_at

_CHUNK = 500
_PUT_BACK = 3  # cells of one row; whoever changed more is told what stands there now


def tampered_rows(
    members: Collection[tuple[int, int]], packs: InstalledPacks, progress: Progress | None = None
) -> list[RowDifference]:
    """Rows of the named (submission, version) pairs whose data does not fit their hash, with what they say now, and
    versions whose rows no longer add up to the version's own content hash (a row taken out or slipped in: position 0).

    Reads every row once: linear in the rows of the members.
    """
    progress = progress or Silent()
    found: list[RowDifference] = []
    for at, chunk in enumerate(_chunks(sorted(members))):
        progress.check_cancelled()
        progress.step(at * _CHUNK, len(members), _("Reading filings again") if at == 0 else "")
        wanted = set(chunk)
        versions = SubmissionVersion.objects.filter(submission__in={pair[0] for pair in chunk}).values_list(
            "submission_id", "number", "content_hash", "row_count"
        )
        content = {(submission, number): (mark, count) for submission, number, mark, count in versions}
        rows = (
            Row.objects.filter(submission__in={pair[0] for pair in chunk})
            .select_related("submission__org_unit")
            .order_by("submission_id", "position", "id")
        )
        for submission_id, group in groupby(rows.iterator(chunk_size=2000), key=lambda row: row.submission_id):
            mine = list(group)
            for version in sorted(number for key, number in wanted if key == submission_id):
                found += _tampered(mine, version, *content.get((submission_id, version), ("", 0)), packs)
    return found


def _tampered(
    rows: list[Row], version: int, content_hash: str, row_count: int, packs: InstalledPacks
) -> list[RowDifference]:
    alive = [row for row in rows if row.added_in <= version and (row.removed_in is None or row.removed_in > version)]
    numbers = {row.pk: number for number, row in enumerate(alive, start=1)}
    broken = [row for row in alive if row_hash(row.data) != row.hash]
    others: dict[str, list[Row]] = {}
    for row in rows if broken else ():
        others.setdefault(_name(row), []).append(row)
    found = [
        _difference(row, numbers[row.pk], version, "tampered", packs, _says_now(row, others[_name(row)], packs))
        for row in broken
    ]
    whole = content_hash_of(row.hash for row in alive)
    if not found and content_hash and whole != content_hash and rows:
        found = _taken_out(rows, alive, version, row_count, packs)
        if not found:
            submission = rows[0].submission
            where = (submission.ledger_key, submission.org_unit.code)
            found = [RowDifference(submission.pk, version, *where, 0, 0, "rows_exchanged")]
    return found


def _taken_out(
    rows: list[Row], alive: list[Row], version: int, row_count: int, packs: InstalledPacks
) -> list[RowDifference]:
    """The rows that are gone, where the numbers of those that stayed leave exactly their places; the label of each as
    another version still tells it."""
    stand = {row.position for row in alive}
    gaps = [at for at in range(1, row_count + 1) if at not in stand]
    if len(gaps) != row_count - len(alive):
        return []
    keys = {row.key for row in alive}
    known = {row.position: row for row in rows if row.key and row.key not in keys}
    submission, found = rows[0].submission, []
    for at in gaps:
        label = _label(known[at], packs) if at in known else ""
        where = (submission.ledger_key, submission.org_unit.code)
        found.append(RowDifference(submission.pk, version, *where, at, 0, "taken_out", label=label))
    return found


def _difference(
    row: Row, number: int, version: int, kind: str, packs: InstalledPacks, cells: tuple[CellChange, ...] = ()
) -> RowDifference:
    submission = row.submission
    return RowDifference(
        submission.pk,
        version,
        submission.ledger_key,
        submission.org_unit.code,
        number,
        row.pk,
        kind,
        cells,
        label=_label(row, packs),
    )


def _label(row: Row, packs: InstalledPacks) -> str:
    """The cells of the ledger's key, as people read them."""
    ledger, data = packs.ledgers.get(row.submission.ledger_key), _read(row.data)
    fields = [field for field in ledger.fields if field.id in ledger.row_key] if ledger else []
    shown = [_shown(data.get(field.id), field, packs.code_lists) for field in fields]
    return " ".join(words for words in shown if words)


def _says_now(row: Row, versions: list[Row], packs: InstalledPacks) -> tuple[CellChange, ...]:
    """The changed cells, old and new, when another of the row's versions proves what it said; else all that it says
    now. Empty when what stands there is no row at all."""
    now = _read(row.data)
    others = [_read(other.data) for other in versions if other is not row]
    was = next((found for other in others if (found := _as_hashed(row.hash, now, other)) is not None), {})
    return cell_changes(was, now, row.submission.ledger_key, packs)


def _as_hashed(wanted: str, now: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any] | None:
    """`now` with a few cells put back from another version, if that has the hash of the row as it was filed."""
    differ = [name for name in sorted({*now, *other}) if now.get(name) != other.get(name)]
    for count in range(1, min(len(differ), _PUT_BACK) + 1):
        for names in combinations(differ, count):
            old = {**now, **{name: other.get(name) for name in names}}
            if row_hash(canonical_row(old)) == wanted:
                return old
    return None


def _read(data: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def moved_rows(members: Collection[tuple[int, int]], packs: InstalledPacks) -> list[RowDifference]:
    """What newer accepted versions changed against the named ones, row by row and cell by cell."""
    read = dict(sorted(members))
    newer: list[Submission] = []
    for chunk in _chunks(sorted(read)):
        accepted = Submission.objects.filter(pk__in=chunk, accepted_version__isnull=False)
        newer += [item for item in accepted if (item.accepted_version or 0) > read[item.pk]]
    numbers = row_numbers_at(
        {(item.pk, version) for item in newer for version in (read[item.pk], item.accepted_version or 0)}
    )
    found: list[RowDifference] = []
    for submission in newer:
        old, new = read[submission.pk], submission.accepted_version or 0
        touched = Q(added_in__gt=old, added_in__lte=new) | Q(added_in__lte=old, removed_in__gt=old, removed_in__lte=new)
        rows = Row.objects.filter(touched, submission=submission).exclude(added_in=F("removed_in"))
        found += _changes(list(rows.select_related("submission__org_unit")), old, new, packs, numbers)
    return found


def _changes(
    rows: list[Row], old: int, new: int, packs: InstalledPacks, numbers: Mapping[Version, Mapping[int, int]]
) -> list[RowDifference]:
    """Pair rows that went with rows that came, by key or else by position; what went has its number of before."""

    def told(row: Row, kind: str, cells: tuple[CellChange, ...] = ()) -> RowDifference:
        stood = old if kind == "removed" else new
        return _difference(row, numbers[row.submission_id, stood][row.pk], new, kind, packs, cells)

    gone = {_name(row): row for row in rows if row.added_in <= old}
    came = {_name(row): row for row in rows if row.added_in > old and (row.removed_in is None or row.removed_in > new)}
    found = [told(row, "removed") for name, row in gone.items() if name not in came]
    found += [told(row, "added") for name, row in came.items() if name not in gone]
    for name in gone.keys() & came.keys():
        cells = cell_changes(
            json.loads(gone[name].data), json.loads(came[name].data), came[name].submission.ledger_key, packs
        )
        if cells:
            found.append(told(came[name], "changed", cells))
    return sorted(found, key=lambda item: (item.position, item.kind))


def _name(row: Row) -> str:
    return row.key or f"#{row.position}"


def cell_changes(
    old: Mapping[str, Any], new: Mapping[str, Any], ledger_key: str, packs: InstalledPacks
) -> tuple[CellChange, ...]:
    """Cells that differ, in the ledger's order and as people read them, in Chinese as they were filed. Personal ones
    are masked: what is told here goes into reports."""
    ledger = packs.ledgers.get(ledger_key)
    fields = {field.id: field for field in ledger.fields} if ledger else {}
    order = [*fields, *sorted({*old, *new} - fields.keys())]
    found = []
    for name in order:
        if old.get(name) != new.get(name):
            field = fields.get(name)
            before, after = (_shown(row.get(name), field, packs.code_lists) for row in (old, new))
            found.append(CellChange(name, field.title if field else Text(name), before, after))
    return tuple(found)


def filings_since(now: Mapping[int, int], read: Collection[int]) -> list[RowDifference]:
    """Whole filings that count today and were not there, or count no more. now: submission -> accepted version."""
    came, gone = now.keys() - set(read), set(read) - now.keys()
    found: list[RowDifference] = []
    for chunk in _chunks(sorted(came | gone)):
        rows = Submission.objects.filter(pk__in=chunk).values_list("pk", "ledger_key", "org_unit__code", "version")
        for submission, ledger, unit, newest in rows.order_by("ledger_key", "org_unit__code", "period_first"):
            kind = "filed" if submission in came else "withdrawn"
            found.append(RowDifference(submission, now.get(submission, newest), ledger, unit, 0, 0, kind))
    return found


def _shown(value: object, field: Field | None, code_lists: Mapping[str, CodeList]) -> str:
    """A column that the ledger does not know may hold anything, so it is not told."""
    if value is None:
        return ""
    if field is None or field.mask is not Mask.NONE:
        return mask(value, field.mask if field else Mask.HIDDEN)
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.type is FieldType.CODE and field.code_list in code_lists:
        title = code_lists[field.code_list].codes.get(str(value))
        return title.zh if title else str(value)
    return str(value)


def _chunks(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
