"""Which column is which field: sure by title, asked when it is not, never guessed; the answer is remembered."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.jobs import run_one
from taizhang.core.models import AuditEvent, Job
from taizhang.core.packs import installed_packs
from taizhang.core.workbooks import UnreadableFile
from taizhang.engine.pack import Field, FieldType, Ledger
from taizhang.engine.text import Text
from taizhang.ledgers import services
from taizhang.ledgers.models import KeptUpload, RememberedColumns, Row, Submission
from taizhang.ledgers.reading import ReadWorkbook, read_workbook
from taizhang.ledgers.reading.mapping import Why, likeness
from taizhang.ledgers.reading.older import news_since
from taizhang.ledgers.reading.refusals import ColumnsUnsure
from taizhang.ledgers.services import uploads
from taizhang.ledgers.template import template_workbook
from taizhang.ledgers.validation import code_lists_of
from tests.ledgers.conftest import GOOD, HEADING, PERIOD, Desk, workbook

ROLL = "county-base.school_roll"
PLACE = [ROLL, "2026H1", "S1"]
ALIKE = ["学段", "学生总数（人）", "班级数", "寄宿生数", "随迁子女数", "专任教师数"]


def roll() -> Ledger:
    return installed_packs().ledger(ROLL)


def read(data: bytes, ledger: Ledger | None = None, **more: Any) -> ReadWorkbook:
    own = ledger or roll()
    codes = code_lists_of(own, installed_packs())
    return read_workbook(
        "上报.xlsx", data, ledger=own, period=PERIOD, code_lists=codes, org_units=(), max_bytes=10**7, **more
    )


def asked(data: bytes, ledger: Ledger | None = None, **more: Any) -> dict[str, tuple[str, str]]:
    """Column letter -> (why, proposal) of what is asked."""
    with pytest.raises(ColumnsUnsure) as caught:
        read(data, ledger, **more)
    assert [problem.key for problem in caught.value.problems] == [
        column.letter for column in caught.value.heading.asked
    ]
    return {column.letter: (column.why.value, column.field) for column in caught.value.heading.asked}


@pytest.mark.parametrize(
    "heading",
    [
        ["学 段", "学生数(人)", "班级数＊", "寄宿生数：", "随迁子女数【人】", "专任教师数"],
        ["stage", "pupils", "classes", "boarders", "migrant_pupils", "full_time_teachers"],
        [*HEADING[:5], "　专任教师数\n（人）"],
    ],
)
def test_titles_that_differ_in_spaces_width_and_units_are_sure(heading: Sequence[str]) -> None:
    found = read(workbook(GOOD, heading))
    assert found.table["pupils"].to_pylist() == [120, 90] and found.table["full_time_teachers"].to_pylist() == [9, 8]


def test_a_title_that_is_merely_alike_is_asked_with_the_likely_field() -> None:
    assert asked(workbook(GOOD, ALIKE)) == {"B": ("similar", "pupils")}


def test_two_columns_that_could_be_one_field_are_asked_and_the_one_with_the_unit_is_likely() -> None:
    rows = [[*row, 60] for row in GOOD]
    found = asked(workbook(rows, [*HEADING, "学生数（女）"]))
    assert found == {"B": ("twice", "pupils"), "G": ("twice", "")}


def test_a_required_column_that_is_missing_is_asked_of_what_holds_its_kind() -> None:
    found = asked(workbook([[*row[:5], "无", row[5]] for row in GOOD], [*HEADING[:5], "情况", "园丁"]))
    assert found == {"G": ("kind", "full_time_teachers")}


def test_a_required_column_that_nothing_could_be_is_refused_by_name() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(workbook([[*row[:5], "无"] for row in GOOD], [*HEADING[:5], "情况"]))
    [problem] = caught.value.problems
    assert problem.code == "file.missing-columns" and "专任教师数" in problem.expected.zh


def test_another_scale_of_money_is_asked_and_never_taken_as_it_is() -> None:
    ledger = installed_packs().ledger("city-half-year.canteen_accounts")
    titles = [f"{field.title.zh}{f'（{field.unit}）' if field.unit else ''}" for field in ledger.fields]
    money = next(at for at, field in enumerate(ledger.fields) if field.unit == "元")
    titles[money] = titles[money].replace("（元）", "（万元）")
    rows = [["ST-01", 16, 12, 3][: len(titles)]]
    assert next(iter(asked(workbook(rows, titles), ledger).values())) == ("unit", "")  # nothing is proposed


def test_an_alias_of_the_pack_is_sure() -> None:
    ledger = roll()
    fields = tuple(replace(f, aliases=("学生总数",)) if f.id == "pupils" else f for f in ledger.fields)
    assert read(workbook(GOOD, ALIKE), replace(ledger, fields=fields)).table["pupils"].to_pylist() == [120, 90]


def test_answers_count_by_letter_and_by_title_and_unneeded_columns_stay_out() -> None:
    for answers in ({"B": "pupils"}, {"学生总数(人)": "pupils"}):
        found = read(workbook(GOOD, ALIKE), answers=answers)
        assert found.table["pupils"].to_pylist() == [120, 90]
        assert {column.letter for column in found.titles if column.why is Why.REMEMBERED} == {"B"}
    rows = [[*row, 60] for row in GOOD]
    found = read(workbook(rows, [*HEADING, "学生数（女）"]), answers={"B": "pupils", "G": ""})
    assert found.table["pupils"].to_pylist() == [120, 90] and found.unknown == ("学生数（女）",)


def test_an_answer_for_two_columns_of_one_title_holds_for_its_place_only() -> None:
    rows = [[*row, 60] for row in GOOD]
    twice = [*HEADING, "学生数（人）"]
    answers = {"学生数(人)@B": "pupils", "学生数(人)@G": ""}
    assert read(workbook(rows, twice), answers=answers).table["pupils"].to_pylist() == [120, 90]
    moved = [[row[0], 60, *row[1:6]] for row in GOOD]
    assert asked(workbook(moved, [HEADING[0], "学生数（人）", *HEADING[1:]]), answers=answers)


def test_an_answer_never_takes_the_place_of_a_sure_title() -> None:
    rows = [[*row, 500] for row in GOOD]
    assert asked(workbook(rows, [*HEADING, "学生总数"]), answers={"学生总数": "pupils"}) == {
        "B": ("twice", "pupils"),
        "G": ("twice", "pupils"),
    }


def test_likeness_is_one_for_the_same_and_small_for_strangers() -> None:
    pupils = roll().field("pupils")
    assert pupils is not None
    assert (
        likeness("学生数（人）", pupils) == 1 and likeness("学生总数", pupils) > 0.8 and likeness("备注", pupils) == 0
    )


# An older version of the template


def older(ledger: Ledger) -> bytes:
    codes = code_lists_of(ledger, installed_packs())
    return template_workbook(
        ledger=ledger, period=PERIOD, pack_version="0.9.0", code_lists=codes, rows=[{"stage": "primary", "pupils": 5}]
    )


def test_a_renamed_and_reordered_older_template_is_read_and_the_new_is_told() -> None:
    now = roll()
    before = tuple(replace(f, title=Text("在册人头")) if f.id == "pupils" else f for f in reversed(now.fields))
    extra = Field("walkers", Text("走读生数", "Walkers"), FieldType.INTEGER)
    found = read(older(replace(now, fields=before)), replace(now, fields=(*now.fields, extra)))
    assert found.table["pupils"].to_pylist() == [5]
    news = [text.zh for text in news_since(found.meta, found.columns, replace(now, fields=(*now.fields, extra)))]
    assert news == ["新模板多了“走读生数”，可以不填。", "“在册人头”现在叫“学生数”。"]


def test_this_versions_template_has_no_news() -> None:
    found = read(older(roll()))
    assert news_since(found.meta, found.columns, roll()) == []


def test_an_older_template_without_a_new_required_column_is_refused_by_name() -> None:
    now = roll()
    extra = Field("walkers", Text("走读生数", "Walkers"), FieldType.INTEGER, required=True)
    with pytest.raises(UnreadableFile) as caught:
        read(older(now), replace(now, fields=(*now.fields, extra)))
    [problem] = caught.value.problems
    assert problem.code == "file.older-template" and "走读生数" in problem.expected.zh


# Asked on the page, remembered, the same for programs


@pytest.fixture
def clerk(desk: Desk) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    return client


def page(name: str = "filing-page") -> str:
    return reverse(f"ledgers:{name}", args=PLACE)


def upload(client: Client, data: bytes) -> HttpResponse:
    return client.post(page(), {"workbook": SimpleUploadedFile("学校的表.xlsx", data)})  # type: ignore[return-value]


def answer(client: Client, **columns: str) -> HttpResponse:
    token = KeptUpload.objects.get(submission=None).token
    said = {f"column-{letter}": field for letter, field in columns.items()}
    return client.post(page("filing-columns"), {"upload": token, **said})  # type: ignore[return-value]


def test_the_page_asks_and_the_answer_is_remembered_for_the_same_heading(clerk: Client) -> None:
    location = upload(clerk, workbook(GOOD, ALIKE))["Location"]
    asking = clerk.get(location).content.decode()
    assert "学生总数（人）" in asking and "120" in asking and '<option value="pupils" selected>' in asking
    assert not Submission.objects.exists() and not RememberedColumns.objects.exists()
    assert answer(clerk, B="pupils").status_code == 302
    checked = clerk.get(location).content.decode()
    assert "已核对 2 行" in checked and "学生总数（人） → 学生数" in checked
    assert AuditEvent.objects.filter(action="ledger.columns", org_unit="S1").count() == 1
    clerk.post(page("filing-save"), {"upload": KeptUpload.objects.get().token})
    assert Row.objects.count() == 2
    again = upload(clerk, workbook([GOOD[0], ["初中", 91, 3, 30, 10, 8]], [ALIKE[1], ALIKE[0], *ALIKE[2:]]))
    assert again.status_code == 422, "columns in another order are sure too, but the rows are wrong in them"
    assert not KeptUpload.objects.get(submission=None).report.get("asking")


def test_an_answer_can_be_changed(clerk: Client) -> None:
    location = upload(clerk, workbook([[*row, 60] for row in GOOD], [*HEADING, "学生数（女）"]))["Location"]
    answer(clerk, B="", G="pupils")
    assert KeptUpload.objects.get().report["rows"] == 2
    table = clerk.get(f"{location}&columns=1").content.decode()
    assert 'name="column-G"' in table and "和上次一样" in table
    answer(clerk, B="pupils", G="")
    assert RememberedColumns.objects.get().answers == {"学生数(人)": "pupils", "学生数(女)": ""}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "还没选"),
        ({"B": "pupils", "G": "pupils"}, "两列都选了“学生数”"),
        ({"B": "nothing", "G": ""}, "没有这个字段"),
    ],
)
def test_a_half_answer_is_told_and_nothing_is_remembered(clerk: Client, said: dict[str, str], words: str) -> None:
    upload(clerk, workbook([[*row, 60] for row in GOOD], [*HEADING, "学生数（女）"]))
    told = answer(clerk, **said)
    assert told.status_code == 422 and words in told.content.decode()
    assert not RememberedColumns.objects.exists() and KeptUpload.objects.get().report["asking"]


def test_calling_a_required_column_not_needed_is_refused_and_not_remembered(clerk: Client) -> None:
    upload(clerk, workbook(GOOD, ALIKE))
    told = answer(clerk, B="")
    assert told.status_code == 422 and "必填列：学生数" in told.content.decode()
    assert not RememberedColumns.objects.exists() and 'name="column-B"' in told.content.decode()


def test_what_was_remembered_is_not_another_units_business(desk: Desk, clerk: Client) -> None:
    upload(clerk, workbook(GOOD, ALIKE))
    answer(clerk, B="pupils")
    other = Client()
    other.force_login(User.objects.get(username="other"))
    place = reverse("ledgers:filing-page", args=[ROLL, "2026H1", "S2"])
    file = SimpleUploadedFile("上报.xlsx", workbook(GOOD, ALIKE))
    assert "学生总数（人）" in other.get(other.post(place, {"workbook": file})["Location"]).content.decode()


def test_a_long_workbook_asks_from_the_background(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGE_BYTES", 10)
    upload(clerk, workbook(GOOD, ALIKE))
    job = Job.objects.get()
    run_one(job.pk)
    job.refresh_from_db()
    assert 'name="column-B"' in clerk.get(job.result_url).content.decode()
    answered = answer(clerk, B="pupils")
    newest = Job.objects.latest("pk")
    assert newest.pk != job.pk and answered["Location"] == reverse("core:job-detail", args=[newest.pk])
    run_one(newest.pk)
    assert Submission.objects.get().version == 1


def test_a_program_is_refused_with_the_columns_and_hands_in_the_answer(desk: Desk) -> None:
    filing = {"actor": desk.clerk, "ledger": desk.ledger, "org_unit": desk.school, "period": PERIOD}
    data = workbook(GOOD, ALIKE)
    with pytest.raises(ColumnsUnsure) as caught:
        services.file_workbook(**filing, name="a.xlsx", data=data)  # type: ignore[arg-type]
    assert [(problem.key, problem.data["field"]) for problem in caught.value.problems] == [("B", "pupils")]
    assert not Submission.objects.exists()
    result = services.file_workbook(**filing, name="a.xlsx", data=data, answers={"B": "pupils"})  # type: ignore[arg-type]
    assert result.version == 1 and not RememberedColumns.objects.exists()


# Every column of the file is on the page


def shown_plainly(page: str) -> str:
    """Without what is folded away."""
    return re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)


def with_more(*titles: str | None) -> bytes:
    """The roll with a title that is merely alike, and more columns behind it."""
    rows = [[*row, *(f"甲{at}" for at, _title in enumerate(titles))] for row in GOOD]
    return workbook(rows, [*ALIKE, *(title or "" for title in titles)])


def test_a_column_that_goes_nowhere_is_shown_with_what_happens_to_it(clerk: Client) -> None:
    location = upload(clerk, with_more("校车数", None))["Location"]
    asking = shown_plainly(clerk.get(location).content.decode())
    assert "2 列没有去处" in asking and "不读入" in asking
    assert "校车数" in asking and 'name="column-G"' in asking
    assert "（没有表头）" in asking and 'name="column-H"' in asking and "甲1" in asking
    assert "班级数" in clerk.get(location).content.decode() and 'name="column-C"' not in asking


def test_a_column_that_goes_nowhere_may_be_given_a_field_with_a_title_or_without(clerk: Client) -> None:
    rows = [["小学", 4, 0, 20, 120, 9], ["初中", 3, 30, 10, 90, 8]]
    heading = ["学段", "班级数", "寄宿生数", "随迁子女数", "", "教师总人数"]
    location = upload(clerk, workbook([[*row, None] for row in rows], [*heading, "学生总数"]))["Location"]
    assert 'name="column-E"' in clerk.get(location).content.decode(), "no title, but values"
    answered = answer(clerk, E="pupils", F="full_time_teachers", G="")
    assert answered.status_code == 302, answered.content.decode()
    clerk.post(page("filing-save"), {"upload": KeptUpload.objects.get().token})
    assert [json.loads(row.data)["pupils"] for row in Row.objects.order_by("position")] == [120, 90]


def test_an_answer_for_a_column_without_a_title_holds_after_the_same_title_only() -> None:
    rows = [["小学", 120, 4, 0, 20, 9, "甲"], ["初中", 90, 3, 30, 10, 8, "乙"]]
    found = read(workbook(rows, [*HEADING, ""]))
    [untitled] = [column for column in found.titles if not column.title]
    assert untitled.letter == "G" and untitled.samples == ("甲", "乙") and found.unknown == ()
    moved = read(workbook([[row[0], row[6], *row[1:6]] for row in rows], [HEADING[0], "", *HEADING[1:]]))
    assert [column.key for column in moved.titles if not column.title] != [untitled.key]
