"""Lists from outside: taken in, compared with what units filed, deleted by choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from django.conf import settings
from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.file_store import file_store
from taizhang.core.jobs import start_job
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.progress import Progress, Silent
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers import projection
from taizhang.ledgers.matching import Pair, Side, canonical, joined, our_side, their_side
from taizhang.ledgers.matching_columns import LOOKED_ROWS, proposed_columns
from taizhang.ledgers.models import (
    Evidence,
    MatchKind,
    OutsideList,
    OutsideMatch,
    StoredFile,
    Submission,
    SubmissionState,
    SubmissionVersion,
)
from taizhang.ledgers.reading.outside import OutsideSheet, read_outside
from taizhang.ledgers.services.evidence import opened_file, store_file
from taizhang.ledgers.services.uploads import ROWS_AT_ONCE
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.models import OrgUnit, OrgUnitSpell

COMPARE_KIND = "outside-compare"
BATCH = 2_000


def take_outside(*, actor: Actor, ledger: Ledger, period: Period, source: str, name: str, data: bytes) -> OutsideList:
    """Read and keep a list; what matches what is proposed and waits for the reviewer's word. Raises UnreadableFile,
    keeping nothing."""
    person = _require(actor, ledger)
    if len(source.strip()) < 2:
        raise _error(
            Text("名单来自哪里", "where the list is from"),
            Text("空白", "nothing"),
            Text("如“县公安局户籍”。", "Such as the registry."),
        )
    read = read_outside(name, data, ledger=ledger, max_bytes=settings.MAX_UPLOAD_BYTES)
    codes, units = code_lists_of(ledger, installed_packs()), _known_units(period.code)
    proposed = proposed_columns(read, ledger, codes, _filed_values(actor, ledger, period.code), units)
    with transaction.atomic():
        stored = store_file(data, "application/octet-stream")
        outside = OutsideList.objects.create(
            ledger_key=ledger.key,
            period_code=period.code,
            name=PurePath(name).name[:200],
            source=source.strip()[:100],
            file=stored,
            sha256=stored.sha256,
            sheet=read.sheet[:100],
            columns=list(read.columns),
            heading_row=read.heading_row,
            row_count=len(read.rows),
            keys=proposed.keys,
            compared=proposed.compared,
            unit_column=proposed.unit_column,
            uploaded_at=clock.now(),
            uploaded_by_id=person,
        )
        audit.record(
            actor=actor,
            action="outside.import",
            obj=outside,
            detail={"ledger": ledger.key, "period": period.code, "rows": len(read.rows), "sha256": stored.sha256},
        )
    return outside


def _filed_values(actor: Actor, ledger: Ledger, period_code: str) -> dict[str, list[str]]:
    """Field id -> what units filed, of as many filings as a proposal needs; {} where there are no rows."""
    taken, rows = list[SubmissionVersion](), 0
    for version in _versions(actor, ledger, period_code):
        if rows < LOOKED_ROWS:
            taken, rows = [*taken, version], rows + version.row_count
    if not rows:
        return {}
    table = projection.rows_at(ledger.key, [(item.submission_id, item.number) for item in taken])
    table = table.filter(table["_row_id"].is_valid())
    return our_side(table, ledger, code_lists_of(ledger, installed_packs()), [], [f.id for f in ledger.fields]).said


def compare_outside(
    *, actor: Actor, outside: OutsideList, keys: Sequence[Pair], compared: Sequence[Pair], unit_column: int | None
) -> OutsideList:
    """Compare by these columns: at once, or as a job when there are many rows (`job` is set then)."""
    ledger = _standing(actor, outside)
    columns = range(len(outside.columns))
    named = [name for name, _column in (*keys, *compared)]
    if not keys:
        raise _error(
            Text("至少一个对应依据", "a column to match by"),
            Text("没有选", "none"),
            Text("选证件号、编号或姓名。", "Choose a number, code or name."),
        )
    if len(set(named)) != len(named) or any(
        ledger.field(name) is None or column not in columns for name, column in (*keys, *compared)
    ):
        raise _error(
            Text("名单里有的列，每列用一次", "columns of the list, each field once"),
            Text("对不上的选择", "a choice that does not fit"),
            Text("刷新后重新选。", "Reload and choose again."),
        )
    twice = [column for column, n in Counter(column for _name, column in compared).items() if n > 1]
    if twice:
        raise _error(
            Text("名单的一列只比一栏", "each column of the list compared with one of the ledger"),
            Text(f"“{outside.columns[twice[0]][:12]}”比了几栏", f"“{outside.columns[twice[0]]}” with several"),
            Text("留下对的一栏，其余不选。", "Keep the one that it means."),
        )
    with transaction.atomic():
        outside = OutsideList.objects.select_for_update(of=("self",)).get(pk=outside.pk)
        outside.keys, outside.compared = list(keys), list(compared)
        outside.unit_column = unit_column if unit_column in columns else None
        outside.save(update_fields=["keys", "compared", "unit_column"])
        waiting = sum(item.row_count for item in _versions(actor, ledger, outside.period_code))
        if outside.row_count + waiting <= ROWS_AT_ONCE:
            run_comparison(actor=actor, outside=outside)
            return outside
        title = f"{outside.source}：{ledger.title.zh}"
        outside.job = start_job(kind=COMPARE_KIND, title=title, arguments={"outside": outside.pk}, actor=actor)
        outside.save(update_fields=["job"])
    return outside


@transaction.atomic
def run_comparison(*, actor: Actor, outside: OutsideList, progress: Progress | None = None) -> OutsideList:
    """The work itself: what stood before goes, the new result comes, or nothing changes. Linear in both lists."""
    ledger, progress = _standing(actor, outside), progress or Silent()
    outside = OutsideList.objects.select_for_update(of=("self",)).select_related("file").get(pk=outside.pk)
    assert outside.file is not None
    with opened_file(outside.file) as stream:
        data = stream.read()
    read = read_outside(outside.name, data, ledger=ledger, max_bytes=settings.MAX_UPLOAD_BYTES)
    progress.check_cancelled()
    keys = [(str(name), int(column)) for name, column in outside.keys]
    pairs = [(str(name), int(column)) for name, column in outside.compared]
    if not keys or any(ledger.field(name) is None for name, _column in (*keys, *pairs)):
        raise _error(
            Text("台账现有的列", "columns that the ledger has now"),
            Text("对应关系已过时", "an outdated choice"),
            Text("按“改对应关系”重新选。", "Match otherwise."),
        )
    codes, names = code_lists_of(ledger, installed_packs()), [name for name, _column in pairs]
    versions = _versions(actor, ledger, outside.period_code)
    table = projection.rows_at(ledger.key, [(item.submission_id, item.number) for item in versions])
    table = table.filter(table["_row_id"].is_valid())
    ours = our_side(table, ledger, codes, [name for name, _column in keys], names)
    theirs = their_side([row for _line, row in read.rows], ledger, codes, keys, pairs)
    written, known = _written_units(outside, read), _known_units(outside.period_code)
    named = [known.get(canonical(text), "") for text in written]
    if outside.unit_column is not None and _repeats(ours.keys):
        # Such as the stage of a school: the same in every unit, so the unit is part of what makes a row.
        ours = replace(ours, keys=_within(ours.keys, table["org_unit"].to_pylist()))
        theirs = replace(theirs, keys=_within(theirs.keys, named))
    lines = joined(ours, theirs, names)
    progress.check_cancelled()
    OutsideMatch.objects.filter(outside=outside).delete()
    counts: Counter[str] = Counter()
    made: list[OutsideMatch] = []
    for match in _matches(outside, read, ours, theirs, lines, table.select(_META).to_pydict(), named, written):
        counts[match.kind] += 1
        made.append(match)
        if len(made) == BATCH:
            OutsideMatch.objects.bulk_create(made)
            progress.check_cancelled()
            progress.step(counts.total(), len(lines), "")
            made = []
    OutsideMatch.objects.bulk_create(made)
    outside.counts, outside.compared_at = dict(counts), clock.now()
    outside.save(update_fields=["counts", "compared_at"])
    detail = {"counts": dict(counts), "keys": [name for name, _column in keys], "fields": names}
    audit.record(actor=actor, action="outside.compare", obj=outside, detail=detail)
    return outside


def _repeats(keys: Sequence[str | None]) -> bool:
    filled = [key for key in keys if key is not None]
    return len(set(filled)) < len(filled)


def _within(keys: Sequence[str | None], units: Sequence[str]) -> list[str | None]:
    """Keys that count inside their unit only; a row without a unit matches nothing."""
    pairs = zip(keys, units, strict=True)
    return [f"{unit}\x1e{key}" if key is not None and unit else None for key, unit in pairs]


_META = ["_row_id", "_submission", "_version", "org_unit"]


def _matches(
    outside: OutsideList,
    read: OutsideSheet,
    ours: Side,
    theirs: Side,
    lines: Sequence[tuple[int | None, int | None, tuple[str, ...]]],
    meta: dict[str, list[object]],
    named: Sequence[str],
    written: Sequence[str],
) -> Iterator[OutsideMatch]:
    """named: by their row the code of the unit that it names, or ""; written: how it names it."""
    units = dict(OrgUnit.objects.values_list("code", "pk"))
    filed: dict[object, tuple[object, object]] = {
        code: (submission, version)
        for code, submission, version in zip(meta["org_unit"], meta["_submission"], meta["_version"], strict=True)
    }
    names = [str(name) for name, _column in outside.keys]
    for mine, other, wrong in lines:
        side, at = (ours, mine) if mine is not None else (theirs, other)
        assert at is not None
        key = [(name, side.texts[name][at]) for name in names]
        match = OutsideMatch(outside=outside, key=key, key_text=" ".join(text for _name, text in key)[:300])
        if other is not None:
            match.line = read.rows[other][0]
        if mine is not None:
            match.row_id, match.submission_id = meta["_row_id"][mine], meta["_submission"][mine]  # type: ignore[assignment]
            match.version, match.org_unit_id = meta["_version"][mine], units.get(str(meta["org_unit"][mine]))  # type: ignore[assignment]
        elif other is not None and named[other]:
            match.org_unit_id = units.get(named[other])
            match.submission_id, match.version = filed.get(named[other], (None, None))  # type: ignore[assignment]
        elif other is not None:
            match.unit_text = written[other][:200]
        if mine is not None and other is not None:
            match.differences = [(name, ours.texts[name][mine], theirs.texts[name][other]) for name in wrong]
            match.kind = MatchKind.DIFFERS if wrong else MatchKind.MATCHED
        else:
            match.kind = MatchKind.ONLY_OURS if mine is not None else MatchKind.ONLY_THEIRS
        yield match


def _known_units(period_code: str) -> dict[str, str]:
    """Code or name, canonical, of the units on a period's last day -> code."""
    spells = OrgUnitSpell.objects.on(Period.parse(period_code).last)
    known: dict[str, str] = {}
    for code, name in spells.values_list("org_unit__code", "name"):
        known.setdefault(canonical(name), code)
        known[canonical(code)] = code
    return known


def _written_units(outside: OutsideList, read: OutsideSheet) -> list[str]:
    """By row what the list has for its unit; "" for nothing."""
    at = outside.unit_column
    return [_as_written(row[at]) if at is not None and at < len(row) else "" for _line, row in read.rows]


def _as_written(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "").strip()


def _versions(actor: Actor, ledger: Ledger, period_code: str) -> list[SubmissionVersion]:
    """What is compared: of the reviewer's units the version that waits for review, else the accepted one."""
    filings = Submission.objects.filter(
        ledger_key=ledger.key,
        period_code=period_code,
        org_unit__code__in=actor.scope(Permission.REVIEW_LEDGER, ledger),
    )
    wanted = {
        pk: version if state == SubmissionState.SUBMITTED else accepted
        for pk, state, version, accepted in filings.values_list("pk", "state", "version", "accepted_version")
    }
    found = SubmissionVersion.objects.filter(submission__in=filings).order_by("submission")
    return [item for item in found if wanted[item.submission_id] == item.number]


@transaction.atomic
def delete_outside(*, actor: Actor, outside: OutsideList) -> None:
    """File and result go; that it was here, its hash and counts, and who deleted it stay."""
    ledger = _standing(actor, outside)
    outside = OutsideList.objects.select_for_update(of=("self",)).select_related("file").get(pk=outside.pk)
    stored, outside.file = outside.file, None
    outside.deleted_at, outside.deleted_by_id = clock.now(), actor.user_id
    outside.save(update_fields=["file", "deleted_at", "deleted_by"])
    OutsideMatch.objects.filter(outside=outside).delete()
    if stored is not None and not _used(stored):
        store, sha256 = file_store(), stored.sha256
        store.has(sha256)  # one that does not answer is told before anything goes
        stored.delete()
        transaction.on_commit(lambda: store.drop(sha256))
    audit.record(
        actor=actor, action="outside.delete", obj=outside, detail={"ledger": ledger.key, "sha256": outside.sha256}
    )


def _used(stored: StoredFile) -> bool:
    return any(model.objects.filter(file=stored).exists() for model in (Evidence, SubmissionVersion, OutsideList))


def _standing(actor: Actor, outside: OutsideList) -> Ledger:
    """Its ledger, for who reviews it. Raises NotAllowed, or TaizhangError when it was deleted."""
    ledger = installed_packs().ledger(outside.ledger_key)
    _require(actor, ledger)
    if OutsideList.objects.filter(pk=outside.pk, deleted_at__isnull=False).exists():
        raise _error(
            Text("还在的名单", "a list that is here"),
            Text("已被删除", "a deleted one"),
            Text("需要时再传一次。", "Upload it again."),
        )
    return ledger


def _require(actor: Actor, ledger: Ledger) -> int:
    """The reviewer's user id."""
    actor.require(Permission.REVIEW_LEDGER, ledger=ledger)
    if actor.user_id is None or ledger.system:
        raise NotAllowed(Permission.REVIEW_LEDGER)
    return actor.user_id


def _error(expected: Text, found: Text, cure: Text) -> TaizhangError:
    return TaizhangError([Problem("outside", "", expected, found, cure)])
