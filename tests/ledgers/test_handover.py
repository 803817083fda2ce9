"""What a post hands over of the filing tasks that were sent from it: who is still missing goes along."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.permissions import Role
from taizhang.ledgers import services
from taizhang.ledgers.models import FilingTask
from taizhang.organisation.hooks import post_work
from taizhang.organisation.models import OrgUnit, Post, PostHolding, PostKind
from taizhang.organisation.types import PostWork
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.test_today import hand_in
from tests.organisation.world import START

pytestmark = pytest.mark.django_db
TODAY, DUE = date(2026, 7, 6), date(2026, 7, 20)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TODAY", TODAY)


@pytest.fixture
def post(desk: Desk) -> Post:
    """The post of the clerk who reviews and asks."""
    made = Post.objects.create(org_unit=OrgUnit.objects.get(code="QH"), kind=PostKind.CLERK, title="教育股干事")
    PostHolding.objects.create(post=made, user_id=desk.reviewer.user_id, person_name="桑云舒", valid_from=START)
    return made


def send(desk: Desk, *units: str) -> FilingTask:
    return services.send_filing_task(
        actor=desk.reviewer, ledger=desk.ledger, period=PERIOD, org_units=units, due_on=DUE, minutes=20, remind_days=()
    )


def sent(post: Post, holder: int | None) -> list[PostWork]:
    return post_work(post, holder, TODAY)["sent"]


def test_a_task_under_way_goes_along_with_who_is_still_missing(desk: Desk, post: Post) -> None:
    send(desk, "S1", "S2", "S3")
    hand_in(desk, desk.clerk, "S1")
    (item,) = sent(post, desk.reviewer.user_id)
    assert (item.due, item.state, item.note) == (DUE, "3 个单位已报 1 个", "未报：S2小学、S3小学")
    assert desk.ledger.title.zh in item.title and desk.ledger.key in item.url
    page = Client()
    page.force_login(User.objects.get(pk=desk.reviewer.user_id))
    shown = page.get(reverse("organisation:post-handover", args=[post.pk])).content.decode()
    assert "发出的填报任务" in shown and "未报：S2小学、S3小学" in shown


def test_what_everybody_handed_in_or_was_called_off_is_no_longer_under_way(desk: Desk, post: Post) -> None:
    task = send(desk, "S1")
    hand_in(desk, desk.clerk, "S1")
    assert sent(post, desk.reviewer.user_id) == []
    services.call_off(actor=desk.reviewer, task=task)
    send(desk, "S2")
    assert len(sent(post, desk.reviewer.user_id)) == 1
    services.call_off(actor=desk.reviewer, task=FilingTask.objects.get(called_off_at__isnull=True))
    assert sent(post, desk.reviewer.user_id) == []


def test_what_an_earlier_holder_sent_from_the_post_stays_with_it(desk: Desk, post: Post) -> None:
    send(desk, "S1")
    PostHolding.objects.filter(post=post).update(valid_to=date(2099, 1, 1))
    other = desk.world.person(Role.SECTION_CLERK, "QH", username="next")
    assert len(sent(post, other.pk)) == len(sent(post, None)) == 1
    PostHolding.objects.filter(post=post).update(valid_to=date(2024, 2, 1))  # sent long after the post was left
    assert sent(post, other.pk) == []
