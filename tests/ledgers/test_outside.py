"""A list from outside beside what units filed: matched, only ours, only theirs, differs."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.file_store import file_store
from taizhang.core.models import AuditEvent, Job
from taizhang.core.permissions import NotAllowed
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import MatchKind, OutsideList, OutsideMatch, Submission
from taizhang.ledgers.services import outside as module
from taizhang.organisation.models import OrgUnit
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook
from tests.ledgers.test_evidence import file

pytestmark = pytest.mark.django_db
HEADING = ["学校名称", "学段", "学生数（人）", "班级数"]


def sheet(rows: list[list[object]], heading: list[str] = HEADING) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("名单")
        page.write(0, 0, "学籍系统导出")
        for number, row in enumerate([heading, *rows], start=1):
            for column, value in enumerate(row):
                if value is not None:
                    page.write(number, column, value)
    return out.getvalue()


def take(desk: Desk, data: bytes, name: str = "名单.xlsx") -> OutsideList:
    return services.take_outside(
        actor=desk.reviewer, ledger=desk.ledger, period=PERIOD, source="学籍系统", name=name, data=data
    )


def compare(desk: Desk, outside: OutsideList) -> OutsideList:
    done = services.compare_outside(
        actor=desk.reviewer,
        outside=outside,
        keys=[(str(name), int(column)) for name, column in outside.keys],
        compared=[(str(name), int(column)) for name, column in outside.compared],
        unit_column=outside.unit_column,
    )
    done.refresh_from_db()
    return done


@pytest.fixture
def handed_in(desk: Desk) -> Submission:
    submission = file(desk, GOOD)
    checks = {str(item["check"]): "属实" for item in submission.versions.latest("number").warnings}
    return services.submit(actor=desk.clerk, submission=submission, explanations=checks)


NAME = "S1"


def test_what_matches_what_is_proposed_and_the_four_results_are_told(desk: Desk, handed_in: Submission) -> None:
    outside = take(desk, sheet([[NAME, "小学", "１２５", 4], [NAME, "幼儿园", 30, 2], ["", "职业高中", 9, None]]))
    assert list(outside.keys) == [("stage", 1)] and outside.unit_column == 0
    assert {name for name, _column in outside.compared} == {"pupils", "classes"}
    outside = compare(desk, outside)
    assert outside.counts == {"differs": 1, "only_ours": 1, "only_theirs": 2}
    differs = OutsideMatch.objects.get(kind=MatchKind.DIFFERS)
    assert differs.differences == [["pupils", "120", "125"]]  # 4 classes are 4 classes
    assert differs.submission_id == handed_in.pk and differs.line == 3
    told = {match.key[0][1]: match.org_unit for match in OutsideMatch.objects.filter(kind=MatchKind.ONLY_THEIRS)}
    assert told["幼儿园"] == desk.school and told["职业高中"] is None


def test_a_key_that_every_unit_has_is_matched_within_the_unit(desk: Desk, handed_in: Submission) -> None:
    services.file_workbook(
        actor=desk.other,
        ledger=desk.ledger,
        org_unit=OrgUnit.objects.get(code="S2"),
        period=PERIOD,
        name="上报.xlsx",
        data=workbook([[GOOD[0][0], 200, 6, *GOOD[0][3:]]]),
    )
    other = Submission.objects.get(org_unit__code="S2")
    checks = {str(item["check"]): "属实" for item in other.versions.latest("number").warnings}
    services.submit(actor=desk.other, submission=other, explanations=checks)
    rows: list[list[object]] = [["S2", "小学", 200, 6], ["S1", "小学", 120, 4], ["S1", "初中", 90, 3]]
    assert compare(desk, take(desk, sheet(rows))).counts == {"matched": 3}


def test_the_review_page_tells_it_and_the_return_marks_the_cells(desk: Desk, handed_in: Submission) -> None:
    compare(desk, take(desk, sheet([[NAME, "小学", 125, 4], [NAME, "幼儿园", 30, 2]])))
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    address = reverse("ledgers:submission-detail", args=[handed_in.pk])
    assert "3 处不一致" in client.get(address).content.decode()
    assert queries.exceptions_of([handed_in], None)[handed_in.pk].mismatches == 3
    page = client.get(address, {"mark": "1", "mismatches": "1"}).content.decode()
    row = handed_in.rows.get(position=3)
    assert f'value="{row.pk}:pupils" checked' in page and "学生数本表120、学籍系统125" in page
    assert page.count("<form") == page.count("</form>")
    lines = queries.mismatches_of(desk.reviewer, handed_in, desk.ledger, whole=False)
    words = queries.return_words(lines, "zh")
    assert "学籍系统有、本表没有：幼儿园" in words
    client.post(
        reverse("ledgers:submission-return", args=[handed_in.pk]),
        {"reason": words, "cell": [cell for line in lines for cell in line.cells], "version": handed_in.version},
    )
    handed_in.refresh_from_db()
    assert handed_in.state == "returned"
    assert {(item.field) for item in queries.marks_of(desk.clerk, handed_in, desk.ledger)} == {"pupils", ""}


def test_a_column_that_is_chosen_is_compared_and_the_result_says_which_were(desk: Desk, handed_in: Submission) -> None:
    outside = take(desk, sheet([[NAME, "小学", 125, 4]]))
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    address = reverse("ledgers:outside-detail", args=[outside.pk])
    page = client.get(address).content.decode()
    unnamed = page.partition('name="as-migrant_pupils"')[2].partition("</select>")[0]
    assert 'value="compare" selected' in unnamed  # whoever only names the list's column has it compared
    compare(desk, outside)
    page = client.get(address).content.decode()
    assert "<dt>对照的栏目</dt><dd>学段 <span" in page and "名单的“学校名称”说明每行属于哪个单位" in page
    assert "<dt>比较的栏目</dt><dd>学生数" in page


def test_a_corrected_row_is_no_mismatch_any_more_and_comparing_again_tells_anew(
    desk: Desk, handed_in: Submission
) -> None:
    outside = compare(desk, take(desk, sheet([[NAME, "小学", 125, 4], [NAME, "初中", 90, 3]])))
    services.withdraw(actor=desk.clerk, submission=handed_in)
    submission = file(desk, [[GOOD[0][0], 125, *GOOD[0][2:]], GOOD[1]])
    checks = {str(item["check"]): "属实" for item in submission.versions.latest("number").warnings}
    submission = services.submit(actor=desk.clerk, submission=submission, explanations=checks)
    assert queries.mismatches_of(desk.reviewer, submission, desk.ledger) == []
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    client.post(reverse("ledgers:outside-compare", args=[outside.pk]), {"again": "yes"})
    outside.refresh_from_db()
    assert outside.counts == {"matched": 2}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.xlsx", b"", "空文件"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n00", ""),
        ("空表.csv", "学校名称,学段\n".encode(), ""),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_kept(desk: Desk, name: str, data: bytes, words: str) -> None:
    with pytest.raises(TaizhangError) as refused:
        take(desk, data, name)
    assert words in refused.value.problems[0].found.zh
    assert not OutsideList.objects.exists()


def test_no_key_or_a_column_that_is_not_there_is_refused(desk: Desk, handed_in: Submission) -> None:
    outside = take(desk, sheet([[NAME, "小学", 125, 4]]))
    twice = [("stage", 1)], [("pupils", 2), ("classes", 2)]  # one number of the list is not two of ours
    for keys, compared in (([], [("pupils", 2)]), ([("stage", 99)], []), ([("nothing", 1)], []), twice):
        with pytest.raises(TaizhangError):
            services.compare_outside(
                actor=desk.reviewer, outside=outside, keys=keys, compared=compared, unit_column=None
            )
    assert not OutsideMatch.objects.exists()
    with pytest.raises(NotAllowed):
        services.compare_outside(actor=desk.clerk, outside=outside, keys=[("stage", 1)], compared=[], unit_column=None)


def test_deleted_by_choice_the_file_goes_and_its_hash_stays(desk: Desk, handed_in: Submission) -> None:
    outside = compare(desk, take(desk, sheet([[NAME, "小学", 125, 4]])))
    assert file_store().has(outside.sha256)
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    client.post(reverse("ledgers:outside-delete", args=[outside.pk]))
    outside.refresh_from_db()
    assert outside.file is None and outside.deleted_at and outside.sha256
    assert not OutsideMatch.objects.exists()
    assert AuditEvent.objects.filter(action="outside.delete").exists()
    with pytest.raises(TaizhangError):
        compare(desk, outside)


def test_the_result_is_searched_filtered_and_taken_along(desk: Desk, handed_in: Submission) -> None:
    outside = compare(desk, take(desk, sheet([[NAME, "小学", 125, 4], ["", "职业高中", 9, 1]])))
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    address = reverse("ledgers:outside-detail", args=[outside.pk])
    only = client.get(address, {"kind": "only_theirs"}).content.decode()
    assert "职业高中" in only and "120 → 125" not in only
    assert "没有符合" in client.get(address, {"q": "不存在的学校"}).content.decode()
    taken = client.get(address, {"export": "xlsx"})
    assert taken.status_code == 200 and taken.content[:2] == b"PK"


def test_a_long_list_goes_to_the_background(desk: Desk, handed_in: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 2)
    done = compare(desk, take(desk, sheet([[NAME, "小学", 125, 4], [NAME, "初中", 90, 3]])))
    assert done.job is not None and done.job.kind == "outside-compare"
    assert Job.objects.count() == 1


def test_csv_in_gbk_and_page_queries_that_do_not_grow(desk: Desk, handed_in: Submission) -> None:
    text = "学校名称,学段,学生数\nS1,小学,120\n" + "".join(f"无此校{n},职业高中,{n}\n" for n in range(60))
    outside = compare(desk, take(desk, text.encode("gbk"), "名单.csv"))
    assert outside.counts == {"matched": 1, "only_ours": 1, "only_theirs": 60}
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    address = reverse("ledgers:outside-detail", args=[outside.pk])
    client.get(address)
    counts = []
    for kind in ("matched", "only_theirs"):
        with CaptureQueriesContext(connection) as asked:
            client.get(address, {"kind": kind})
        counts.append(len(asked))
    assert counts[0] == counts[1]
