"""Row N of a filing is the Nth row of its version, on every page and in every file, whatever line it had in a sheet."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import taizhang.ledgers
from taizhang.accounts.models import User
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Row, Submission
from taizhang.ledgers.rows_export import exported_rows
from taizhang.ledgers.services.locked import locked_changes
from taizhang.ledgers.services.versions import NewRow
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook
from tests.ledgers.test_came_back import hand_in
from tests.ledgers.test_grid import page

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 20
PRIMARY, JUNIOR = GOOD
NURSERY = ["幼儿园", 60, *PRIMARY[2:]]
BLANK: list[object] = [None] * len(PRIMARY)


def file(desk: Desk, rows: list[list[object]]) -> Submission:
    """With two lines above the heading and a blank one below it: the first row stands in line 5 of the file."""
    data = workbook([BLANK, *rows], above=2)
    result = services.file_workbook(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD, name="上报.xlsx", data=data
    )
    assert result.problems == []
    return Submission.objects.get()


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def numbers_on(text: str) -> list[str]:
    """Of the rows in the table of a filing's page."""
    return re.findall(r'<th scope="row" class="at">(?:<label.*?</span>)?\s*(\d+)', text)


def test_page_marks_and_grid_call_a_row_by_the_same_number(desk: Desk) -> None:
    file(desk, [PRIMARY, JUNIOR])
    submission = hand_in(desk)
    rows = queries.current_rows(submission)
    assert [row.position for row in rows] == [5, 6]  # the file's lines, which the reader of a workbook is told
    detail = reverse("ledgers:submission-detail", args=[submission.pk])
    assert numbers_on(signed_in("reviewer").get(detail).content.decode()) == ["1", "2"]
    marking = signed_in("reviewer").get(detail, {"mark": 1}).content.decode()
    assert numbers_on(marking) == ["1", "2"] and "第 6 行" not in marking
    services.return_(actor=desk.reviewer, submission=submission, comment="第 2 行不对", cells=[(rows[1].pk, "pupils")])
    client, place = page(desk)
    for text in (
        client.get(detail).content.decode(),
        client.get(reverse("ledgers:filing-page", args=place)).content.decode(),
        client.get(reverse("ledgers:grid-page", args=place)).content.decode(),
        client.get(reverse("ledgers:phone-form", args=place)).content.decode(),
    ):
        said = text.partition('id="came-back"')[2].partition("</section>")[0]
        assert "第 2 行" in said and "第 6 行" not in said, said


def test_a_row_taken_out_leaves_no_gap_and_keeps_its_number_in_its_version(desk: Desk) -> None:
    submission = file(desk, [NURSERY, PRIMARY, JUNIOR])
    primary = submission.rows.get(key="primary")
    services.attach_evidence(actor=desk.clerk, submission=submission, name="花名册.png", data=PICTURE, row=primary)
    submission = file(desk, [NURSERY, JUNIOR])
    detail = reverse("ledgers:submission-detail", args=[submission.pk])
    assert numbers_on(signed_in("clerk").get(detail).content.decode()) == ["1", "2"]
    assert numbers_on(signed_in("clerk").get(detail, {"version": 1}).content.decode()) == ["1", "2", "3"]
    gone = queries.version_difference(desk.clerk, submission, desk.ledger, old=1, new=2)
    assert [(item.kind, item.number) for item in gone] == [("removed", 2)]
    address = reverse("ledgers:row-evidence", args=[submission.pk, primary.pk])
    assert "第 2 行" in signed_in("clerk").get(address).content.decode()


def test_evidence_is_hung_on_the_number_that_one_reads(desk: Desk) -> None:
    file(desk, [NURSERY, PRIMARY, JUNIOR])
    submission = file(desk, [NURSERY, JUNIOR])
    client = signed_in("clerk")
    address = reverse("ledgers:evidence-attach", args=[submission.pk])
    client.post(address, {"file": SimpleUploadedFile("花名册.png", PICTURE, "image/png"), "position": "2"})
    evidence = submission.evidence.get()
    assert evidence.row is not None and evidence.row.key == "junior"
    detail = reverse("ledgers:submission-detail", args=[submission.pk])
    for text in (detail, reverse("ledgers:evidence-detail", args=[evidence.pk])):
        assert "第 2 行" in client.get(text).content.decode()
    for beyond in ("0", "3", "5", "99999999999999999999"):
        with pytest.raises(TaizhangError):
            services.row_at(submission, beyond)


@pytest.mark.parametrize("after", [False, True])
def test_values_and_files_count_the_rows(desk: Desk, after: bool) -> None:
    file(desk, [NURSERY, PRIMARY, JUNIOR])
    submission = file(desk, [NURSERY, JUNIOR])
    rows = list(queries.row_values(desk.clerk, submission, desk.ledger, version=2))
    if after:
        rows = rows[:1] + list(
            queries.row_values(desk.clerk, submission, desk.ledger, version=2, after=rows[0].place, limit=5)
        )
    assert [row.number for row in rows] == [1, 2]


def test_files_taken_along_count_the_rows(desk: Desk) -> None:
    file(desk, [NURSERY, PRIMARY, JUNIOR])
    submission = file(desk, [NURSERY, JUNIOR])
    lines = exported_rows(desk.clerk, submission, desk.ledger, version=2, kind="ndjson").content.splitlines()
    assert [orjson.loads(line)["position"] for line in lines[1:-1]] == [1, 2]
    table = exported_rows(desk.clerk, submission, desk.ledger, version=2, kind="csv").content.decode("utf-8-sig")
    assert re.findall(r"^(\d+),", table, re.MULTILINE) == ["1", "2"]


def test_a_row_that_is_missed_while_others_are_locked_is_named_by_its_number(desk: Desk) -> None:
    file(desk, [NURSERY, PRIMARY, JUNIOR])
    submission = hand_in(desk)
    rows = queries.current_rows(submission)
    services.return_(actor=desk.reviewer, submission=submission, comment="幼儿园", cells=[(rows[0].pk, "pupils")])
    kept = [NewRow(row.position, row.key, row.data, row.hash) for row in (rows[0], rows[2])]
    problems = locked_changes(Submission.objects.get(), desk.ledger, kept)
    assert [problem.found.zh for problem in problems] == ["少了第 2 行"]


def test_a_warning_is_kept_with_the_number_of_its_row(desk: Desk) -> None:
    submission = file(desk, [NURSERY, ["小学", 500, 1, *PRIMARY[3:]]])
    found = [item for item in submission.versions.get().warnings if item["check"] == "large_classes"]
    assert [(item["row"], item["number"]) for item in found] == [(6, 2)]
    text = signed_in("clerk").get(reverse("ledgers:submission-detail", args=[submission.pk])).content.decode()
    assert "第 2 行" in text and "第 6 行" not in text


def test_the_places_where_rows_are_told_ask_a_constant_number_of_queries(desk: Desk) -> None:
    submission = file(desk, [NURSERY, PRIMARY, JUNIOR])
    rows = list(Row.objects.all())
    counts = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as asked:
            queries.numbers_where_they_stood(some, {submission.pk: 1})
        counts.append(len(asked))
    assert counts == [1, 1]


def test_no_page_tells_the_stored_place_of_a_row() -> None:
    folder = Path(taizhang.ledgers.__file__).parent / "templates"
    told = [path.name for path in folder.rglob("*.html") if ".position" in path.read_text(encoding="utf-8")]
    assert told == []
