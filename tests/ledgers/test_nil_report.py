"""A nil report (零报告) empties a filing, so it obeys the lock of marked cells and what its page had seen."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission, SubmissionVersion, VersionSource
from tests.ledgers.conftest import GOOD, PERIOD, Desk
from tests.ledgers.test_filing_pages import PLACE, address, client_of
from tests.ledgers.test_services import file, filed

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(desk: Desk) -> Client:
    return client_of("clerk")


def returned(desk: Desk, *, whole_rows: bool = False) -> Submission:
    """Sent back for the pupils of the first row, or for every row as a whole."""
    submission = filed(desk)
    rows = queries.current_rows(submission)
    cells = [(row.pk, "") for row in rows] if whole_rows else [(rows[0].pk, "pupils")]
    return services.return_(actor=desk.reviewer, submission=submission, comment="核对", cells=cells)


def press(client: Client, seen: int) -> str:
    answer = client.post(address("filing-nil"), {"nothing": "yes", "seen": seen}, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize("source", VersionSource.values)
def test_it_obeys_the_lock_whatever_way_it_comes(desk: Desk, source: str) -> None:
    returned(desk)
    result = services.save_rows(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD, rows=[],
        source=VersionSource(source),
    )  # fmt: skip
    assert [(problem.code, problem.found.zh) for problem in result.problems] == [
        ("filing.locked", "少了第 1 行"),
        ("filing.locked", "少了第 2 行"),
    ]
    assert Submission.objects.get().version == 1


def test_the_page_refuses_it_where_cells_are_locked_and_says_why_it_offers_none(desk: Desk, clerk: Client) -> None:
    returned(desk)
    page = clerk.get(address()).content.decode()
    assert reverse("ledgers:filing-nil", args=PLACE) not in page and "零报告会清掉其余的" in page
    assert "只改标出的格子" in press(clerk, 1)
    assert Submission.objects.get().version == 1


def test_where_every_row_was_marked_it_is_open_and_so_is_what_follows(desk: Desk, clerk: Client) -> None:
    """Without rows no cell is left to lock: the table has rows to type in, and a workbook is taken."""
    returned(desk, whole_rows=True)
    assert reverse("ledgers:filing-nil", args=PLACE) in clerk.get(address()).content.decode()
    press(clerk, 1)
    assert SubmissionVersion.objects.get(number=2).row_count == 0
    services.withdraw(actor=desk.clerk, submission=Submission.objects.get())
    grid = clerk.get(address("grid-page")).content.decode()
    assert "data-locked" not in grid and '<tr data-row="n' in grid
    assert " readonly" not in clerk.get(address("phone-form")).content.decode()
    assert not file(desk, GOOD).problems


def test_what_its_page_had_not_seen_is_never_overwritten(desk: Desk, clerk: Client) -> None:
    assert 'name="seen" value="0"' in clerk.get(address()).content.decode()
    file(desk, GOOD)
    told = press(clerk, 0)
    assert "您看过的第 0 版" in told and "已是第 1 版" in told
    assert SubmissionVersion.objects.count() == 1
    assert 'name="seen" value="1"' in told  # the page after it shows what is there: pressed now, it is meant
    press(clerk, 1)
    assert SubmissionVersion.objects.get(number=2).row_count == 0


def test_a_page_that_says_nothing_has_seen_nothing(desk: Desk, clerk: Client) -> None:
    file(desk, GOOD)
    clerk.post(address("filing-nil"), {"nothing": "yes"})
    assert SubmissionVersion.objects.count() == 1


def test_pressed_twice_it_is_kept_once_and_no_conflict_is_told(desk: Desk, clerk: Client) -> None:
    for _press in range(2):
        told = press(clerk, 0)
        assert "note-error" not in told and "零报告" in told
    assert SubmissionVersion.objects.get().row_count == 0
    assert Submission.objects.get().state == "submitted", "one press files it"
