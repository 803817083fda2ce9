"""The copies on their way: from the page of wrong cells, back through the upload, to the rows that are filed."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client

from taizhang.ledgers.models import KeptUpload, Row, Submission
from tests.ledgers.office_books import OFFICE, SHEET, converted, listed, office_book, open_book, packed_of, touched
from tests.ledgers.test_filing_pages import address, clerk, save, upload

__all__ = ["clerk"]  # a fixture
pytestmark = pytest.mark.django_db
MENDED = {"B4": 90, "F5": 4, "A6": "小学", "D7": 0}
BAD = [
    ["小学", 120, 4, 0, 20, 9],
    ["初中", "九十", 3, 30, 10, 8],
]


def copy_of(client: Client, kind: str = "marked-download") -> HttpResponse:
    token = KeptUpload.objects.latest("pk").token
    return client.get(address(kind), {"upload": token})  # type: ignore[return-value]


def test_page_copy_and_list_count_the_same(clerk: Client) -> None:
    page = upload(clerk, office_book()).content.decode()
    report = KeptUpload.objects.get().report
    body = copy_of(clerk).content
    lines = listed(body)
    errors = [line for line in lines if line[1] == "错误"]
    assert f"{report['wrong']} 处" in page and len(errors) == report["wrong"]
    assert len(lines) == report["wrong"] + report["warned"]
    title = open_book(body)["错误清单"]["A1"].value
    assert re.findall(r"\d+", str(title))[0] == str(report["wrong"])
    assert {line[3] for line in errors if line[3] != "全表"} <= {item["key"] for item in report["problems"]}
    for key in ("B4", "F5", "A6", "D7"):
        assert open_book(body)[SHEET][key].comment is not None, key


def test_the_copy_is_the_persons_own_workbook(clerk: Client) -> None:
    book = office_book()
    page = upload(clerk, book, "基本情况表.xlsx").content.decode()
    assert "下载的就是您自己的工作簿" in page
    answer = copy_of(clerk)
    assert unquote(answer["Content-Disposition"]).endswith("基本情况表（标出错误）.xlsx")
    before, after = packed_of(book), packed_of(answer.content)
    assert {name for name in set(before) - touched(book) if before[name] != after.get(name)} == set()


def test_a_csv_comes_back_as_values_and_the_page_says_so(clerk: Client) -> None:
    page = upload(clerk, "学段,学生数,班级数,寄宿生数,随迁子女数,专任教师数\n小学,甲,1,0,0,1\n".encode(), "表.csv")
    assert "只有数值" in page.content.decode()
    answer = copy_of(clerk)
    assert unquote(answer["Content-Disposition"]).endswith("表（标出错误）.xlsx")
    assert "只有数值" in str(open_book(answer.content)["错误清单"]["A2"].value)


def mended(body: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(body))
    for key, value in MENDED.items():
        book[SHEET][key] = value
    for row in range(5, 8):  # one row a stage
        for column in range(1, 7):
            book[SHEET].cell(row, column).value = None
    book.save(buffer := io.BytesIO())
    return buffer.getvalue()


def test_the_mended_copy_files_the_right_rows(clerk: Client) -> None:
    upload(clerk, office_book())
    answer = upload(clerk, mended(copy_of(clerk).content), "基本情况表（标出错误）.xlsx")
    assert answer.status_code == 302
    save(clerk)
    assert Submission.objects.get().version == 1
    assert sorted(Row.objects.values_list("position", flat=True)) == [3, 4]


def test_a_copy_marked_again_says_so_once(clerk: Client) -> None:
    upload(clerk, office_book(), "表.xlsx")
    first = copy_of(clerk).content
    upload(clerk, first, "表（标出错误）.xlsx")
    again = copy_of(clerk)
    assert unquote(again["Content-Disposition"]).endswith("''表（标出错误）.xlsx")
    assert open_book(again.content).sheetnames == open_book(first).sheetnames
    assert listed(again.content) == listed(first)


def test_one_press_repairs_what_is_safe(clerk: Client) -> None:
    rows = [[" 小学　", "１２０", "4", 0, "20人", "9"], ["初中", "九十", 3, 30, 10, 8]]
    page = upload(clerk, office_book(rows)).content.decode()
    report = KeptUpload.objects.get().report
    assert "一键修复写法并下载" in page and "去掉空格 1" in page
    answer = copy_of(clerk, "repaired-download")
    assert unquote(answer["Content-Disposition"]).endswith("（已修复）.xlsx")
    lines = listed(answer.content, "已修复")
    assert sum(len(line[6].split("、")) for line in lines) == sum(report["repairs"].values())
    assert [cell.value for cell in open_book(answer.content)[SHEET][3][:6]] == ["小学", 120, 4, 0, 20, 9]
    upload(clerk, answer.content, "again.xlsx")
    after = KeptUpload.objects.get().report
    assert after["repairs"] == {} and after["wrong"] == report["wrong"] == 1


def test_a_right_workbook_offers_its_repairs_too(clerk: Client) -> None:
    answer = upload(clerk, office_book([["小学", "１２０", 4, 0, 20, 9]]))
    page = clerk.get(answer["Location"]).content.decode()
    assert "一键修复写法并下载" in page and "下载标出错误的表格" not in page
    body = copy_of(clerk, "repaired-download").content
    assert open_book(body).sheetnames[:2] == ["已修复", "说明"]
    assert [line[2] for line in listed(body, "已修复")] == ["B3"]


def test_the_list_has_all_that_the_page_only_counts(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taizhang.ledgers.reading.workbook.MAX_PROBLEMS", 2)
    upload(clerk, office_book())
    report = KeptUpload.objects.get().report
    assert report["wrong"] > len(report["problems"]) >= 2
    lines = listed(copy_of(clerk).content)
    assert len([line for line in lines if line[1] == "错误"]) == report["wrong"]


if OFFICE:  # CI and developers' machines have it; a reader's installation needs none

    def test_a_copy_that_an_office_program_saved_is_taken(clerk: Client, tmp_path: Path) -> None:
        upload(clerk, office_book())
        saved = converted(mended(copy_of(clerk).content), "xlsx", tmp_path)
        assert upload(clerk, saved).status_code == 302
        save(clerk)
        assert Submission.objects.get().version == 1
