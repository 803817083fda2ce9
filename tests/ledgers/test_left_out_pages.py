"""What was not read as a row is told wherever a reading is told: page, message after saving, log, API."""

from __future__ import annotations

import pytest
from django.urls import reverse

from taizhang.core import jobs
from taizhang.core.packs import installed_packs
from taizhang.ledgers import services
from taizhang.ledgers.models import KeptUpload, Row, Submission
from taizhang.ledgers.services import uploads
from tests.ledgers.conftest import GOOD, PERIOD, Desk
from tests.ledgers.corpus.books import book
from tests.ledgers.corpus.cases import hide
from tests.ledgers.corpus.ledgers import ROLL
from tests.ledgers.test_filing_pages import address, client_of, upload

pytestmark = pytest.mark.django_db
TOTAL = ["合计", 310, 7, 30, 30, 17]
NOTE = ["填表人：禾守安   联系电话：13900001234"]


def office_book() -> bytes:
    return book([ROLL, *GOOD, TOTAL, NOTE], others={"班级": [["班级", "人数"], ["一1班", 40]]}, change=hide)


def test_the_page_names_lines_totals_hidden_rows_and_other_sheets(desk: Desk) -> None:
    clerk = client_of("clerk")
    upload(clerk, office_book())
    kept = KeptUpload.objects.get()
    page = clerk.get(f"{address()}?upload={kept.token}").content.decode()
    for words in (
        "有 2 行没有当作数据读入",
        "第 4 行",
        "合计 310 7 30 30 17",
        "B4 写 310，各行相加是 210",
        "第 5 行",
        "139****34",
        "第 2 行（共 1 行），D 列",
        "班级 不是这张台账的表，没有读。",
        "合计与各行相加不符，请核对有没有漏行。",
    ):
        assert words in page, words
    assert "13900001234" not in page
    done = clerk.post(address("filing-save"), {"upload": kept.token}, follow=True)
    assert "有 2 行没有当作数据（合计、说明、其他单位等）：表中第 4、5 行。" in done.content.decode()
    assert Row.objects.count() == len(GOOD)


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (["合计"], "没有比较"),
        (["合计", "见附表", "", "—"], "没有比较"),
        (["合计", 210, 7, 30, 30, 17], "相符"),
    ],
)
def test_a_total_without_numbers_agrees_with_nothing(desk: Desk, total: list[object], words: str) -> None:
    clerk = client_of("clerk")
    upload(clerk, book([ROLL, *GOOD, total]))
    page = clerk.get(f"{address()}?upload={KeptUpload.objects.get().token}").content.decode()
    told = page[page.index('id="left-out"') :]
    assert words in told and ("相符" in told) is (words == "相符")


def test_a_total_that_differs_must_be_explained(desk: Desk) -> None:
    clerk = client_of("clerk")
    upload(clerk, office_book())
    kept = KeptUpload.objects.get()
    clerk.post(address("filing-save"), {"upload": kept.token, "hand-in": "yes"})
    filed = Submission.objects.get()
    assert filed.state == "draft"
    clerk.post(reverse("ledgers:submission-submit", args=[filed.pk]), {"explain-total-row": "合计含分校"})
    filed.refresh_from_db()
    assert filed.state == "submitted"


def test_lines_are_named_beside_wrong_cells(desk: Desk) -> None:
    answer = upload(client_of("clerk"), book([ROLL, GOOD[0], ["初中", "九十", *GOOD[1][2:]], TOTAL]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有 1 行没有当作数据读入" in page and "B3" in page


def test_a_background_import_counts_them_and_waits_for_a_word(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGE_BYTES", 1)
    kept = services.receive(
        actor=desk.clerk,
        ledger=installed_packs().ledger("county-base.school_roll"),
        org_unit=desk.school,
        period=PERIOD,
        name="上报.xlsx",
        data=office_book(),
    )
    assert kept.job is not None
    jobs.run_one(kept.job.pk)
    kept.job.refresh_from_db()
    assert "尚未保存：有 2 行没有当作数据" in kept.job.log and not Row.objects.exists()
    assert "第 5 行" in client_of("clerk").get(kept.job.result_url).content.decode()
