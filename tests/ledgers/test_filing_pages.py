"""Uploading through the pages: one upload is enough, a bad file changes nothing, and the clerk is told in words."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.conf import settings as live
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from taizhang.accounts.models import User
from taizhang.core.jobs import run_one
from taizhang.core.models import AuditEvent, Job
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.ledgers import services
from taizhang.ledgers.models import KeptUpload, Row, Submission, SubmissionState, SubmissionVersion
from taizhang.ledgers.services import uploads
from taizhang.ledgers.template import template_workbook
from taizhang.ledgers.validation import code_lists_of
from tests.ledgers.conftest import GOOD, HEADING, PERIOD, Desk, workbook

pytestmark = pytest.mark.django_db
PLACE = ["county-base.school_roll", "2026H1", "S1"]
BAD = [GOOD[0], ["初中", "九十", 3, 30, 10, 8]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


@pytest.fixture
def clerk(desk: Desk) -> Client:
    return client_of("clerk")


def address(name: str = "filing-page", *place: str) -> str:
    return reverse(f"ledgers:{name}", args=list(place) or PLACE)


def upload(client: Client, data: bytes, name: str = "上报.xlsx", reason: str = "") -> HttpResponse:
    return client.post(address(), {"workbook": SimpleUploadedFile(name, data), "reason": reason})  # type: ignore[return-value]


def kept_files() -> list[str]:
    folder = live.DATA_DIR / "uploads"
    return [file.name for file in folder.iterdir()] if folder.exists() else []


def save(client: Client, **more: str) -> HttpResponse:
    token = KeptUpload.objects.get(submission=None).token
    return client.post(address("filing-save"), {"upload": token, **more})  # type: ignore[return-value]


def test_checking_changes_nothing_and_saving_needs_no_second_upload(clerk: Client) -> None:
    answer = upload(clerk, workbook(GOOD))
    assert answer.status_code == 302 and "upload=" in answer["Location"]
    assert not Submission.objects.exists() and len(kept_files()) == 1
    page = clerk.get(answer["Location"]).content.decode()
    assert "已核对 2 行" in page and "保存并上报" in page
    save(clerk)
    assert Submission.objects.get().version == 1
    assert Row.objects.count() == 2


def test_what_was_filed_is_deleted_from_the_waiting_place(
    clerk: Client, django_capture_on_commit_callbacks: object
) -> None:
    upload(clerk, workbook(GOOD))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        save(clerk)
    assert kept_files() == []
    assert KeptUpload.objects.get().report == {}


def test_save_and_hand_in_takes_one_press(clerk: Client) -> None:
    upload(clerk, workbook([["小学", 600, 4, 0, 20, 9]]))
    given = {f"explain-{item['check']}": "情况属实" for item in KeptUpload.objects.get().report["warnings"]}
    assert given
    save(clerk, **{"hand-in": "yes", **given})
    assert Submission.objects.get().state == SubmissionState.SUBMITTED


def test_handing_in_without_words_for_a_warning_saves_and_asks(clerk: Client) -> None:
    upload(clerk, workbook([["小学", 600, 4, 0, 20, 9]]))
    answer = save(clerk, **{"hand-in": "yes"})
    assert Submission.objects.get().state == SubmissionState.DRAFT
    assert "应为对提醒的一句说明，现为空白" in clerk.get(answer["Location"]).content.decode()


def test_pressing_save_twice_files_once(clerk: Client) -> None:
    upload(clerk, workbook(GOOD))
    token = KeptUpload.objects.get().token
    for _ in range(2):
        assert clerk.post(address("filing-save"), {"upload": token}).status_code == 302
    assert SubmissionVersion.objects.count() == 1


def test_the_preview_names_what_would_change(clerk: Client) -> None:
    upload(clerk, workbook(GOOD))
    save(clerk)
    upload(clerk, workbook([GOOD[0], ["初中", 91, 3, 30, 10, 8]]), reason="转入一人")
    report = KeptUpload.objects.get(submission=None).report
    assert report["kinds"] == {"added": 0, "changed": 1, "removed": 0}
    assert report["changes"] == [{"kind": "changed", "key": "初中", "cells": [["学生数", "90", "91"]]}]
    save(clerk)
    assert SubmissionVersion.objects.get(number=2).reason == "转入一人"


def test_a_version_saved_since_the_check_stops_the_old_upload(desk: Desk, clerk: Client) -> None:
    upload(clerk, workbook(GOOD))
    services.file_workbook(
        actor=desk.reviewer,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=PERIOD,
        name="别人.xlsx",
        data=workbook([GOOD[0]]),
    )
    answer = save(clerk)
    assert answer.status_code == 422 and "已有第 1 版" in answer.content.decode()
    assert Row.objects.count() == 1


def test_wrong_cells_are_named_and_come_back_marked(clerk: Client) -> None:
    answer = upload(clerk, workbook(BAD))
    page = answer.content.decode()
    assert answer.status_code == 422 and "B4" in page and "九十" in page
    assert not Submission.objects.exists()
    body = clerk.get(address("marked-download"), {"upload": KeptUpload.objects.get().token})
    sheet = openpyxl.load_workbook(io.BytesIO(body.content))["上报"]
    assert [sheet.cell(4, column).value for column in range(1, 7)] == ["初中", "九十", 3, 30, 10, 8]
    assert sheet["B4"].comment is not None and "九十" in sheet["B4"].comment.text
    assert sheet["B4"].fill.fgColor.rgb != sheet["A4"].fill.fgColor.rgb
    assert sheet["A3"].comment is None


@pytest.mark.parametrize("rows", [GOOD, BAD], ids=["right", "wrong"])
def test_what_was_not_read_is_named_whether_cells_are_wrong_or_not(clerk: Client, rows: list[list[object]]) -> None:
    """A column that nobody asked for, another sheet, a hidden row."""
    book = openpyxl.load_workbook(io.BytesIO(workbook([[*row, "新来"] for row in rows], [*HEADING, "班主任手机"])))
    book["上报"].row_dimensions[4].hidden = True
    other = book.create_sheet("底稿")
    for line in (["设备", "数量"], ["电脑", 3], ["投影", 2]):
        other.append(line)
    book.save(buffer := io.BytesIO())
    answer = upload(clerk, buffer.getvalue())
    token = KeptUpload.objects.get().token
    page = clerk.get(address(), {"upload": token}).content.decode()
    assert answer.status_code == (302 if rows is GOOD else 422)
    facts = page.partition('class="facts')[2].partition('class="cells-table"')[0]
    assert "班主任手机" in facts and "底稿" in facts and "隐藏" in facts
    assert f'?upload={token}&amp;columns=1">修改</a>' in facts
    asked = clerk.get(address(), {"upload": token, "columns": "1"}).content.decode()
    assert "班主任手机" in asked and "<select" in asked


def test_the_marked_table_mended_is_taken(clerk: Client) -> None:
    upload(clerk, workbook(BAD))
    body = clerk.get(address("marked-download"), {"upload": KeptUpload.objects.get().token})
    book = openpyxl.load_workbook(io.BytesIO(body.content))
    book["上报"]["B4"] = 90
    book.save(buffer := io.BytesIO())
    assert upload(clerk, buffer.getvalue()).status_code == 302
    save(clerk)
    assert Submission.objects.get().version == 1


def test_a_formula_in_the_users_table_comes_back_as_text(clerk: Client) -> None:
    upload(clerk, ",".join(HEADING).encode() + b"\n=1+1,90,3,30,10,8\n", "上报.csv")
    body = clerk.get(address("marked-download"), {"upload": KeptUpload.objects.get().token})
    cell = openpyxl.load_workbook(io.BytesIO(body.content)).worksheets[1]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_kept_upload_is_its_users_and_its_filings_alone(desk: Desk, clerk: Client) -> None:
    location = upload(clerk, workbook(GOOD))["Location"]
    token = KeptUpload.objects.get().token
    reviewer = client_of("reviewer")  # may file here too, but it is not his upload
    for answer in (
        reviewer.get(location),
        reviewer.post(address("filing-save"), {"upload": token}),
        reviewer.get(address("marked-download"), {"upload": token}),
    ):
        assert answer["Location"] == address("filing-page")
    elsewhere = ["county-base.school_roll", "2025H2", "S1"]
    for answer in (
        clerk.post(address("filing-save", *elsewhere), {"upload": token}),
        clerk.get(address("filing-page", *elsewhere), {"upload": token}),
    ):
        assert answer["Location"] == address("filing-page", *elsewhere)
    assert not Submission.objects.exists()


def test_a_page_of_an_upload_that_was_replaced_leads_to_the_newer_one(clerk: Client) -> None:
    first = upload(clerk, workbook(GOOD))["Location"]
    token = KeptUpload.objects.get().token
    newer = upload(clerk, workbook([GOOD[0]]))["Location"]
    for answer in (
        clerk.post(address("filing-save"), {"upload": token, "hand-in": "yes"}, follow=True),
        clerk.get(first, follow=True),
        clerk.post(address("filing-discard"), {"upload": token}, follow=True),
    ):
        assert answer.redirect_chain == [(newer, 302)] and "又上传了另一个文件" in answer.content.decode()
    assert not Submission.objects.exists() and KeptUpload.objects.count() == 1


def test_words_given_on_the_preview_stay_when_it_is_only_saved(clerk: Client) -> None:
    upload(clerk, workbook([["小学", 600, 4, 0, 20, 9]]))
    token, check = KeptUpload.objects.get().token, KeptUpload.objects.get().report["warnings"][0]["check"]
    page = clerk.post(address("filing-save"), {"upload": token, f"explain-{check}": "合并班级"}, follow=True)
    assert 'value="合并班级"' in page.content.decode()


def test_a_changed_file_is_not_filed(clerk: Client) -> None:
    upload(clerk, workbook(GOOD))
    uploads.path_of(KeptUpload.objects.get()).write_bytes(workbook([GOOD[0]]))
    answer = save(clerk)
    assert answer.status_code == 422 and "被改动" in answer.content.decode()
    assert not Submission.objects.exists()


def test_an_expired_upload_is_gone_with_its_bytes(clerk: Client) -> None:
    location = upload(clerk, workbook(GOOD))["Location"]
    KeptUpload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "已经不在" in clerk.get(location, follow=True).content.decode()
    assert services.delete_expired() == 1
    assert kept_files() == [] and not KeptUpload.objects.exists()


def test_bytes_that_a_crash_left_without_a_row_are_swept(clerk: Client) -> None:
    upload(clerk, workbook(GOOD))
    stray = live.DATA_DIR / "uploads" / "stray"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    services.delete_expired()
    assert kept_files() == [KeptUpload.objects.get().token]


def test_a_new_upload_takes_the_place_of_the_waiting_one(clerk: Client) -> None:
    for _ in range(3):
        upload(clerk, workbook(GOOD))
    assert KeptUpload.objects.count() == 1 and len(kept_files()) == 1


def test_throwing_away_leaves_nothing(clerk: Client) -> None:
    upload(clerk, workbook(GOOD))
    clerk.post(address("filing-discard"), {"upload": KeptUpload.objects.get().token})
    assert kept_files() == [] and not KeptUpload.objects.exists() and not Submission.objects.exists()


def test_a_long_workbook_goes_to_the_background(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGE_BYTES", 10)
    answer = upload(clerk, workbook(GOOD))
    job = Job.objects.get(kind="ledger-import")
    assert answer["Location"] == reverse("core:job-detail", args=[job.pk])
    assert not Submission.objects.exists()
    assert reverse("core:job-detail", args=[job.pk]) in clerk.get(address()).content.decode()
    run_one(job.pk)
    assert Submission.objects.get().version == 1
    assert reverse("core:job-detail", args=[job.pk]) not in clerk.get(address()).content.decode()


def test_an_empty_table_is_filed_only_as_a_nil_report(desk: Desk, clerk: Client) -> None:
    location = upload(clerk, workbook([]))["Location"]
    assert "表头下面没有数据" in clerk.get(location).content.decode()
    answer = save(clerk)
    assert answer.status_code == 422 and not Submission.objects.exists()
    save(clerk, nil="yes")
    assert Submission.objects.get().version == 1 and not Row.objects.exists()


def test_a_nil_report_needs_no_workbook(clerk: Client) -> None:
    clerk.post(address("filing-nil"), {"nothing": "yes"})
    assert SubmissionVersion.objects.get().row_count == 0


def test_what_is_handed_in_shows_no_upload_form(clerk: Client) -> None:
    upload(clerk, workbook(GOOD))
    save(clerk, **{"hand-in": "yes"})
    page = clerk.get(address()).content.decode()
    assert 'name="workbook"' not in page and "暂时不能改" in page


def truncated() -> bytes:
    whole = workbook(GOOD)
    return whole[: len(whole) // 2]


def bomb() -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(210):
                sheet.write(b"0" * 1024 * 1024)
    return buffer.getvalue()


def of_ledger(key: str, period: object = PERIOD) -> bytes:
    packs = installed_packs()
    ledger = packs.ledger(key)
    return template_workbook(
        ledger=ledger,
        period=period,  # type: ignore[arg-type]
        pack_version="1",
        code_lists=code_lists_of(ledger, packs),
    )


BAD_FILES = {
    "empty": (lambda: b"", "上报.xlsx", "空文件"),
    "truncated": (truncated, "上报.xlsx", "不完整或已损坏"),
    "bomb": (bomb, "上报.xlsx", "新建工作簿"),
    "password": (lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "上报.xlsx", "去掉密码"),
    "ole-renamed": (lambda: OLE + b"\0" * 2000, "上报.xlsx", "另存一次"),
    "picture-renamed": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "上报.xls", "现为图片"),
    "text-renamed": ("关于报送数据的说明\n请各校认真填写。\n".encode, "上报.xlsx", "文本，只是改成了工作簿的文件名"),
    "page-renamed": (lambda: b"<html><body>404</body></html>", "上报.xls", "网页（HTML）"),
    "text": ("关于报送数据的说明\n".encode, "上报.csv", "没有找到这样的表头"),
    "no-heading": (lambda: workbook([[1, 2]], ["甲", "乙"]), "上报.xlsx", "没有找到这样的表头"),
    "wrong-ledger": (lambda: of_ledger("city-half-year.service_areas"), "模板.xlsx", "请到那张台账里上传"),
    "wrong-period": (
        lambda: of_ledger("county-base.school_roll", Period.parse("2099H1")),
        "模板.xlsx",
        "换成本期模板",
    ),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_told_in_chinese_and_changes_nothing(clerk: Client, kind: str) -> None:
    make, name, words = BAD_FILES[kind]
    answer = upload(clerk, make(), name)  # type: ignore[no-untyped-call]
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page and "Traceback" not in page
    assert not Submission.objects.exists() and not KeptUpload.objects.exists() and kept_files() == []


def test_an_xls_under_another_name_is_read_as_what_it_is(clerk: Client) -> None:
    """The content counts, not the name: a workbook called .xls or .et is taken all the same."""
    assert upload(clerk, workbook(GOOD), "上报.xls").status_code == 302


def test_a_file_over_the_limit_is_refused_before_it_is_read(clerk: Client, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    answer = upload(clerk, b"PK\x03\x04" + b"0" * 1024 * 1024 * 2)
    assert answer.status_code == 422 and "不超过 1 MB" in answer.content.decode()


def test_no_file_at_all_is_said(clerk: Client) -> None:
    answer = clerk.post(address(), {})
    assert answer.status_code == 422 and "没有选文件" in answer.content.decode()


@pytest.mark.parametrize(
    "place",
    [
        ["county-base.school_roll", "2026H1", "S99"],
        ["county-base.school_roll", "2026H3", "S1"],
        ["county-base.school_roll", "2026", "S1"],
        ["no.ledger", "2026H1", "S1"],
        ["organisation.org_units", "2026H1", "S1"],
    ],
)
def test_an_address_that_names_nothing_is_not_found(clerk: Client, place: list[str]) -> None:
    assert clerk.get(address("filing-page", *place)).status_code == 404


def test_a_unit_that_does_not_file_the_ledger_is_told(desk: Desk) -> None:
    answer = client_of("reviewer").post(
        address("filing-page", "county-base.school_roll", "2026H1", "QH"),
        {"workbook": SimpleUploadedFile("上报.xlsx", workbook(GOOD))},
    )
    assert answer.status_code == 422 and "应填这张台账的单位" in answer.content.decode()


def test_the_template_with_the_last_filing_is_an_export_in_the_audit_log(clerk: Client) -> None:
    upload(clerk, workbook(GOOD))
    save(clerk)
    body = clerk.get(reverse("ledgers:template-download", args=PLACE[:2]), {"org": "S1", "from": "filed"})
    sheet = openpyxl.load_workbook(io.BytesIO(body.content)).worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["小学", 120, 4, 0, 20, 9]
    assert AuditEvent.objects.filter(action="data.export", org_unit="S1").count() == 1


def test_an_unknown_org_unit_in_a_row_is_named_and_nothing_is_saved(desk: Desk) -> None:
    """A section lists other units by their codes."""
    desk.world.unit("JYG", kind="section", name="教育股")
    place = ["city-half-year.service_areas", "2026H1", "JYG"]
    heading = ["学校", "地段", "招生计划（人）", "执行日期"]
    rows = [["S1", "稻香镇", 120, "2026-03-01"], ["S99", "麦浪镇", 90, "2026-03-01"]]
    client, sheet = client_of("reviewer"), SimpleUploadedFile("地段.xlsx", workbook(rows, heading))
    answer = client.post(address("filing-page", *place), {"workbook": sheet})
    page = answer.content.decode()
    assert answer.status_code == 422 and "A4" in page and "S99" in page and " A3</th>" not in page
    assert not Submission.objects.exists()
