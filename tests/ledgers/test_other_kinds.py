"""Files that call themselves a workbook and are none: named, told what they are, alone and among others."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from taizhang.core.workbooks import UnreadableFile, check_upload
from taizhang.ledgers.models import DroppedFile, KeptUpload, Submission
from tests.ledgers.conftest import GOOD, HEADING, workbook
from tests.ledgers.test_several_files import ROLL, clerk, drop, owed, roll

__all__ = ["clerk"]
pytestmark = pytest.mark.django_db

TABLE = "<table><tr><td>学段</td><td>学生数</td></tr><tr><td>小学</td><td>120</td></tr></table>"


def packed(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return buffer.getvalue()


def saved_text() -> bytes:
    return "这是一段话，不是表格。\n第二行。\n".encode()


OTHERS = [
    (saved_text(), "文本，只是改成"),
    (f"<html><body>{TABLE}</body></html>".encode(), "网页（HTML）"),
    (f"\ufeff\n{TABLE}".encode(), "网页（HTML）"),
    (f"<!DOCTYPE html>{TABLE}".encode("utf-16"), "网页（HTML）"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 表格"),
    (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "网页存档"),
    (b"", "空文件"),
    (b"%PDF-1.7\n", "PDF"),
    (packed(word__document_xml="<w/>"), "Word 文档"),
    (packed(xl__workbook_bin="x"), ".xlsb"),
    (packed(table_xlsx="x"), "别种压缩文件，表格在里面"),
    (packed(words_txt="x"), "别种压缩文件，里面没有表格"),
]


@pytest.mark.parametrize(("data", "words"), OTHERS)
def test_alone_it_is_named_told_what_it_is_and_nothing_is_kept(clerk: Client, data: bytes, words: str) -> None:
    address = reverse("ledgers:filing-page", args=[ROLL, owed().code, "S1"])
    answer = clerk.post(address, {"workbook": SimpleUploadedFile("十月.xlsx", data)})
    told = answer.content.decode()
    assert answer.status_code == 422 and words in told and "十月.xlsx" in told
    assert not KeptUpload.objects.exists() and not Submission.objects.exists()


@pytest.mark.parametrize(("data", "words"), OTHERS)
@pytest.mark.parametrize("on_a_page", [True, False])
def test_among_others_it_is_named_and_the_others_keep_their_result(
    clerk: Client, data: bytes, words: str, on_a_page: bool
) -> None:
    address = reverse("ledgers:filing-page", args=[ROLL, owed().code, "S1"]) if on_a_page else ""
    where, states = drop(clerk, ("十月.xlsx", data), ("学籍.xlsx", roll()), address=address)
    assert states == ["refused", "taken"]
    page = clerk.get(where).content.decode()
    assert words in page and "十月.xlsx" in page and "1 行，没有错误" in page
    assert KeptUpload.objects.get().name == "学籍.xlsx" and not Submission.objects.exists()
    clerk.post(f"{where}save/")
    assert Submission.objects.get().version == 1


@pytest.mark.parametrize("name", ["学籍.xlsx", "学籍.xls"])
def test_a_table_of_commas_under_another_name_is_read_where_its_heading_is_known(clerk: Client, name: str) -> None:
    lines = [HEADING, *([str(cell) for cell in row] for row in GOOD)]
    text = "\n".join(",".join(line) for line in lines).encode("gbk")
    _where, states = drop(clerk, (name, text), ("说明.xlsx", saved_text()))
    assert states == ["taken", "refused"]
    assert DroppedFile.objects.get(number=1).upload is not None


def test_what_is_said_is_short_enough_to_be_read() -> None:
    for data, _words in OTHERS[1:]:
        with pytest.raises(UnreadableFile) as refused:
            check_upload("十月.xlsx", data, max_bytes=10**6)
        [problem] = refused.value.problems
        assert problem.where == "十月.xlsx"
        assert all(len(text.zh) <= 40 for text in (problem.expected, problem.found, problem.cure))


def test_a_true_workbook_is_read_whatever_it_is_called(clerk: Client) -> None:
    _where, states = drop(clerk, ("学籍.csv", workbook(GOOD)))
    assert states == ["taken"]
