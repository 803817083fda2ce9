"""Rows of a ledger without a row key are the same by their number, whatever line of a file each one came from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from taizhang.ledgers import queries, services
from taizhang.ledgers.drafting import same_rows
from taizhang.ledgers.models import Submission, VersionSource
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook
from tests.ledgers.test_grid import FIELDS, JUNIOR, PRIMARY

pytestmark = pytest.mark.django_db


def mended(desk: Desk) -> Submission:
    """A workbook whose rows stand in lines 3 and 4; then both are changed as the grid sends them, in 1 and 2."""
    keyless = replace(desk.ledger, row_key=())
    where = {"actor": desk.clerk, "ledger": keyless, "org_unit": desk.school, "period": PERIOD}
    assert not services.file_workbook(**where, name="上报.xlsx", data=workbook(GOOD)).problems  # type: ignore[arg-type]
    rows: list[dict[str, object]] = [
        dict(zip(FIELDS, values, strict=True)) for values in ([*PRIMARY[:-1], "10"], [*JUNIOR[:-1], "7"])
    ]
    assert not services.save_rows(**where, rows=rows, source=VersionSource.GRID).problems  # type: ignore[arg-type]
    submission = Submission.objects.get()
    places = [[row.position for row in queries.current_rows(submission, number)] for number in (1, 2)]
    assert not set(places[0]) & set(places[1])
    return submission


def test_what_was_mended_is_changed_and_not_taken_out_and_added(desk: Desk) -> None:
    submission = mended(desk)
    found = queries.version_difference(
        desk.clerk, submission, replace(desk.ledger, row_key=()), old=1, new=2
    )  # fmt: skip
    assert [(one.kind, one.number, [cell[1:] for cell in one.cells]) for one in found] == [
        ("changed", 1, [("9", "10")]),
        ("changed", 2, [("8", "7")]),
    ]


def test_a_draft_follows_its_rows(desk: Desk) -> None:
    submission = mended(desk)
    before, after = queries.current_rows(submission, 1), queries.current_rows(submission, 2)
    assert same_rows(before, after) == {
        f"r{old.pk}": f"r{new.pk}" for old, new in zip(before, after, strict=True)
    }  # fmt: skip
