"""What a draft of the grid or the phone form stands on, and all that is wrong with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.drafting import MAX_ROWS, DraftRow, draft_of, is_blank, says_the_same, values_of
from taizhang.ledgers.models import Submission
from taizhang.ledgers.outcomes import FilingResult
from taizhang.ledgers.queries import current_rows, open_cells
from taizhang.ledgers.services.filing import check_unsaved
from taizhang.ledgers.services.refusing import FilingRefused
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.models import OrgUnit


@dataclass(frozen=True, slots=True)
class Filing:
    """Whose rows of what: the four things that every step needs."""

    actor: Actor
    ledger: Ledger
    period: Period
    org_unit: OrgUnit


def filed_submission(filing: Filing) -> Submission | None:
    return Submission.objects.filter(
        org_unit=filing.org_unit, ledger_key=filing.ledger.key, period_code=filing.period.code
    ).first()


def filed_rows(filing: Filing, version: int) -> list[DraftRow]:
    """As a draft. Raises FilingRefused for more rows than a page holds."""
    submission = filed_submission(filing)
    if submission is None or not version:
        return []
    rows = current_rows(submission, version)
    if len(rows) > MAX_ROWS:
        found = Text(f"有 {len(rows)} 行", f"{len(rows)} rows")
        cure = Text("请用工作簿填报。", "File it by workbook.")
        raise FilingRefused(
            [Problem("grid.rows", "", Text(f"不超过 {MAX_ROWS} 行", f"up to {MAX_ROWS} rows"), found, cure)]
        )
    return draft_of(rows, filing.ledger, code_lists_of(filing.ledger, installed_packs()))


def check_draft(filing: Filing, rows: Sequence[DraftRow], base: int) -> tuple[FilingResult, list[str]]:
    """Every problem and warning of rows that stand on this version, as filing them would tell it, at all stages at
    once; nothing is written. Also the ids of the rows that say something: a problem of row n is ids[n - 1]."""
    values, ids = values_of(rows, filing.ledger)
    result = FilingResult()
    if ids:
        result = check_unsaved(
            actor=filing.actor, ledger=filing.ledger, org_unit=filing.org_unit, period=filing.period, rows=values
        )
    result.problems = [*own_problems(filing, rows, base), *result.problems]
    return result, ids


def own_problems(filing: Filing, rows: Sequence[DraftRow], base: int) -> list[Problem]:
    """What only a draft can have: values copied and not confirmed, changes of cells that are locked."""
    problems = [*_unconfirmed(rows, filing.ledger), *locked_problems(filing, base, rows)]
    return problems if _numbers(rows, filing.ledger) else [*problems, _no_rows()]


def _numbers(rows: Sequence[DraftRow], ledger: Ledger) -> dict[str, int]:
    """Row id -> its number among those that are filed, as every check numbers them."""
    return {own: number for number, own in enumerate(values_of(rows, ledger)[1], start=1)}


def _cell(code: str, number: int, name: str, ledger: Ledger, expected: Text, found: Text, cure: Text) -> Problem:
    item = ledger.field(name)
    title = item.title if item is not None else Text("")
    return Problem(
        code,
        ledger.title.zh,
        Text(f"“{title.zh}”：{expected.zh}" if title.zh else expected.zh, expected.get("en")),
        found,
        cure,
        key=str(number),
        data={"field": name},
    )


def _unconfirmed(rows: Sequence[DraftRow], ledger: Ledger) -> list[Problem]:
    """One a row, as of a template with last period's values: the cells themselves are shown grey."""
    numbers = _numbers(rows, ledger)
    problems = []
    for row in rows:
        count = sum(bool(row["v"].get(name)) for name in row["c"])
        if count and row["id"] in numbers:
            found = Text(f"本行 {count} 格是带入的数，未确认", f"{count} copied values, not confirmed")
            expected = Text("确认过的数", "confirmed values")
            cure = Text("看过后按“确认”，或直接改。", "Confirm them after a look, or change them.")
            problems.append(_cell("grid.copied", numbers[row["id"]], "", ledger, expected, found, cure))
    return problems


def locked_problems(filing: Filing, version: int, rows: Sequence[DraftRow]) -> list[Problem]:
    """A filing that was sent back with marked cells is open in these only."""
    submission = filed_submission(filing)
    open_ = open_cells(submission) if submission is not None else None
    if open_ is None:
        return []
    base = {row["id"]: row for row in filed_rows(filing, version)}
    expected, found = (
        Text("只改标出的格子", "changes in marked cells only"),
        Text("改了别的格子", "another cell changed"),
    )
    cure = Text("改回原值，或请审核人另标。", "Put it back, or ask the reviewer to mark it.")
    problems = []
    numbers = _numbers(rows, filing.ledger)
    for row in rows:
        number = numbers.get(row["id"], 0)
        was = base.pop(row["id"], None)
        allowed = open_.get(row["id"], frozenset())
        if was is None and is_blank(row):
            continue
        if was is None:
            problems.append(_cell("grid.locked", number, "", filing.ledger, expected, found, cure))
            continue
        for item in filing.ledger.fields:
            if item.id not in allowed and not says_the_same(was["v"].get(item.id, ""), row["v"].get(item.id, ""), item):
                problems.append(_cell("grid.locked", number, item.id, filing.ledger, expected, found, cure))
    gone = [own for own in base if len(open_.get(own, ())) < len(filing.ledger.fields)]
    return problems + [_cell("grid.locked", 0, "", filing.ledger, expected, found, cure) for _own in gone]


def _no_rows() -> Problem:
    cure = Text("补填数据；本期确无数据，请报“零报告”。", "Fill it in; if there is nothing, file a nil report.")
    return Problem("filing", "", Text("至少一行数据", "at least one row"), Text("没有数据", "nothing"), cure)
