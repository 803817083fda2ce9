"""The workbook to fill in: what it brings along, what is not read back, and how it opens and prints."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import LedgerKind
from taizhang.engine.periods import Period
from taizhang.ledgers import services
from taizhang.ledgers.models import KeptUpload, Row, Submission, SubmissionVersion
from taizhang.ledgers.template import Filled, template_workbook
from taizhang.ledgers.validation import code_lists_of
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook

PLACE = ["county-base.school_roll", "2026H1", "S1"]
LAST = PERIOD.previous()


@pytest.fixture
def clerk(desk: Desk) -> Client:
    """Last period is accepted: 120 and 90 pupils."""
    services.file_workbook(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=LAST, name="上期.xlsx", data=workbook(GOOD)
    )
    filed = services.submit(actor=desk.clerk, submission=Submission.objects.get(), explanations={})
    services.accept(actor=desk.reviewer, submission=filed)
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    return client


def template(client: Client, filled: str) -> Any:
    body = client.get(reverse("ledgers:template-download", args=PLACE[:2]), {"org": "S1", "from": filled})
    assert body.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(body.content))


def upload(client: Client, book: Any) -> HttpResponse:
    book.save(buffer := io.BytesIO())
    page = reverse("ledgers:filing-page", args=PLACE)
    return client.post(page, {"workbook": SimpleUploadedFile("模板.xlsx", buffer.getvalue())})  # type: ignore[return-value]


def wrong() -> list[tuple[str, str]]:
    return [(item["key"], item["found"]["zh"]) for item in KeptUpload.objects.get(submission=None).report["problems"]]


def test_copied_values_are_grey_and_each_row_must_be_confirmed(clerk: Client) -> None:
    book = template(clerk, "copied")
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[2]][-1] == "已核对"
    assert [cell.value for cell in sheet[3]] == ["小学", 120, 4, 0, 20, 9, None]
    assert sheet["B3"].font.color.rgb.endswith("6B7780") and sheet["A3"].font.color.rgb != sheet["B3"].font.color.rgb
    assert upload(clerk, book).status_code == 422
    assert wrong() == [("G3", "本行 5 格还是上期数，未核对"), ("G4", "本行 5 格还是上期数，未核对")]
    assert Submission.objects.filter(period_code="2026H1").count() == 0
    sheet["G3"] = "是"
    sheet["B4"] = 93
    upload(clerk, book)
    assert wrong() == [("G4", "本行 4 格还是上期数，未核对")]
    sheet["G4"] = "是"
    assert upload(clerk, book).status_code == 302
    assert KeptUpload.objects.get(submission=None).report["rows"] == 2


def test_a_new_row_needs_no_mark_and_a_mark_alone_is_no_row(clerk: Client) -> None:
    book = template(clerk, "copied")
    sheet = book.worksheets[0]
    for row in range(3, 9):
        sheet[f"G{row}"] = "是"
    for column, value in enumerate(["普通高中", 60, 2, 60, 1, 7], start=1):
        sheet.cell(5, column, value)
    sheet["G5"] = None
    assert upload(clerk, book).status_code == 302
    report = KeptUpload.objects.get(submission=None).report
    assert (report["rows"], report["unknown"]) == (3, [])


def test_marks_that_were_taken_out_confirm_nothing(clerk: Client) -> None:
    book = template(clerk, "copied")
    book.worksheets[0].delete_cols(7)
    assert upload(clerk, book).status_code == 422
    assert [key for key, _found in wrong()] == ["B3", "B4"]


def test_last_periods_values_stand_beside_in_grey_and_are_never_read(clerk: Client) -> None:
    book = template(clerk, "beside")
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[2]][:5]
    assert titles == ["学段＊", "学生数（人）＊", "上期：学生数（人）", "班级数（个）＊", "上期：班级数（个）"]
    assert [cell.value for cell in sheet[3]][:5] == ["小学", None, 120, None, 4]
    assert upload(clerk, book).status_code == 422, "the names alone are no filing"
    for column, value in zip("BDFHJ", (121, 4, 0, 20, 9), strict=True):
        sheet[f"{column}3"] = value
    sheet["A4"] = None  # what is no more: its grey values do not make a row
    assert upload(clerk, book).status_code == 302
    report = KeptUpload.objects.get(submission=None).report
    assert (report["rows"], report["unknown"]) == (1, [])
    clerk.post(reverse("ledgers:filing-save", args=PLACE), {"upload": KeptUpload.objects.get(submission=None).token})
    assert '"pupils":121' in Row.objects.get(submission__period_code="2026H1").data


def test_title_and_meta_move_along_with_the_period(clerk: Client) -> None:
    book = template(clerk, "copied")
    assert book.worksheets[0]["A1"].value.endswith(f"（{PERIOD.title.zh}）")
    assert ("period", "2026H1") in [(row[0].value, row[1].value) for row in book["_taizhang"].rows]


def test_without_a_last_period_nothing_is_offered_and_the_template_is_empty(desk: Desk) -> None:
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    assert "from=copied" not in client.get(reverse("ledgers:filing-page", args=PLACE)).content.decode()
    sheet = template(client, "copied").worksheets[0]
    assert sheet.max_row == 2 and sheet["G2"].value is None


def test_of_a_nil_return_nothing_is_offered(clerk: Client) -> None:
    page = reverse("ledgers:filing-page", args=PLACE)
    assert "from=copied" in clerk.get(page).content.decode()
    SubmissionVersion.objects.update(row_count=0)
    assert "from=copied" not in clerk.get(page).content.decode()


def test_a_journal_offers_no_last_period(clerk: Client) -> None:
    journal = next(item for item in installed_packs().ledgers.values() if item.kind is LedgerKind.JOURNAL)
    code = Period.containing(PERIOD.first, journal.period_kind).code
    place = [journal.key, code]
    answer = clerk.get(reverse("ledgers:template-download", args=place), {"org": "S1", "from": "copied"})
    assert answer.status_code == 404
    assert clerk.get(reverse("ledgers:template-download", args=place), {"from": "nonsense"}).status_code == 404


def test_beside_a_wide_table_last_period_stands_in_notes() -> None:
    ledger = installed_packs().ledger(widest(LedgerKind.REGISTER))
    codes, rows = code_lists_of(ledger, installed_packs()), some_rows(ledger.key)[:2]
    body = template_workbook(
        ledger=ledger, period=PERIOD, pack_version="1", code_lists=codes, rows=rows, filled=Filled.BESIDE
    )
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    assert sheet.max_column == len(ledger.fields)
    for column, item in enumerate(ledger.fields, start=1):
        cell = sheet.cell(3, column)
        assert (cell.value is not None) == (item.id in ledger.row_key)
        assert item.id in ledger.row_key or cell.comment.text.startswith("上期：")


# LibreOffice as the judge


def some_rows(key: str) -> list[dict[str, Any]]:
    """Rows enough for several pages, as wide as they come."""
    ledger = installed_packs().ledger(key)
    codes = code_lists_of(ledger, installed_packs())
    shapes: dict[str, Callable[[Any, int], object]] = {
        "integer": lambda item, at: at,
        "number": lambda item, at: f"{at}.5",
        "date": lambda item, at: "2026-03-05",
        "boolean": lambda item, at: True,
        "code": lambda item, at: next(iter(codes[item.code_list].codes)),
        "string": lambda item, at: f"{item.title.zh}第{at}项",
    }
    return [{item.id: shapes[item.type](item, at) for item in ledger.fields} for at in range(1, 120)]


def widest(kind: LedgerKind) -> str:
    found = [item for item in installed_packs().ledgers.values() if item.kind is kind and not item.system]
    return max(found, key=lambda item: len(item.fields)).key


def test_every_kind_of_template_opens_without_repair_and_prints_one_page_wide(tmp_path: Path) -> None:
    """One page wide: LibreOffice makes as many pages as the rows need, none of them for columns that did not fit. So
    the last column's title stands on every page, as the first one's does."""
    made = {}
    for key in (widest(LedgerKind.REGISTER), widest(LedgerKind.RETURN)):
        ledger = installed_packs().ledger(key)
        for filled in Filled:
            file = tmp_path / f"{ledger.id}-{filled or 'empty'}.xlsx"
            rows = some_rows(key) if filled else []
            period = Period.containing(PERIOD.first, ledger.period_kind)
            codes = code_lists_of(ledger, installed_packs())
            body = template_workbook(
                ledger=ledger, period=period, pack_version="1", code_lists=codes, rows=rows, filled=filled
            )
            file.write_bytes(body)
            made[file] = ledger, bool(rows)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), *map(str, made)], check=True, capture_output=True, timeout=300)
    for file, (ledger, long) in made.items():
        text = subprocess.run(
            ["pdftotext", "-layout", str(file.with_suffix(".pdf")), "-"], check=True, capture_output=True, timeout=60
        ).stdout.decode()
        pages = [page for page in text.split("\f") if page.strip()]
        assert len(pages) > 1 if long else len(pages) == 1, file.name
        first, last = (ledger.fields[at].title.zh[:2] for at in (0, -1))
        for page in pages:
            assert first in page and last in page, (file.name, page[:200])
