"""A filing that was sent back with marked cells, filed again as a workbook or as rows of a program."""

from __future__ import annotations

import dataclasses

import pytest

from taizhang.engine.pack import Mask
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission, VersionSource
from taizhang.ledgers.services.locked import locked_changes
from taizhang.ledgers.services.versions import NewRow
from tests.ledgers.conftest import GOOD, PERIOD, Desk
from tests.ledgers.test_services import file, filed

pytestmark = pytest.mark.django_db
FIELDS = ("stage", "pupils", "classes", "boarders", "migrant_pupils", "full_time_teachers")


@pytest.fixture
def returned(desk: Desk) -> Submission:
    """Sent back for the pupils of the first row only."""
    submission = filed(desk)
    first = queries.current_rows(submission)[0]
    return services.return_(
        actor=desk.reviewer, submission=submission, comment="核对学生数", cells=[(first.pk, "pupils")]
    )


@pytest.mark.parametrize(
    ("rows", "keys"),
    [
        ([["小学", 119, 4, 0, 20, 9], GOOD[1]], []),
        ([["小学", 119, 4, 0, 20, 8], GOOD[1]], ["F3"]),
        ([GOOD[0], ["初中", 91, 3, 30, 10, 8]], ["B4"]),
        ([["小学", 119, 4, 0, 20, 9]], [""]),
        ([GOOD[1], ["小学", 119, 4, 0, 20, 9]], []),  # another order changes no cell
    ],
)
def test_a_workbook_may_change_the_marked_cells_only(
    desk: Desk, returned: Submission, rows: list[list[object]], keys: list[str]
) -> None:
    result = file(desk, rows)
    assert [(problem.code, problem.key) for problem in result.problems] == [("filing.locked", key) for key in keys]
    returned.refresh_from_db()
    assert returned.version == (1 if keys else 2)


def test_rows_of_a_program_may_change_the_marked_cells_only(desk: Desk, returned: Submission) -> None:
    rows = [dict(zip(FIELDS, row, strict=True)) for row in GOOD]
    rows[1]["pupils"] = 91
    result = services.save_rows(
        actor=desk.clerk,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=PERIOD,
        rows=rows,
        source=VersionSource.API,
    )
    assert [(problem.code, problem.data["field"]) for problem in result.problems] == [("filing.locked", "pupils")]
    returned.refresh_from_db()
    assert returned.version == 1


def test_sent_back_without_marks_is_open_everywhere(desk: Desk) -> None:
    submission = filed(desk)
    services.return_(actor=desk.reviewer, submission=submission, comment="请全部核对")
    assert not file(desk, [["小学", 119, 4, 0, 20, 8]]).problems


def test_a_draft_knows_its_rows_though_two_swap_their_keys(desk: Desk) -> None:
    submission = filed(desk)
    rows = queries.current_rows(submission)
    services.return_(
        actor=desk.reviewer, submission=submission, comment="学段填反", cells=[(row.pk, "stage") for row in rows]
    )
    filing = services.Filing(desk.clerk, desk.ledger, PERIOD, desk.school)
    draft = services.draft_for(filing)
    first, second = draft.rows or []
    first["v"]["stage"], second["v"]["stage"] = second["v"]["stage"], first["v"]["stage"]
    handed = services.Handed([first, second], draft.base_version, draft.revision)
    done = services.file_draft(filing, handed, token="t", source=VersionSource.GRID)
    assert done.result.version == 2, [problem.sentence() for problem in done.result.problems]


def test_what_was_typed_and_what_stood_there_are_both_told(desk: Desk, returned: Submission) -> None:
    (problem,) = file(desk, [["小学", 119, 4, 0, 20, 8], GOOD[1]]).problems
    assert (problem.key, problem.found.zh) == ("F3", "8")
    assert problem.cure.zh == "改回“9”，或请审核人另标。"


def test_a_personal_value_is_told_to_nobody(desk: Desk, returned: Submission) -> None:
    field = dataclasses.replace(desk.ledger.fields[-1], mask=Mask.NAME)
    ledger = dataclasses.replace(desk.ledger, fields=(*desk.ledger.fields[:-1], field))
    rows = [
        NewRow(row.position, row.key, row.data.replace("9", "8"), "x") for row in queries.current_rows(returned)[:1]
    ]
    told = [problem.found.zh + problem.cure.zh for problem in locked_changes(returned, ledger, rows)]
    assert told[0] == "改了别的格子改回原值，或请审核人另标。"
