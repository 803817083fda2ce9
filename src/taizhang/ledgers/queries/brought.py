"""Cells of a filing that hold something else than the ledger that their value was brought from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Field, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.differences import row_label
from taizhang.ledgers.drafting import says_the_same, texts_from
from taizhang.ledgers.models import Row, Submission
from taizhang.ledgers.queries.row_numbers import numbers_where_they_stood
from taizhang.ledgers.queries.submissions import note_personal_view, sees_personal
from taizhang.ledgers.queries.taking import taken_by
from taizhang.ledgers.showing import shown
from taizhang.ledgers.validation import code_lists_of


@dataclass(frozen=True, slots=True)
class BroughtCell:
    """where: the row in words. own, held: what the filing says and what the other ledger holds, as pages show it; held
    is "" for who may not see that ledger."""

    where: str
    field: Field
    own: str
    held: str
    ledger: Ledger
    period: Period


@dataclass(frozen=True, slots=True)
class _Apart:
    row: Row
    field: Field
    held: object
    ledger: Ledger
    period: Period


def brought_counts(ledger: Ledger, period: Period, waiting: Sequence[Submission]) -> dict[int, int]:
    """Submission id -> how many of its cells; none, and no query, where the ledger takes nothing from others."""
    return dict(Counter(found.row.submission_id for found in _apart(ledger, period, waiting)))


def brought_cells(actor: Actor, submission: Submission, ledger: Ledger) -> list[BroughtCell]:
    """Of one filing, in the order of its rows. Personal fields as in `rows_of`, of the other ledger too."""
    code = submission.org_unit.code
    whole = sees_personal(actor, ledger, code)
    codes = code_lists_of(ledger, installed_packs())
    found = list(_apart(ledger, Period.parse(submission.period_code), [submission]))
    if whole and found:
        note_personal_view(actor, submission, ledger)
    numbers = numbers_where_they_stood([item.row for item in found], {submission.pk: submission.version})
    cells = []
    for item in found:
        values = orjson.loads(item.row.data)
        label = row_label(values, numbers[item.row.pk], ledger, codes, whole=whole)
        own, held = shown(values.get(item.field.id), item.field, codes, whole=whole), ""
        if actor.can(Permission.VIEW_LEDGER, code, item.ledger):
            held = shown(item.held, item.field, codes, whole=whole and sees_personal(actor, item.ledger, code))
        cells.append(BroughtCell(label, item.field, own, held, item.ledger, item.period))
    return cells


def _apart(ledger: Ledger, period: Period, submissions: Sequence[Submission]) -> Iterator[_Apart]:
    """In the newest versions. A row that the other ledger does not know is no change of what it holds, and of two rows
    of one key nobody knows which is meant."""
    fields = [item for item in ledger.fields if item.source_ledger]
    if not fields or not submissions:
        return
    codes = code_lists_of(ledger, installed_packs())
    taken = taken_by(ledger, period, {item.org_unit_id for item in submissions})
    units = {item.pk: item.org_unit_id for item in submissions}
    alive = Row.objects.filter(submission__in=units, removed_in__isnull=True).order_by("submission", "position", "pk")
    rows = [row for row in alive if units[row.submission_id] in taken]
    texts = {row.pk: texts_from(orjson.loads(row.data), ledger, codes) for row in rows}
    keys = {row.pk: tuple(texts[row.pk].get(name, "") for name in taken[units[row.submission_id]].keys) for row in rows}
    known = Counter((row.submission_id, keys[row.pk]) for row in rows)
    held = {
        (unit, tuple(words.get(name, "") for name in found.keys)): (words, values)
        for unit, found in taken.items()
        for words, values in zip(found.texts(ledger), found.rows, strict=True)
    }
    for row in rows:
        unit, own = units[row.submission_id], texts[row.pk]
        if (unit, keys[row.pk]) not in held or known[row.submission_id, keys[row.pk]] > 1:
            continue
        words, values = held[unit, keys[row.pk]]
        for item in fields:
            source, theirs = taken[unit].sources.get(item.id), words.get(item.id, "")
            if source is not None and theirs and not says_the_same(own.get(item.id, ""), theirs, item):
                yield _Apart(row, item, values[item.id], *source)
