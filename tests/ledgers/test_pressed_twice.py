"""A double click, and a press again after an answer that was lost: one version, one handing in, and no error shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.models import AuditEvent
from taizhang.ledgers import services
from taizhang.ledgers.models import KeptUpload, Submission, SubmissionEvent, SubmissionVersion
from tests.ledgers.conftest import PERIOD, Desk, workbook
from tests.ledgers.test_services import file, filed

pytestmark = pytest.mark.django_db
CELLS = {
    "stage": "小学",
    "pupils": "120",
    "classes": "4",
    "boarders": "0",
    "migrant_pupils": "20",
    "full_time_teachers": "9",
}


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def page_after(client: Client, answer: HttpResponse) -> str:
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["Location"]).content.decode()


def same_twice(client: Client, press: Callable[[], HttpResponse]) -> str:
    """The page after the second press, which is the one that a browser shows."""
    assert "note-error" not in page_after(client, press())
    page = page_after(client, press())
    assert "note-error" not in page, page[page.index("note-error") :][:200]
    return page


def moves() -> list[tuple[str, str]]:
    return list(SubmissionEvent.objects.order_by("pk").values_list("from_state", "to_state"))


def kept(desk: Desk) -> KeptUpload:
    return services.receive(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD, name="上报.xlsx",
        data=workbook([["小学", 120, 4, 0, 20, 9]]),
    )  # fmt: skip


def test_an_upload_is_filed_and_handed_in_once(desk: Desk) -> None:
    client, upload = client_of("clerk"), kept(desk)
    words = {f"explain-{item['check']}": "情况属实" for item in upload.report["warnings"]}
    address = reverse("ledgers:filing-save", args=[desk.ledger.key, PERIOD.code, "S1"])
    page = same_twice(client, lambda: client.post(address, {"upload": upload.token, "hand-in": "yes", **words}))
    assert "/receipts/" in page
    assert SubmissionVersion.objects.count() == 1 and moves() == [("draft", "submitted")]


def test_of_two_presses_at_once_the_later_is_told_what_the_earlier_did(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later one has read the workbook while the earlier one was still saving."""
    upload, inner = kept(desk), services.uploads.check_workbook
    first = []

    def check_and_be_overtaken(**filing: object) -> object:
        checked = inner(**filing)  # type: ignore[arg-type]
        if not first:
            first.append(True)
            first.append(services.file_kept(actor=desk.clerk, upload=KeptUpload.objects.get(pk=upload.pk)))
        return checked

    monkeypatch.setattr(services.uploads, "check_workbook", check_and_be_overtaken)
    later = services.file_kept(actor=desk.clerk, upload=upload)
    assert (later.repeated, later.version, later.submission) == (True, 1, Submission.objects.get())
    assert SubmissionVersion.objects.count() == 1


def test_a_press_whose_bytes_go_while_it_looks_is_told_what_the_earlier_did(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = kept(desk)
    late = KeptUpload.objects.get(pk=upload.pk)
    first = services.file_kept(actor=desk.clerk, upload=upload)
    services.uploads.path_of(upload).unlink()
    monkeypatch.setattr(Path, "exists", lambda *_args, **_named: True)  # they were there a moment ago
    later = services.file_kept(actor=desk.clerk, upload=late)
    assert (later.repeated, later.version, later.submission) == (True, 1, first.submission)


def test_the_phone_files_once(desk: Desk) -> None:
    client = client_of("clerk")
    cells = {f"c.n1.{name}": text for name, text in CELLS.items()}
    marks = {"row": "n1", "revision": 0, "base": 0, "client": "p", "sequence": 1, "token": "t" * 20, "go": "file"}
    address = reverse("ledgers:phone-form", args=[desk.ledger.key, PERIOD.code, "S1"])
    same_twice(client, lambda: client.post(address, marks | cells))
    assert SubmissionVersion.objects.count() == 1


def test_handing_in_and_taking_back_happen_once(desk: Desk) -> None:
    client, result = client_of("clerk"), file(desk)
    assert result.submission is not None and result.version == 1
    words = {f"explain-{item['check']}": "情况属实" for item in result.submission.versions.get().warnings}
    hand_in = reverse("ledgers:submission-submit", args=[result.submission.pk])
    same_twice(client, lambda: client.post(hand_in, words))
    same_twice(client, lambda: client.post(reverse("ledgers:submission-withdraw", args=[result.submission.pk])))
    assert moves() == [("draft", "submitted"), ("submitted", "draft")]


def test_what_the_reviewer_presses_happens_once(desk: Desk) -> None:
    client, submission = client_of("reviewer"), filed(desk)
    same_twice(client, lambda: client.post(reverse("ledgers:submission-accept", args=[submission.pk]), {"version": 1}))
    reopen = reverse("ledgers:submission-reopen", args=[submission.pk])
    same_twice(client, lambda: client.post(reopen, {"reason": "漏报一名教师"}))
    assert moves()[1:] == [("submitted", "accepted"), ("accepted", "reopened")]
    assert AuditEvent.objects.filter(action="submission.accepted").count() == 1


def test_a_lot_accepted_twice_is_counted_as_accepted(desk: Desk) -> None:
    client, submission = client_of("reviewer"), filed(desk)
    form = {"selected": [f"{submission.pk}-1"]}
    client.get(reverse("ledgers:submission-detail", args=[submission.pk]))  # opened, as the sample
    page = same_twice(client, lambda: client.post(reverse("ledgers:review-queue"), form))
    assert "已通过 1 份。" in page
    assert moves()[1:] == [("submitted", "accepted")]


def test_what_a_colleague_did_meanwhile_is_still_told(desk: Desk) -> None:
    """Only one's own press is taken for the same one."""
    submission = filed(desk)
    services.return_(actor=desk.reviewer, submission=submission, comment="请写明")
    desk.world.person(None, username="second")
    from taizhang.core.permissions import Role
    from taizhang.organisation.models import OrgUnit, RoleGrant

    second = User.objects.get(username="second")
    county = OrgUnit.objects.get(code="QH")
    RoleGrant.objects.create(user=second, role=Role.SECTION_CLERK, org_unit=county, valid_from="2024-01-01")
    client = client_of("second")
    answer = client.post(reverse("ledgers:submission-return", args=[submission.pk]), {"version": 1, "reason": "请写明"})
    assert "note-error" in page_after(client, answer)


def phone(client: Client, address: str, cells: Mapping[str, str], **marks: object) -> Any:
    sent = {"row": "n1", "revision": 0, "base": 0, "client": "p", **marks}
    return client.post(address, sent | {f"c.n1.{name}": text for name, text in cells.items()})


@pytest.mark.parametrize("go", ["file", "hand-in"])
def test_what_is_typed_after_a_press_whose_answer_was_lost_changes_the_row_and_makes_no_second(
    desk: Desk, go: str
) -> None:
    """The page still calls the row as its draft did, and stands on no version."""
    client, address = client_of("clerk"), reverse("ledgers:phone-form", args=[desk.ledger.key, PERIOD.code, "S1"])
    assert phone(client, address, CELLS, sequence=1, token="a" * 20, go="file").status_code == 302
    later = {**CELLS, "pupils": str(int(CELLS["pupils"]) - 1)}
    told = phone(client, address, later, sequence=2, token="b" * 20, answer="json")
    assert told.status_code == 409
    again = phone(client, address, later, sequence=3, token="b" * 20, go=go)
    assert again.status_code == 409 and "第 1 行，共 1 行" in again.content.decode()
    revision = told.json()["revision"]
    phone(client, address, later, sequence=4, revision=revision, answer="json")
    phone(client, address, later, sequence=5, revision=revision + 1, token="c" * 20, go=go)
    rows = Submission.objects.get().rows.filter(removed_in__isnull=True)
    assert [orjson.loads(one.data)["pupils"] for one in rows] == [int(later["pupils"])]
