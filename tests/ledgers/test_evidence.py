"""Evidence stays with what it backs while the filing is corrected."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Evidence, Row, Submission
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 20
PRIMARY, JUNIOR = GOOD


def file(desk: Desk, rows: list[list[object]]) -> Submission:
    services.file_workbook(
        actor=desk.clerk,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=PERIOD,
        name="上报.xlsx",
        data=workbook(rows),
    )
    return Submission.objects.get()


def backed(desk: Desk, submission: Submission, version: int) -> dict[int, int]:
    rows, _count = queries.rows_of(desk.clerk, submission, desk.ledger, version=version)
    return {row.number: row.evidence for row in rows}


def test_a_corrected_row_keeps_its_evidence_also_where_it_has_moved(desk: Desk) -> None:
    submission = file(desk, GOOD)
    row = Row.objects.get(position=3)
    services.attach_evidence(actor=desk.clerk, submission=submission, name="花名册.png", data=PICTURE, row=row)
    services.attach_evidence(actor=desk.clerk, submission=submission, name="说明.png", data=PICTURE)
    submission = file(desk, [[*JUNIOR[:1], 91, *JUNIOR[2:]], [*PRIMARY[:1], 130, *PRIMARY[2:]]])
    assert backed(desk, submission, 1) == {1: 1, 2: 0}
    assert backed(desk, submission, 2) == {1: 0, 2: 1}
    found = {item.name: now.number if now else None for item, now in queries.evidence_of(submission, 2)}
    assert found == {"花名册.png": 2, "说明.png": None}


def test_a_file_hangs_once_where_it_hangs(desk: Desk) -> None:
    submission = file(desk, GOOD)
    first, again = (
        services.attach_evidence(actor=desk.clerk, submission=submission, name=name, data=PICTURE)
        for name in ("一.png", "二.png")
    )
    assert (first.pk, Evidence.objects.count()) == (again.pk, 1)
    services.withdraw_evidence(actor=desk.clerk, evidence=first)
    third = services.attach_evidence(actor=desk.clerk, submission=submission, name="三.png", data=PICTURE)
    assert third.pk != first.pk


def test_evidence_of_a_row_that_is_gone_says_so(desk: Desk) -> None:
    submission = file(desk, GOOD)
    evidence = services.attach_evidence(
        actor=desk.clerk, submission=submission, name="花名册.png", data=PICTURE, row=Row.objects.get(position=3)
    )
    submission = file(desk, [JUNIOR])
    assert queries.evidence_of(submission, 2) == [(evidence, None)]
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    for address in (
        reverse("ledgers:submission-detail", args=[submission.pk]),
        reverse("ledgers:evidence-detail", args=[evidence.pk]),
    ):
        assert "本版已没有的一行" in client.get(address).content.decode()


def test_a_row_put_in_above_takes_the_number_and_the_evidence_that_names_it(desk: Desk) -> None:
    file(desk, [PRIMARY])
    submission = file(desk, [JUNIOR, PRIMARY])  # in the sheet the row moves from line 3 to line 4
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    address = reverse("ledgers:evidence-attach", args=[submission.pk])
    for number in ("1", "2"):
        client.post(address, {"file": SimpleUploadedFile("花名册.png", PICTURE, "image/png"), "position": number})
    assert [item.row.key for item in submission.evidence.order_by("pk") if item.row] == ["junior", "primary"]
