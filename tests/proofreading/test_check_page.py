"""The proof-reader's page: what goes in, what is told, what is kept and what never is."""

from __future__ import annotations

import base64
import io
import re
import tempfile
from typing import Any

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed, Role
from taizhang.proofreading import services
from taizhang.proofreading.checking import MOST_BYTES, Source, checked, hash_of, pasted_source
from taizhang.proofreading.marks import finding_key, findings_told, segments
from taizhang.proofreading.models import NotAnError, SavedCheck
from tests.proofreading.documents import saved as docx_bytes
from tests.summaries import summaries_world as small

pytestmark = pytest.mark.django_db

WRONG = "全县共有学校120所，其中小学80所、初中30所。\n另有幼儿园12所。"
RIGHT = WRONG.replace("120", "110")


@pytest.fixture(autouse=True)
def county(db: None) -> None:
    small.build_units()


def office(name: str = "") -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(small.user(Role.OFFICE, name=name))
    return client


def post(client: Client, **data: Any) -> Any:
    return client.post(reverse("proofreading:check"), data)


def carried(text: str, **more: Any) -> dict[str, Any]:
    return {"name": "", "carried": base64.b64encode(text.encode()).decode(), **more}


def key_of(text: str) -> str:
    done = checked(pasted_source(text))
    return finding_key(done.document.text, done.contradictions[0])


def a_docx(text: str) -> bytes:
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    return docx_bytes(document)


def test_pasted_text_is_told_where_it_is_wrong_and_nothing_is_kept() -> None:
    page = post(office(), text=WRONG).content.decode()
    assert "1处不符" in page and 'data-verdict="contradiction">120所</a>' in page
    assert "80所 + 30所 = 110" in page and 'href="#mark-1"' in page
    assert not SavedCheck.objects.exists() and not AuditEvent.objects.exists()


def test_a_right_text_says_so() -> None:
    page = post(office(), text=RIGHT).content.decode()
    assert "0处不符" in page and "没有发现前后不符的数字。" in page


def test_a_file_is_read_and_comes_back_with_comments_without_being_sent_again() -> None:
    client, data = office(), a_docx(WRONG)
    page = post(client, file=SimpleUploadedFile("工作总结.docx", data)).content.decode()
    assert "工作总结.docx" in page and "第1段" in page and "加批注的原稿" in page
    field = re.search(r'name="carried" value="([^"]+)"', page)
    assert field is not None and base64.b64decode(field[1]) == data
    again = {"name": "工作总结.docx", "carried": field[1]}
    marked = post(client, **again, press="annotated")
    assert marked.content[:2] == b"PK" and marked.content != data
    assert "%E6%A0%A1" in marked["Content-Disposition"] or "docx" in marked["Content-Disposition"]
    silent = post(client, **again, press="annotated", not_error=_key_of_file(data))
    assert silent.content == data  # what was called no error gets no comment


def _key_of_file(data: bytes) -> str:
    done = checked(Source("工作总结.docx", data))
    return finding_key(done.document.text, done.contradictions[0])


def test_all_numbers_are_a_table_that_can_be_sorted_and_taken_home() -> None:
    client = office()
    page = post(client, **carried(WRONG), view="numbers", sort="-value").content.decode()
    assert page.index("<td>120所") < page.index("<td>80所") < page.index("<td>12所")
    assert 'aria-sort="descending"' in page
    book = load_workbook(io.BytesIO(post(client, **carried(WRONG), press="numbers").content))
    assert "120所" in [row[2].value for row in book.worksheets[0].iter_rows()]


def test_numbers_of_neighbouring_cells_stay_apart_and_a_year_has_no_value() -> None:
    page = post(office(), **carried("项目\t2024年\t2025年\n小学\t80\t82"), view="numbers").content.decode()
    assert "小学 <strong>80</strong> 82" in page and "2,024" not in page


def test_what_is_called_no_error_is_kept_only_with_the_document_and_told_to_who_checks_the_same_text() -> None:
    client, key = office("first"), key_of(WRONG)
    page = post(client, **carried(WRONG), press=f"say:{key}").content.decode()
    assert "0处不符" in page and "还没有保存" in page and not NotAnError.objects.exists()
    assert "1处不符" in post(client, **carried(WRONG), not_error=key, press=f"unsay:{key}").content.decode()
    answer = post(client, **carried(WRONG), not_error=key, press="save")
    assert answer.status_code == 302
    assert "标为不是错误" in client.get(answer["Location"]).content.decode()
    other = post(office("second"), file=SimpleUploadedFile("别名.txt", WRONG.encode())).content.decode()
    assert "0处不符" in other and "first于" in other and f"unsay:{key}" not in other
    assert "1处不符" in post(office("second"), text=WRONG.replace("120", "130")).content.decode()


def test_what_was_called_no_error_stays_so_when_another_place_of_the_document_is_mended() -> None:
    client, key = office("first"), key_of(WRONG)
    post(client, **carried(WRONG), not_error=key, press="save")
    mended = WRONG.replace("12所", "15所")
    page = post(client, **carried("新的开头。\n" + mended)).content.decode()
    assert "0处不符" in page and f"unsay:{key}" in page
    address = post(client, **carried(mended), press="save")["Location"]
    client.post(address, {"press": f"unsay:{key}"})
    assert not NotAnError.objects.exists()
    assert "1处不符" in post(client, **carried(WRONG)).content.decode()


def test_a_saved_document_is_its_owners_alone_and_goes_without_a_trace_of_its_words() -> None:
    client = office("first")
    address = post(client, **carried(WRONG), press="save")["Location"]
    saved = SavedCheck.objects.get()
    assert saved.text_hash == hash_of(WRONG) and bytes(saved.data).decode() == WRONG
    assert office("second").get(address).status_code == 404
    assert "粘贴的文字" in client.get(reverse("proofreading:check")).content.decode()
    key = key_of(WRONG)
    client.post(address, {"press": f"say:{key}"})
    client.post(address, {"press": "say:nothing"})
    assert [row.finding for row in NotAnError.objects.all()] == [key]
    client.post(address, {"press": f"unsay:{key}"})
    assert not NotAnError.objects.exists()
    assert client.post(reverse("proofreading:saved-remove", args=[saved.pk])).status_code == 302
    assert not SavedCheck.objects.exists()
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["check.save", "check.answer", "check.withdraw", "check.remove"]
    assert "学校" not in "".join(event.canonical for event in AuditEvent.objects.all())


def test_saving_the_same_twice_keeps_one() -> None:
    client = office()
    assert [post(client, **carried(WRONG), press="save").status_code for _ in range(2)] == [302, 302]
    assert SavedCheck.objects.count() == 1


def test_nobody_changes_what_another_saved() -> None:
    source = pasted_source(WRONG)
    first, second = small.actor(Role.OFFICE, name="first"), small.actor(Role.OFFICE, name="second")
    kept = services.save_check(actor=first, source=source, checked=checked(source))
    with pytest.raises(NotAllowed):
        services.remove_check(actor=second, saved=kept)


def test_at_most_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_SAVED", 1)
    client = office()
    post(client, **carried(WRONG), press="save")
    refused = post(client, **carried(RIGHT), press="save")
    assert refused.status_code == 422 and "请先删去不用的" in refused.content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "请选择文件，或粘贴文字"),
        ({"carried": "not base64!"}, "请选择文件，或粘贴文字"),
        ({"file": SimpleUploadedFile("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))}, "另存为 .docx"),
        ({"file": SimpleUploadedFile("坏.docx", b"PK\x03\x04" + bytes(50))}, "坏.docx"),
    ],
)
def test_what_cannot_be_read_is_told_on_the_same_page(sent: dict[str, Any], words: str) -> None:
    answer = post(office(), **sent)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_a_file_that_is_too_large_is_refused_without_touching_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_disk(*args: object, **kwargs: object) -> None:
        raise AssertionError("an upload went to the disk")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", no_disk)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", no_disk)
    answer = post(office(), file=SimpleUploadedFile("大.txt", b"1" * (MOST_BYTES + 5)))
    assert answer.status_code == 422 and "最多 6 MB" in answer.content.decode()
    assert (
        post(office(), file=SimpleUploadedFile("中.txt", (WRONG * 60_000).encode()[: MOST_BYTES - 9])).status_code
        == 422
    )


def test_the_page_is_closed_to_forgers_and_to_who_reads_no_summaries() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(small.user(Role.OFFICE))
    assert post(strict, text=WRONG).status_code == 403
    clerk = small.client(Role.SCHOOL_CLERK, "S1")
    assert post(clerk, text=WRONG).status_code == 403
    assert Client().get(reverse("proofreading:check")).status_code == 302


def test_a_strangers_text_stays_text() -> None:
    page = post(office(), text="<script>alert(1)</script>共有120所，其中小学80所、初中30所。").content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_the_segments_are_the_whole_text_and_no_number_is_marked_twice() -> None:
    done = checked(pasted_source(WRONG * 3))
    parts = list(segments(done.document.text, done.report.findings, findings_told(done, {}, "zh")))
    assert "".join(part.text for part in parts) == done.document.text
    numbers = [part.number for part in parts if part.number]
    assert numbers and len(numbers) == len(set(numbers))


def test_the_summaries_lead_to_it() -> None:
    page = office().get(reverse("summaries:summary-list")).content.decode()
    assert f'href="{reverse("proofreading:check")}"' in page
