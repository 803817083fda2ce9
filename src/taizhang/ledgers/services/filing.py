"""Filing: a workbook or rows in, saved whole or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.masking import mask
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.progress import Progress
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger, Mask
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.explaining import warnings_as_json
from taizhang.ledgers.models import OPEN_STATES, StoredFile, Submission, VersionSource
from taizhang.ledgers.outcomes import FilingResult, TypedRows
from taizhang.ledgers.queries import remembered_columns
from taizhang.ledgers.reading import read_workbook
from taizhang.ledgers.reading.mapping import Column
from taizhang.ledgers.reading.older import news_since
from taizhang.ledgers.reading.repairs import Repair
from taizhang.ledgers.services.copied import unconfirmed_rows
from taizhang.ledgers.services.evidence import store_file
from taizhang.ledgers.services.locked import locked_changes
from taizhang.ledgers.services.refusing import FilingMoved, FilingShut, no_rows, refused
from taizhang.ledgers.services.typing_rows import type_rows
from taizhang.ledgers.services.units import require_own, unit_codes, unit_names
from taizhang.ledgers.services.versions import BATCH, NewRow, new_rows, store_version
from taizhang.ledgers.sums import sums_of_table
from taizhang.ledgers.validation import check_rows, code_lists_of
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTHING = Text("空白", "nothing")  # as the reader says it of an empty cell


Then = Callable[[FilingResult], None]


@dataclass(slots=True)
class CheckedWorkbook:
    """A workbook as read and checked, not saved. result.problems: what keeps it from being saved."""

    rows: TypedRows
    result: FilingResult
    new_rows: list[NewRow]  # empty while there are problems
    repaired: list[Repair] = dataclasses.field(default_factory=list)  # with `details`
    titles: tuple[Column, ...] = ()
    news: list[Text] = dataclasses.field(default_factory=list)  # of an older template, in words


def file_workbook(
    *,
    actor: Actor,
    ledger: Ledger,
    org_unit: OrgUnit,
    period: Period,
    name: str,
    data: bytes,
    reason: str = "",
    nil: bool = False,
    progress: Progress | None = None,
    seen: int | None = None,
    then: Then | None = None,
    answers: Mapping[str, str] | None = None,
) -> FilingResult:
    """Read, type, check at three depths and save a workbook as a new version.

    nil: a workbook without rows is meant as a nil report (零报告); otherwise it is refused. seen: the version that the
    filer looked at (0: none); a newer one is never overwritten. then: called in the transaction that saved. answers:
    which column is which field, as in `check_workbook`.
    Raises UnreadableFile, FilingRefused or NotAllowed; wrong cells come back in the result and nothing is saved.
    """
    checked = check_workbook(
        actor=actor,
        ledger=ledger,
        org_unit=org_unit,
        period=period,
        name=name,
        data=data,
        progress=progress,
        answers=answers,
    )
    return save_checked(
        actor=actor,
        ledger=ledger,
        org_unit=org_unit,
        period=period,
        checked=checked,
        data=data,
        reason=reason,
        nil=nil,
        seen=seen,
        then=then,
    )


def check_workbook(
    *,
    actor: Actor,
    ledger: Ledger,
    org_unit: OrgUnit,
    period: Period,
    name: str,
    data: bytes,
    progress: Progress | None = None,
    on_rows: Callable[[int], None] | None = None,
    details: bool = False,
    answers: Mapping[str, str] | None = None,
) -> CheckedWorkbook:
    """The first half of `file_workbook`: nothing is written. on_rows: told the rows read so far, may raise to stop.
    details: with the repaired cells, and far more problems than a page lists. answers: column letter or title key ->
    field id, "" for not needed; they count before what the unit said of its columns earlier.

    A filing that is not open is refused here too, before anybody reads a list of wrong cells in vain.
    """
    packs = _may_file(actor, ledger, org_unit, period)
    found = Submission.objects.filter(org_unit=org_unit, ledger_key=ledger.key, period_code=period.code).first()
    if found is not None:
        _require_open(found)
    read = read_workbook(
        name,
        data,
        ledger=ledger,
        period=period,
        code_lists=code_lists_of(ledger, packs),
        org_units=unit_codes(ledger, org_unit, period),
        max_bytes=settings.MAX_UPLOAD_BYTES,
        on_rows=on_rows or _reporter(progress),
        details=details,
        answers={**remembered_columns(ledger, org_unit), **(answers or {})},
        units=None if ledger.unit_field else lambda: unit_names(org_unit, period),
    )
    require_own(name, read.meta, org_unit, period)
    result = FilingResult(
        more=read.more,
        repairs=read.repairs,
        unknown_columns=read.unknown,
        unread_sheets=read.unread,
        left_out=read.left_out,
        other_sheets=read.others,
        hidden=read.hidden,
        row_count=read.table.num_rows,
    )
    rows = TypedRows(read.table, read.sheet, read.columns)
    _check(actor, ledger, org_unit, period, packs, rows, read.problems, result)
    copied = unconfirmed_rows(ledger, period, org_unit, name, data, read)
    made: list[NewRow] = []
    if not result.problems:
        for row in new_rows(rows.table, ledger):
            if progress is not None and len(made) % BATCH == 0:
                progress.check_cancelled()
            made.append(row)
        result.problems += locked_changes(found, ledger, made, sheet=read.sheet, columns=read.columns)
    result.problems += copied
    made = [] if result.problems else made
    return CheckedWorkbook(rows, result, made, read.repaired, read.titles, news_since(read.meta, read.columns, ledger))


def save_checked(
    *,
    actor: Actor,
    ledger: Ledger,
    org_unit: OrgUnit,
    period: Period,
    checked: CheckedWorkbook,
    data: bytes,
    reason: str = "",
    nil: bool = False,
    seen: int | None = None,
    then: Then | None = None,
) -> FilingResult:
    """The second half: save what was checked, whole, unless there are problems."""
    if not checked.result.problems:
        if not checked.new_rows and not nil:
            raise no_rows(Text("表头下面没有数据", "nothing under the heading"))
        way = VersionSource.WORKBOOK
        rows, result = checked.new_rows, checked.result
        _save(actor, ledger, org_unit, period, rows, result, way, reason, data, seen=seen, then=then)
    return checked.result


def save_rows(
    *,
    actor: Actor,
    ledger: Ledger,
    org_unit: OrgUnit,
    period: Period,
    rows: Sequence[Mapping[str, object]],
    source: VersionSource,
    reason: str = "",
    unknown: tuple[str, ...] = (),
    seen: int | None = None,
    then: Then | None = None,
    ids: Sequence[str] | None = None,
) -> FilingResult:
    """The same for rows that come as values, keyed by field id; one validation for all ways in. unknown: names that
    came along and no field has. seen, then: as in `file_workbook`. ids: of a draft's rows, as in `locked_changes`."""
    packs = _may_file(actor, ledger, org_unit, period)
    table, problems, repairs = type_rows(ledger, org_unit, period, packs, rows)
    result = FilingResult(row_count=len(rows), unknown_columns=unknown, repairs=repairs)
    _check(actor, ledger, org_unit, period, packs, TypedRows(table), problems, result)
    if not result.problems:
        made = list(new_rows(table, ledger))
        found = Submission.objects.filter(org_unit=org_unit, ledger_key=ledger.key, period_code=period.code).first()
        result.problems += locked_changes(found, ledger, made, ids=ids)
    if not result.problems:
        _save(actor, ledger, org_unit, period, made, result, source, reason, None, seen=seen, then=then)
    return result


def check_unsaved(
    *, actor: Actor, ledger: Ledger, org_unit: OrgUnit, period: Period, rows: Sequence[Mapping[str, object]]
) -> FilingResult:
    """What `save_rows` would find of these rows, at all three depths; nothing is written."""
    packs = _may_file(actor, ledger, org_unit, period)
    table, problems, repairs = type_rows(ledger, org_unit, period, packs, rows)
    result = FilingResult(row_count=len(rows), repairs=repairs)
    _check(actor, ledger, org_unit, period, packs, TypedRows(table), problems, result)
    return result


def _may_file(actor: Actor, ledger: Ledger, org_unit: OrgUnit, period: Period) -> InstalledPacks:
    if ledger.system:
        raise NotAllowed(Permission.FILE_LEDGER)
    actor.require(Permission.FILE_LEDGER, org_unit.code, ledger)
    if period.kind is not ledger.period_kind:
        near = Period.containing(clock.today(), ledger.period_kind).previous()
        raise refused(
            Text(f"如{near.title.zh}（{near.code}）的期间", f"a period such as {near.code}"),
            period.title,
            Text("改选期间。", "Choose another period."),
            code="filing.period",
        )
    if period.first > clock.today():
        cure = Text("到期再填，或改选期间。", "File it when it comes.")
        raise refused(Text("已经开始的期间", "a period that has begun"), period.title, cure, code="filing.period")
    if not org_queries.filing_units(ledger.filed_by, period, only=[org_unit.code]):
        found = Text(f"不用填它的 {org_unit.code}", f"{org_unit.code}, which is not asked for it")
        cure = Text("核对台账和单位。", "Check the ledger and the unit.")
        raise refused(Text("应填这张台账的单位", "a unit that files this ledger"), found, cure, code="filing.unit")
    return installed_packs()


def _check(
    actor: Actor,
    ledger: Ledger,
    org_unit: OrgUnit,
    period: Period,
    packs: InstalledPacks,
    rows: TypedRows,
    field_problems: list[Problem],
    result: FilingResult,
) -> None:
    # An unreadable cell is not called blank by a check as well.
    unread = {(item.data["field"], item.row) for item in field_problems if item.level == "error" and item.row}
    checked = check_rows(rows, ledger=ledger, org_unit=org_unit.code, period=period, packs=packs)
    found = [*field_problems, *(item for item in checked if (item.data.get("field"), item.row) not in unread)]
    if org_unit.code not in actor.whole_units(ledger):
        found = [_masked(problem, ledger) for problem in found]
    result.problems = [problem for problem in found if problem.level == "error"]
    result.warnings = [problem for problem in found if problem.level != "error"]
    result.sums = sums_of_table(rows.table, ledger)


def _masked(problem: Problem, ledger: Ledger) -> Problem:
    """What stands in a personal cell is not repeated to those who may not see it."""
    field = ledger.field(str(problem.data.get("field") or ""))
    if field is None or field.mask is Mask.NONE or not problem.code.startswith("cell.") or problem.found == _NOTHING:
        return problem
    return replace(problem, found=Text(mask(problem.found.zh, field.mask), mask(problem.found.get("en"), field.mask)))


def _save(
    actor: Actor,
    ledger: Ledger,
    org_unit: OrgUnit,
    period: Period,
    rows: list[NewRow],
    result: FilingResult,
    source: VersionSource,
    reason: str,
    file: bytes | None,
    *,
    seen: int | None = None,
    then: Then | None = None,
) -> None:
    actor = actor.acting(Permission.FILE_LEDGER, org_unit.code, ledger)
    with transaction.atomic():
        audit.queue_up()
        submission = _open_submission(ledger, org_unit, period)
        _require_seen(submission, seen)
        stored: StoredFile | None = store_file(file, _XLSX) if file is not None else None
        version = store_version(
            actor=actor,
            submission=submission,
            rows=rows,
            source=source,
            reason=reason,
            file=stored,
            warnings=warnings_as_json(result.warnings, rows, ledger),
            sums=result.sums,
        )
        result.submission, result.version, result.unchanged = submission, submission.version, version is None
        if version is not None:
            audit.record(
                actor=actor,
                action="submission.version",
                obj=submission,
                org_unit=org_unit.code,
                detail={"version": version.number, "rows": version.row_count, "hash": version.content_hash},
            )
        if then is not None:
            then(result)


def _require_seen(submission: Submission, seen: int | None) -> None:
    if seen is not None and seen != submission.version:
        expected = Text(f"您看过的第 {seen} 版", f"version {seen}, which you looked at")
        found = Text(f"已是第 {submission.version} 版", f"version {submission.version}")
        cure = Text("先取回新版，再并入您的改动。", "Read the new version, then bring in your changes.")
        raise FilingMoved([Problem("filing.version", "", expected, found, cure)])


def _open_submission(ledger: Ledger, org_unit: OrgUnit, period: Period) -> Submission:
    submission, _created = Submission.objects.select_for_update().get_or_create(
        org_unit=org_unit,
        ledger_key=ledger.key,
        period_code=period.code,
        defaults={
            "period_first": period.first,
            "period_last": period.last,
            "pack_version": installed_packs().pack(ledger.pack).version,
        },
    )
    _require_open(submission)
    return submission


def _require_open(submission: Submission) -> None:
    if submission.state not in OPEN_STATES:
        state = submission.get_state_display()
        expected, found = (
            Text("可以修改的填报", "a filing that is open"),
            Text(f"已是“{state}”", f"one that is {state}"),
        )
        cure = Text("先撤回；已通过的请审核人开放更正。", "Withdraw it first; an accepted one must be reopened.")
        raise FilingShut([Problem("filing", "", expected, found, cure)])


def _reporter(progress: Progress | None) -> Callable[[int], None] | None:
    if progress is None:
        return None

    def report(rows: int) -> None:
        progress.check_cancelled()
        progress.step(rows, 0, _("%(count)d rows read") % {"count": rows})

    return report
