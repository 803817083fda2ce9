"""A correction by workbook: its reason is asked for before anything is saved, on the page that saves it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from taizhang.ledgers import services
from taizhang.ledgers.models import KeptUpload, Submission, SubmissionState
from tests.ledgers.conftest import GOOD, Desk, workbook
from tests.ledgers.test_filing_pages import address, client_of, save
from tests.ledgers.test_services import file, filed

pytestmark = pytest.mark.django_db
MENDED = [["小学", 119, *GOOD[0][2:]], GOOD[1]]
WHY = "漏报转出一人，现更正。"


@pytest.fixture
def clerk(desk: Desk) -> Client:
    """Of a filing that was accepted and opened for correction."""
    services.accept(actor=desk.reviewer, submission=filed(desk))
    services.reopen(actor=desk.reviewer, submission=Submission.objects.get(), reason="请更正")
    return client_of("clerk")


def preview(client: Client, reason: str = "") -> str:
    sent = {"workbook": SimpleUploadedFile("上报.xlsx", workbook(MENDED)), "reason": reason}
    answer = client.post(address(), sent)
    return client.get(answer["Location"]).content.decode()


def test_the_reason_is_asked_for_where_it_is_saved_and_handed_in(desk: Desk, clerk: Client) -> None:
    page = preview(clerk)
    assert 'name="reason" value="" required' in page
    given = {f"explain-{item['check']}": "属实" for item in KeptUpload.objects.get().report["warnings"]}
    save(clerk, **{"hand-in": "yes", "reason": WHY, **given})
    submission = Submission.objects.get()
    assert (submission.version, submission.state) == (2, SubmissionState.SUBMITTED)
    assert submission.versions.get(number=2).reason == WHY


def test_what_was_said_with_the_upload_stands_there_and_may_be_mended(desk: Desk, clerk: Client) -> None:
    assert 'value="先写的理由" required' in preview(clerk, "先写的理由")
    save(clerk, reason=WHY)
    assert Submission.objects.get().versions.get(number=2).reason == WHY


def test_the_reason_goes_along_to_the_background(desk: Desk, clerk: Client) -> None:
    preview(clerk)
    services.file_later(actor=desk.clerk, upload=KeptUpload.objects.get(), reason=WHY)
    assert KeptUpload.objects.get().reason == WHY


def test_what_is_no_correction_is_not_asked_for_a_reason(desk: Desk) -> None:
    file(desk, GOOD)
    assert 'name="reason"' not in preview(client_of("clerk"))
