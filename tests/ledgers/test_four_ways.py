"""Workbook, grid, phone form and API: the same rows stored, the same errors told. One test, four ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.ledgers import services
from taizhang.ledgers.drafting import DraftRow
from taizhang.ledgers.models import GridDraft, Submission, SubmissionVersion, VersionSource
from taizhang.ledgers.queries import current_rows
from tests.ledgers.conftest import HEADING, PERIOD, Desk, workbook

pytestmark = pytest.mark.django_db

Told = list[tuple[str, str, str, str, str, str, int]]
GOOD = [["小学", 120, 4, 0, 20, 9], ["初中", 90, 3, 30, 10, 8]]
REPAIRED = [["小学 ", "１２０", "4", "0", "20", "9"], ["初中", "90人", 3, 30, 10, 8]]
BAD = [
    ["小学", "一百二", 4.5, 0, 20, 9],  # no number, no whole number
    ["高高中", 90, None, 30, -1, 8],  # no code, nothing where something must be, below the least
    ["初中", 90, 3, 200, 10, 8],  # more boarders than pupils: a row check
    ["小学", 100, 4, 0, 20, 9],  # the same stage twice: a set check
]
FAR = [["小学", 120, 1, 0, 20, 9], ["初中", 90, 1, 30, 10, 8]]  # warnings only


def _texts(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def _told(problems: Sequence[Problem], first: int) -> Told:
    """What a person is told: all but how a place is written. first: number of the first row."""
    found: Told = []
    for problem in problems:
        number = int("".join(char for char in problem.key if char.isdigit()) or 0)
        words = problem.expected, problem.found, problem.cure
        place = number - first + 1 if number else 0
        found.append((problem.code, problem.level, *(word.zh for word in words), problem.found.get("en"), place))
    return sorted(found)


def _rows(desk: Desk, rows: Sequence[Sequence[object]]) -> list[dict[str, object]]:
    names = [field.id for field in desk.ledger.fields]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _filing(desk: Desk) -> services.Filing:
    return services.Filing(desk.clerk, desk.ledger, PERIOD, desk.school)


def _draft_rows(desk: Desk, rows: Sequence[Sequence[object]]) -> list[DraftRow]:
    values = [{name: str(text) for name, text in row.items() if text} for row in _rows(desk, _texts(rows))]
    return [{"id": f"n{number}", "v": row, "c": []} for number, row in enumerate(values)]


def by_workbook(desk: Desk, rows: Sequence[Sequence[object]]) -> Told:
    done = services.file_workbook(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD, name="上报.xlsx",
        data=workbook(rows, heading=HEADING),
    )  # fmt: skip
    return _told([*done.problems, *done.warnings], 3)


def by_rows(desk: Desk, rows: Sequence[Sequence[object]]) -> Told:
    """As the API does."""
    done = services.save_rows(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD, rows=_rows(desk, rows),
        source=VersionSource.API,
    )  # fmt: skip
    return _told([*done.problems, *done.warnings], 1)


def by_grid(desk: Desk, rows: Sequence[Sequence[object]]) -> Told:
    handed = services.Handed(_draft_rows(desk, rows), base=0, revision=0, client="a", sequence=1)
    done = services.file_draft(_filing(desk), handed, token="t1", source=VersionSource.GRID)
    return _told([*done.result.problems, *done.result.warnings], 1)


def by_phone(desk: Desk, rows: Sequence[Sequence[object]]) -> Told:
    """Row after row by the pages themselves, then handed over as it was kept."""
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    address = reverse("ledgers:phone-form", args=[desk.ledger.key, PERIOD.code, "S1"])
    for row in _draft_rows(desk, rows):
        found = GridDraft.objects.first()
        cells = {f"c.{row['id']}.{name}": text for name, text in row["v"].items()}
        marks = {"row": row["id"], "revision": found.revision if found else 0, "base": 0, "go": "new"}
        assert client.post(address, {**marks, **cells}).status_code == 302
    draft = services.draft_for(_filing(desk))
    handed = services.Handed(draft.rows or [], draft.base_version, draft.revision)
    done = services.file_draft(_filing(desk), handed, token="t2", source=VersionSource.PHONE)
    return _told([*done.result.problems, *done.result.warnings], 1)


def asked_for_words(desk: Desk, submission: Submission, first: int) -> list[tuple[object, ...]]:
    """What handing in without words tells: all but how a place is written."""
    with pytest.raises(TaizhangError) as caught:
        services.submit(actor=desk.clerk, submission=submission, explanations={})
    found = []
    for problem in caught.value.problems:
        words = problem.expected.zh, problem.found.zh, problem.cure.zh
        row = None if problem.row is None else problem.row - first + 1
        found.append((problem.code, problem.level, problem.data["field"], row, *words))
    return sorted(found, key=str)


WAYS: dict[VersionSource, Callable[[Desk, Sequence[Sequence[object]]], Told]] = {
    VersionSource.WORKBOOK: by_workbook,
    VersionSource.GRID: by_grid,
    VersionSource.PHONE: by_phone,
    VersionSource.API: by_rows,
}


@pytest.mark.parametrize(
    ("rows", "saved"),
    [(GOOD, True), (REPAIRED, True), (FAR, True), (BAD, False)],
    ids=["good", "repaired", "far", "bad"],
)
def test_four_ways_store_the_same_rows_and_tell_the_same_errors(
    desk: Desk, rows: list[list[object]], saved: bool
) -> None:
    stored, told, asked = {}, {}, {}
    for source, way in WAYS.items():
        told[source] = json.dumps(way(desk, rows), ensure_ascii=False, indent=1)
        submission = Submission.objects.first()
        assert (submission is not None) == saved, (source, told[source])
        if submission is not None:
            version = SubmissionVersion.objects.get()
            assert version.source == source
            warnings = [(item["check"], item["field"], item["zh"]) for item in version.warnings]
            if warnings:
                asked[source] = asked_for_words(desk, submission, 3 if source is VersionSource.WORKBOOK else 1)
            stored[source] = (
                [row.data for row in current_rows(submission)],
                version.content_hash,
                version.sums,
                warnings,
            )
        GridDraft.objects.all().delete()
        for one in Submission.objects.all():
            one.rows.all().delete()
            one.versions.all().delete()
            one.delete()
    for source in WAYS:
        assert told[source] == told[VersionSource.WORKBOOK], source
        assert stored.get(source) == stored.get(VersionSource.WORKBOOK), source
        assert asked.get(source) == asked.get(VersionSource.WORKBOOK), source
    if rows is FAR:
        lines = [(code, level, field, row) for code, level, field, row, *_words in asked[VersionSource.API]]
        assert lines == [("warning.large_classes", "warning", "classes", row) for row in (1, 2)]
    if not saved:
        codes = {item[0] for item in json.loads(told[VersionSource.API])}
        assert {"cell.pupils", "cell.classes", "cell.stage"} <= codes, codes
        assert any(code.startswith("check.") for code in codes), codes
        words = {item[0]: tuple(item[2:4]) for item in json.loads(told[VersionSource.API])}
        assert words["check.boarders_within_pupils"] == ("不大于“学生数”（90）", "200"), words
        assert words["check.one_row_a_stage"] == ("不重复的“学段”", "小学，与别的行重复"), words
    if rows is FAR:
        words = {item[0]: tuple(item[2:4]) for item in json.loads(told[VersionSource.API])}
        assert words["check.large_classes"][1] in ("班级数 1、学生数 120", "班级数 1、学生数 90"), words


@pytest.mark.parametrize("source", list(WAYS))
def test_a_total_is_a_row_of_data_by_none_of_the_ways(desk: Desk, source: VersionSource) -> None:
    told = WAYS[source](desk, [*GOOD, ["合计", 210, 7, 30, 30, 17]])
    if source is VersionSource.WORKBOOK:
        assert len(current_rows(Submission.objects.get())) == 2  # left out, and named
    else:
        assert [(line[0], line[-1]) for line in told] == [("filing.total", 3)]
        assert not SubmissionVersion.objects.exists()
