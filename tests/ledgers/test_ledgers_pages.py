"""Lists, search and what closing a unit leaves open."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.search import search
from taizhang.core.today import todo_for
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission
from taizhang.organisation import services as org_services
from taizhang.organisation.models import OrgUnit
from taizhang.organisation.types import OpenFilings
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 6)


def file(desk: Desk) -> Submission:
    result = services.file_workbook(
        actor=desk.clerk,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=PERIOD,
        name="上报.xlsx",
        data=workbook(GOOD),
    )
    assert result.submission is not None
    return result.submission


def handed_in(desk: Desk) -> Submission:
    submission = file(desk)
    given = {str(item["check"]): "情况属实" for item in submission.versions.latest("number").warnings}
    return services.submit(actor=desk.clerk, submission=submission, explanations=given)


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def test_merging_a_school_names_its_open_filings(desk: Desk) -> None:
    handed_in(desk)
    report = org_services.merge_org_units(
        actor=desk.world.actor,
        predecessor=desk.school,
        successor=OrgUnit.objects.get(code="S2"),
        on=date(2026, 9, 1),
        reason="撤并",
    )
    assert report.open_filings == (OpenFilings("S1", desk.ledger.title.zh, 1),)


def test_closing_after_everything_is_accepted_leaves_nothing_open(desk: Desk) -> None:
    services.accept(actor=desk.reviewer, submission=handed_in(desk))
    args: dict[str, Any] = {"actor": desk.world.actor, "org_unit": desk.school, "reason": "撤校"}
    assert org_services.close_org_unit(on=date(2026, 9, 1), **args) == ()


def test_a_version_that_the_reviewer_has_not_seen_is_not_accepted(desk: Desk) -> None:
    """The clerk took it back and handed in another one while the reviewer's page was open."""
    submission = handed_in(desk)
    services.withdraw(actor=desk.clerk, submission=submission)
    services.file_workbook(
        actor=desk.clerk,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=PERIOD,
        name="上报.xlsx",
        data=workbook([GOOD[0]]),
    )
    services.submit(actor=desk.clerk, submission=submission, explanations={})
    reviewer, address = client_of("reviewer"), reverse("ledgers:submission-accept", args=[submission.pk])
    for sent in ({"version": "1"}, {}):
        told = reviewer.post(address, sent, follow=True).content.decode()
        assert "已换成第 2 版" in told
    queue = reverse("ledgers:review-queue")
    assert "已换成第 2 版" in reviewer.post(queue, {"selected": [f"{submission.pk}-1"]}, follow=True).content.decode()
    assert f'value="{submission.pk}-2"' in reviewer.get(queue).content.decode()
    submission.refresh_from_db()
    assert submission.state == "submitted"
    reviewer.post(address, {"version": "2"})
    submission.refresh_from_db()
    assert (submission.state, submission.accepted_version) == ("accepted", 2)


def test_what_came_back_stands_first_on_the_start_page_and_leads_to_the_words(desk: Desk) -> None:
    submission = handed_in(desk)
    services.return_(actor=desk.reviewer, submission=submission, comment="请核对初中人数")
    first = todo_for(desk.clerk, JULY)[0]
    assert (first.kind, first.url) == ("returned", reverse("ledgers:submission-detail", args=[submission.pk]))
    assert "请核对初中人数" in client_of("clerk").get(first.url).content.decode()


def test_a_ledger_is_found_by_words_of_its_title(desk: Desk) -> None:
    assert desk.ledger.title.zh in [hit.title for hit in search(desk.clerk, desk.ledger.title.zh[:4])]
    assert search(desk.clerk, "没有这样的台账") == []


def test_a_school_sees_its_own_periods_and_a_section_the_board(desk: Desk) -> None:
    handed_in(desk)
    address = reverse("ledgers:ledger-detail", args=[desk.ledger.key])
    own = client_of("clerk").get(address, {"period": "2026H1"}).content.decode()
    board = client_of("reviewer").get(address, {"period": "2026H1"}).content.decode()
    assert 'class="board"' not in own and "S2小学" not in own
    assert 'class="board"' in board and "S1小学" in board and "S2小学" in board


def test_the_list_of_a_school_names_only_what_it_files(desk: Desk) -> None:
    page = client_of("clerk").get(reverse("ledgers:ledger-list")).content.decode()
    assert "成人学校评比台账" not in page  # a section's
    assert (
        "成人学校评比台账" in client_of("reviewer").get(reverse("ledgers:ledger-list"), {"q": "评比"}).content.decode()
    )


def test_the_rows_page_costs_the_same_for_any_number_of_rows(desk: Desk) -> None:
    submission = file(desk)
    client, address = client_of("clerk"), reverse("ledgers:submission-detail", args=[submission.pk])
    counts = []
    for rows in ([GOOD[0]], [*GOOD, ["幼儿园", 30, 1, 0, 0, 3], ["普通高中", 80, 2, 40, 0, 7]]):
        services.file_workbook(
            actor=desk.clerk,
            ledger=desk.ledger,
            org_unit=desk.school,
            period=PERIOD,
            name="上报.xlsx",
            data=workbook(rows),
        )
        client.get(address)  # the first visit also reads what stays in memory
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_page_number_that_is_none_shows_the_first(desk: Desk) -> None:
    address = reverse("ledgers:submission-detail", args=[file(desk).pk])
    for asked in ({"page": "x"}, {"page": "0"}, {"version": "99"}, {"version": "²"}, {"page": "9" * 30}):
        assert client_of("clerk").get(address, asked).status_code == 200
    assert client_of("clerk").get(address, {"export": "exe"}).status_code == 404


def test_a_draft_belongs_to_its_unit_until_it_is_handed_in(desk: Desk) -> None:
    submission = file(desk)
    address = reverse("ledgers:submission-detail", args=[submission.pk])
    board = reverse("ledgers:ledger-detail", args=[desk.ledger.key])
    assert client_of("clerk").get(address).status_code == 200
    assert client_of("reviewer").get(address).status_code == 404
    assert address not in client_of("reviewer").get(board).content.decode()
    given = {str(item["check"]): "情况属实" for item in submission.versions.latest("number").warnings}
    services.submit(actor=desk.clerk, submission=submission, explanations=given)
    assert client_of("reviewer").get(address).status_code == 200
    services.withdraw(actor=desk.clerk, submission=submission)
    assert client_of("reviewer").get(address).status_code == 404


def test_above_the_unit_a_returned_filing_stands_as_it_was_handed_in(desk: Desk) -> None:
    submission = handed_in(desk)
    services.return_(actor=desk.reviewer, submission=submission, comment="请核对初中人数")
    services.file_workbook(
        actor=desk.clerk,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=PERIOD,
        name="上报.xlsx",
        data=workbook([["小学", 777, 20, 0, 20, 50]]),
    )
    address = reverse("ledgers:submission-detail", args=[submission.pk])
    assert "777" in client_of("clerk").get(address).content.decode()
    for asked in ({}, {"version": "2"}):
        assert "777" not in client_of("reviewer").get(address, asked).content.decode()
    assert client_of("reviewer").get(reverse("ledgers:version-file", args=[submission.pk, 2])).status_code == 404


def test_the_clerk_sees_first_which_cells_the_reviewer_marked(desk: Desk) -> None:
    submission = handed_in(desk)
    address = reverse("ledgers:submission-detail", args=[submission.pk])
    first, second = (row.pk for row in queries.current_rows(submission))
    students, classes = (field.id for field in desk.ledger.fields[1:3])
    page = client_of("reviewer").get(address, {"mark": "1"}).content.decode()
    assert f'value="{first}:{students}"' in page and f'value="{second}:"' in page
    answer = client_of("reviewer").post(
        reverse("ledgers:submission-return", args=[submission.pk]),
        {
            "reason": "小学人数与学籍不符",
            "version": "1",
            "cell": [f"{first}:{students}", f"{second}:", f"{second}:{classes}"],
        },
    )
    assert answer.status_code == 302
    assert submission.events.latest("pk").cells == [[first, students], [second, ""]]
    page = client_of("clerk").get(address).content.decode()
    said, _rest = page.split('class="table-frame rows-table"')
    assert "小学人数与学籍不符" in said and "标记了 2 处" in said and "<mark>120</mark>" in said
    assert page.count("审核人已标记") == 2


def test_only_cells_of_the_version_looked_at_can_be_marked(desk: Desk) -> None:
    submission = handed_in(desk)
    row, students = queries.current_rows(submission)[0].pk, desk.ledger.fields[1].id
    back = reverse("ledgers:submission-return", args=[submission.pk])
    for cell, version in ((f"{row + 999}:{students}", "1"), (f"{row}:nothing", "1"), (f"{row}:{students}", "7")):
        client_of("reviewer").post(back, {"reason": "请核对", "version": version, "cell": [cell]})
        submission.refresh_from_db()
        assert submission.state == "submitted", cell
