"""What the figures do when records move: registered with the ledgers, which know nothing of figures."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from django.db import transaction

from taizhang.core.moves import Moved
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.figures.kept import kept_kinds
from taizhang.figures.models import FigureRun
from taizhang.figures.services import mark_moved, mark_stale, note_moves
from taizhang.figures.tasks import start_run
from taizhang.ledgers.models import Row, Submission


def mark_and_recompute(submissions: Sequence[Submission]) -> None:
    """Mark the figures that newly accepted versions touch, and queue their computing once they are committed: one mark
    for all of a ledger that are about the same days."""
    units: defaultdict[tuple[str, Period], set[str]] = defaultdict(set)
    for submission in submissions:
        touched = touched_days(submission)
        note_moves(submission, touched)
        units[submission.ledger_key, touched].add(submission.org_unit.code)
    stale = _begun(submissions)
    stale |= {code for (ledger_key, touched), of in units.items() for code in mark_stale(ledger_key, touched, of)}
    for code in sorted(stale):
        transaction.on_commit(partial(start_run, Period.parse(code)))


def _begun(submissions: Sequence[Submission]) -> set[str]:
    """Codes of the kept periods in which these are the first: nothing is stale there yet, and all is to be counted."""
    days = {submission.period_last for submission in submissions}
    codes = {Period.containing(day, kind).code for day in days for kind in kept_kinds()}
    return codes.difference(FigureRun.objects.filter(period_code__in=codes).values_list("period_code", flat=True))


def recompute_asked(ledger_key: str, period: Period) -> None:
    """Who owes a filing changed: figures that read the ledger may be final now, or provisional again."""
    for code in mark_stale(ledger_key, period):
        transaction.on_commit(partial(start_run, Period.parse(code)))


def act_followed(moved: Moved) -> None:
    """An act moved rows that an app keeps itself, or the organisation that all figures stand on."""
    for code in mark_moved(moved):
        transaction.on_commit(partial(start_run, Period.parse(code)))


def touched_days(submission: Submission) -> Period:
    """The days that a filing is about: its period and, for a journal, the days of its rows in any version: a late or
    taken-back entry may lie outside."""
    days = [submission.period_first, submission.period_last]
    ledger = installed_packs().ledgers.get(submission.ledger_key)
    if ledger is not None and ledger.date_field:
        rows = Row.objects.filter(submission=submission).values_list("data", flat=True)
        found = (json.loads(data).get(ledger.date_field) for data in rows.iterator(chunk_size=2000))
        texts = sorted(text for text in found if isinstance(text, str))
        if texts:
            days += [Period.parse(f"{texts[0]}..{texts[0]}").first, Period.parse(f"{texts[-1]}..{texts[-1]}").last]
    return Period.parse(f"{min(days)}..{max(days)}")
