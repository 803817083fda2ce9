"""Six hundred filings wait, 540 of them with nothing unusual: reviewed through the pages, every press counted."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.permissions import Role
from taizhang.ledgers.hashing import canonical_row, content_hash, row_hash
from taizhang.ledgers.models import (
    Row,
    Submission,
    SubmissionEvent,
    SubmissionState,
    SubmissionVersion,
    VersionSource,
)
from taizhang.organisation.models import OrgUnit, OrgUnitSpell
from tests.ledgers.conftest import PERIOD, Desk

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ALL, UNUSUAL, PAGE, SAMPLE = 600, 60, 100, 5  # SAMPLE: in a hundred, by the pack's parameter
WARNING = {"check": "large_classes", "key": "B2", "zh": "平均班额超过大班额界限", "en": "The mean class is oversized."}
LINE = re.compile(r'name="selected" value="(\d+-\d+)"')


def hand_in(desk: Desk, first: int, count: int, warned: int) -> None:
    """Filings as the services leave them, written at once; the first `warned` of them with an explained warning."""
    units = OrgUnit.objects.bulk_create(OrgUnit(code=f"P{n}", kind="school") for n in range(first, first + count))
    town, filer = OrgUnit.objects.get(code="T1"), User.objects.get(username="filer")
    OrgUnitSpell.objects.bulk_create(
        OrgUnitSpell(
            org_unit=unit, parent=town, name=f"{unit.code}小学", stages=["primary"], ownership="public",
            valid_from=date(2024, 1, 1),
        )
        for unit in units
    )  # fmt: skip
    now = timezone.now()
    filings = Submission.objects.bulk_create(
        Submission(
            org_unit=unit, ledger_key=desk.ledger.key, period_code=PERIOD.code, period_first=PERIOD.first,
            period_last=PERIOD.last, state=SubmissionState.SUBMITTED, version=1, pack_version="1.0.0",
            submitted_at=now, submitted_by=filer,
        )
        for unit in units
    )  # fmt: skip
    values = {
        "stage": "primary",
        "pupils": 400,
        "classes": 10,
        "boarders": 0,
        "migrant_pupils": 1,
        "full_time_teachers": 20,
    }
    data = canonical_row(values)
    hash_ = row_hash(data)
    Row.objects.bulk_create(
        Row(submission=item, position=2, key="primary", data=data, hash=hash_, added_in=1) for item in filings
    )
    sums = {name: str(value) for name, value in values.items() if name != "stage"}
    SubmissionVersion.objects.bulk_create(
        SubmissionVersion(
            submission=item, number=1, at=now, actor=filer, source=VersionSource.API, row_count=1, sums=sums,
            content_hash=content_hash([hash_]), warnings=[WARNING] if n < warned else [],
            explanations={"large_classes": "扩建中"} if n < warned else {},
        )
        for n, item in enumerate(filings)
    )  # fmt: skip
    SubmissionEvent.objects.bulk_create(
        SubmissionEvent(submission=item, version=1, from_state="draft", to_state="submitted", at=now, actor=filer)
        for item in filings
    )


class Reviewer:
    """Somebody at the pages, who counts what is pressed."""

    def __init__(self) -> None:
        self.client, self.presses, self.page = Client(), 0, ""
        self.queries: dict[str, list[int]] = {}
        self.client.force_login(User.objects.get(username="reviewer"))

    def open(self, kind: str, address: str) -> str:
        return self._look(kind, address, 1)

    def accept(self, address: str, form: dict[str, object]) -> str:
        answer = self.client.post(address, form)
        assert answer.status_code == 302
        return self._look("after", answer["Location"], 1)

    def _look(self, kind: str, address: str, presses: int) -> str:
        with CaptureQueriesContext(connection) as caught:
            page = self.client.get(address).content.decode()
        assert "note-error" not in page
        self.presses += presses
        self.queries.setdefault(kind, []).append(len(caught))
        return page

    def lot_of(self, page: str) -> None:
        """Open the sample that the pack asks for, going back each time, then choose all and accept."""
        chosen = LINE.findall(page)
        for item in chosen[: -(-len(chosen) * SAMPLE // 100)]:
            self.open("filing", reverse("ledgers:submission-detail", args=[item.split("-")[0]]))
            self.presses += 1  # back
        self.presses += 1  # all of this page
        action = re.search(r'formaction="([^"]+)"', page)
        assert action is not None
        self.page = self.accept(action[1].replace("&amp;", "&"), {"selected": chosen})


def test_six_hundred_filings_take_249_presses_and_the_same_queries_on_every_page(desk: Desk) -> None:
    desk.world.person(Role.SECTION_CLERK, "QH", username="filer")
    hand_in(desk, 0, 30, warned=3)
    few = Reviewer()
    few.open("queue", reverse("ledgers:review-queue"))
    hand_in(desk, 30, ALL - 30, warned=UNUSUAL - 3)
    reviewer = Reviewer()
    reviewer.open("queue", reverse("ledgers:review-queue"))
    assert reviewer.queries["queue"] == few.queries["queue"]

    page = reviewer.open("queue, filtered", f"{reverse('ledgers:review-queue')}?look=clean")
    reviewer.presses += 1  # the filter is opened, then chosen from
    while LINE.search(page):
        reviewer.lot_of(page)
        page = reviewer.page
    assert Submission.objects.filter(state="accepted").count() == ALL - UNUSUAL

    for _turn in range(UNUSUAL):  # each of these is looked at and decided by itself
        first = LINE.search(reviewer.open("queue, unusual", reverse("ledgers:review-queue")))
        assert first is not None
        pk, version = first[1].split("-")
        assert "扩建中" in reviewer.open("unusual filing", reverse("ledgers:submission-detail", args=[pk]))
        reviewer.accept(reverse("ledgers:submission-accept", args=[pk]), {"version": version})
    assert Submission.objects.filter(state="accepted").count() == ALL
    assert audit.verify_chain().intact
    assert {
        kind: max(counts) - min(counts) for kind, counts in reviewer.queries.items() if kind != "after"
    } == dict.fromkeys(("queue", "queue, filtered", "filing", "queue, unusual", "unusual filing"), 0)
    assert reviewer.presses == 249
