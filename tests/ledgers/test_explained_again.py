"""What the clerk explained is not asked twice: the same warning on the same values comes with its words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.ledgers import services
from taizhang.ledgers.models import Submission
from tests.ledgers.conftest import Desk
from tests.ledgers.test_grid import file, page, row, rows_now

pytestmark = pytest.mark.django_db
LARGE = ["初中", "190", "2", "30", "10", "8"]
WORDS = "校舍在建，下期分班"


def returned(desk: Desk) -> Submission:
    """A large class, explained, and sent back because of another cell."""
    file(desk, [row("n1", LARGE)])
    submission = Submission.objects.get()
    given = {str(item["check"]): WORDS for item in submission.versions.get().warnings}
    assert "large_classes" in given
    services.submit(actor=desk.clerk, submission=submission, explanations=given)
    return services.return_(actor=desk.reviewer, submission=Submission.objects.get(), comment="核对")


def asked(client: Client, submission: Submission) -> str:
    shown = client.get(reverse("ledgers:submission-detail", args=[submission.pk])).content.decode()
    return shown.partition('name="explain-large_classes"')[2].partition(">")[0]


def mend(desk: Desk, field: str, text: str) -> None:
    rows = rows_now(desk)
    rows[0]["v"][field] = text
    file(desk, rows, f"token-{text}")


def test_the_words_are_offered_again_when_another_cell_was_mended(desk: Desk) -> None:
    submission, (client, _place) = returned(desk), page(desk)
    mend(desk, "boarders", "31")
    assert f'value="{WORDS}"' in asked(client, submission)
    # They are offered, not said by themselves.
    assert Submission.objects.get().versions.get(number=2).explanations == {}


def test_they_are_asked_anew_where_a_value_that_the_check_reads_changed(desk: Desk) -> None:
    submission, (client, _place) = returned(desk), page(desk)
    mend(desk, "pupils", "191")
    assert 'value=""' in asked(client, submission)


def test_they_come_back_with_the_value(desk: Desk) -> None:
    submission, (client, _place) = returned(desk), page(desk)
    mend(desk, "pupils", "191")
    mend(desk, "pupils", "190")
    assert f'value="{WORDS}"' in asked(client, submission)


def test_a_second_row_that_warns_is_a_new_question(desk: Desk) -> None:
    submission, (client, _place) = returned(desk), page(desk)
    file(desk, [*rows_now(desk), row("n2", ["小学", "200", "2", *LARGE[3:]])], "more")
    assert 'value=""' in asked(client, submission)


def test_a_handing_in_without_them_asks_only_for_a_look(desk: Desk) -> None:
    """The words stand in their field; nothing is called empty."""
    submission, (client, _place) = returned(desk), page(desk)
    mend(desk, "boarders", "31")
    address = reverse("ledgers:submission-submit", args=[submission.pk])
    told = client.post(address, follow=True).content.decode()
    assert "上次的说明已填在提醒下面" in told and "现为空白" not in told
    mend(desk, "pupils", "191")
    assert "应为对提醒的一句说明，现为空白" in client.post(address, follow=True).content.decode()
