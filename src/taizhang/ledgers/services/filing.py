"""Filing: a workbook or rows in, saved whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from taizhang.analytics.checks import POSITION
from taizhang.analytics.schema import arrow_type
from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.masking import mask
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.progress import Progress
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger, Mask
from taizhang.engine.periods import Period, PeriodError
from taizhang.engine.text import Text
from taizhang.ledgers.models import StoredFile, Submission, SubmissionState, VersionSource
from taizhang.ledgers.outcomes import FilingResult, TypedRows
from taizhang.ledgers.reading import read_workbook
from taizhang.ledgers.reading.cells import readers_for
from taizhang.ledgers.services import review
from taizhang.ledgers.services.evidence import store_file
from taizhang.ledgers.services.versions import BATCH, NewRow, new_rows, store_version
from taizhang.ledgers.sums import sums_of_table
from taizhang.ledgers.validation import check_rows, code_lists_of
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

OPEN_STATES = (SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.REOPENED)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTHING = Text("空白", "nothing")  # as the reader says it of an empty cell


class FilingRefused(TaizhangError):
    """The filing as a whole cannot be taken: wrong unit, wrong period, or not open."""


@dataclass(slots=True)
class CheckedWorkbook:
    """A workbook as read and checked, not saved. result.problems: what keeps it from being saved."""

    rows: TypedRows
    result: FilingResult
    new_rows: list[NewRow]  # empty while there are problems


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
) -> FilingResult:
    """Read, type, check at three depths and save a workbook as a new version.

    nil: a workbook without rows is meant as a nil report (零报告); otherwise it is refused.
    Raises UnreadableFile, FilingRefused or NotAllowed; wrong cells come back in the result and nothing is saved.
    """
    checked = check_workbook(
        actor=actor, ledger=ledger, org_unit=org_unit, period=period, name=name, data=data, progress=progress
    )
    return save_checked(
        actor=actor, ledger=ledger, org_unit=org_unit, period=period, checked=checked, data=data, reason=reason, nil=nil
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
) -> CheckedWorkbook:
    """The first half of `file_workbook`: nothing is written. on_rows: told the rows read so far, may raise to stop.

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
        org_units=_unit_codes(ledger, org_unit, period),
        max_bytes=settings.MAX_UPLOAD_BYTES,
        on_rows=on_rows or _reporter(progress),
    )
    result = FilingResult(
        more=read.more,
        repairs=read.repairs,
        unknown_columns=read.unknown,
        unread_sheets=read.unread,
        row_count=read.table.num_rows,
    )
    rows = TypedRows(read.table, read.sheet, read.columns)
    _check(actor, ledger, org_unit, period, packs, rows, read.problems, result)
    made: list[NewRow] = []
    if not result.problems:
        for row in new_rows(rows.table, ledger):
            if progress is not None and len(made) % BATCH == 0:
                progress.check_cancelled()
            made.append(row)
    return CheckedWorkbook(rows, result, made)


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
) -> FilingResult:
    """The second half: save what was checked, whole, unless there are problems."""
    if not checked.result.problems:
        if not checked.new_rows and not nil:
            raise _refused(
                Text("至少一行数据", "at least one row"),
                Text("表头下面没有数据", "nothing under the heading"),
                Text("补填数据；本期确无数据，请报“零报告”。", "Fill it in; if there is nothing, file a nil report."),
            )
        _save(actor, ledger, org_unit, period, checked.new_rows, checked.result, VersionSource.WORKBOOK, reason, data)
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
) -> FilingResult:
    """The same for rows that come as values, keyed by field id; one validation for all ways in."""
    packs = _may_file(actor, ledger, org_unit, period)
    readers = readers_for(ledger.fields, code_lists_of(ledger, packs), _unit_codes(ledger, org_unit, period))
    problems: list[Problem] = []
    arrays = []
    for field in ledger.fields:
        cells = [row.get(field.id) for row in rows]
        array, wrong = readers[field.id].read(cells, lambda index: str(index + 1), ledger.title.zh)
        arrays.append(array)
        problems += wrong
    arrays.append(pa.array(range(1, len(rows) + 1), pa.int64()))
    names = [*(field.id for field in ledger.fields), POSITION]
    types = [*(arrow_type(field) for field in ledger.fields), pa.int64()]
    table = pa.Table.from_arrays(arrays, schema=pa.schema(list(zip(names, types, strict=True))))
    result = FilingResult(row_count=len(rows))
    _check(actor, ledger, org_unit, period, packs, TypedRows(table), problems, result)
    if not result.problems:
        _save(actor, ledger, org_unit, period, list(new_rows(table, ledger)), result, source, reason, None)
    return result


def _may_file(actor: Actor, ledger: Ledger, org_unit: OrgUnit, period: Period) -> InstalledPacks:
    if ledger.system:
        raise NotAllowed(ledger.key)
    actor.require(Permission.FILE_LEDGER, org_unit.code, ledger.group)
    if period.kind is not ledger.period_kind:
        raise _refused(
            Text(f"按{ledger.period_kind.value}填报的期间", f"a period of kind {ledger.period_kind.value}"),
            period.title,
            Text("改选期间。", "Choose another period."),
        )
    if all(unit.pk != org_unit.pk for unit in org_queries.filing_units(ledger.filed_by, period)):
        raise _refused(
            Text("应填这张台账的单位", "a unit that files this ledger"),
            Text(org_unit.code, org_unit.code),
            Text("核对台账和单位。", "Check the ledger and the unit."),
        )
    return installed_packs()


def _unit_codes(ledger: Ledger, org_unit: OrgUnit, period: Period) -> frozenset[str]:
    """Codes that an org-unit column may hold: for a section any unit of the period, for others their own subtree."""
    if all(field.format != "org_unit" for field in ledger.fields):
        return frozenset()
    if org_unit.kind in ("section", "bureau", "county"):
        return frozenset(org_queries.closure(period)["unit"].to_pylist())
    return org_queries.subtree(org_unit.code, day=period.last)


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
    found = [*field_problems, *check_rows(rows, ledger=ledger, org_unit=org_unit.code, period=period, packs=packs)]
    if not actor.can(Permission.VIEW_PERSONAL, org_unit.code, ledger.group):
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
) -> None:
    with transaction.atomic():
        submission = _open_submission(ledger, org_unit, period)
        stored: StoredFile | None = store_file(file, _XLSX) if file is not None else None
        version = store_version(
            actor=actor,
            submission=submission,
            rows=rows,
            source=source,
            reason=reason,
            file=stored,
            warnings=[_warning(problem) for problem in result.warnings],
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
        raise _refused(
            Text("可以修改的填报", "a filing that is open"),
            Text(f"已是“{state}”", f"one that is {state}"),
            Text("先撤回；已通过的请审核人开放更正。", "Withdraw it first; an accepted one must be reopened."),
        )


def _warning(problem: Problem) -> dict[str, object]:
    return {
        "check": str(problem.data.get("check") or problem.code),
        "key": problem.key,
        "zh": problem.cure.zh,
        "en": problem.cure.get("en"),
    }


def _refused(expected: Text, found: Text, cure: Text) -> FilingRefused:
    return FilingRefused([Problem("filing", "", expected, found, cure)])


def _reporter(progress: Progress | None) -> Callable[[int], None] | None:
    if progress is None:
        return None

    def report(rows: int) -> None:
        progress.check_cancelled()
        progress.step(rows, 0, _("%(count)d rows read") % {"count": rows})

    return report


def file_from_command(
    *,
    actor: Actor,
    path: Path | None,
    ledger_key: str,
    org: str,
    period: str,
    reason: str,
    submit: bool,
    nil: bool = False,
) -> FilingResult:
    """`taizhang file`: the same as the page, with codes instead of choices. path None: a nil report without a file.
    Saved and handed in together, or neither."""
    ledger, unit, wanted = _named(ledger_key, org, period)
    with transaction.atomic():
        if path is None:
            result = save_rows(
                actor=actor,
                ledger=ledger,
                org_unit=unit,
                period=wanted,
                rows=[],
                source=VersionSource.WORKBOOK,
                reason=reason or str(_("Nil report")),
            )
        else:
            result = file_workbook(
                actor=actor,
                ledger=ledger,
                org_unit=unit,
                period=wanted,
                name=path.name,
                data=path.read_bytes(),
                reason=reason,
                nil=nil,
            )
        if submit and result.submission is not None:
            review.submit(actor=actor, submission=result.submission, explanations={})
    return result


def _named(ledger_key: str, org: str, period: str) -> tuple[Ledger, OrgUnit, Period]:
    """What the codes of the command line mean; each wrong one is told by itself, all at once."""
    ledger = installed_packs().ledgers.get(ledger_key)
    unit = OrgUnit.objects.filter(code=org).first()
    problems = []
    if ledger is None:
        known = [key for key in installed_packs().ledgers if key.rpartition(".")[2] == ledger_key.rpartition(".")[2]]
        near = known[0] if known else "county-base.school_roll"
        cure = Text(f"例如 {near}，台账页的地址里有它。", f"For example {near}; the ledger's address has it.")
        problems.append(Problem("filing", "--ledger", Text("台账代码", "a ledger key"), Text(ledger_key), cure))
    if unit is None:
        cure = Text("在机构页查代码。", "Look it up on the page of units.")
        problems.append(Problem("filing", "--org", Text("机构代码", "the code of an org unit"), Text(org), cure))
    try:
        wanted = Period.parse(period)
    except PeriodError:
        cure = Text("照台账的填报周期改。", "Write it as the ledger is filed.")
        expected = Text("期间代码，如 2026H1、2026-06", "a period code such as 2026H1 or 2026-06")
        problems.append(Problem("filing", "--period", expected, Text(period), cure))
    if problems or ledger is None or unit is None:
        raise FilingRefused(problems)
    return ledger, unit, wanted
