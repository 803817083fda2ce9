"""A ledger that names a reviewing section is reviewed by that section, whichever unit files it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import check_folders
from taizhang.core.permissions import NotAllowed, Permission, Role
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission
from taizhang.ledgers.today import changes
from taizhang.organisation.queries import actor_for, section_codes
from taizhang.packs.scaffold import new_pack
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.test_services import filed
from tests.ledgers.test_signing import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(desk: Desk) -> Actor:
    """A clerk of the section that the roll names (JYG), and of no other unit."""
    desk.world.unit("JYG", kind="section", name="教育股")
    desk.reviewer = actor_for(User.objects.get(username="reviewer"))  # the county's, as the tree is now
    return actor_for(desk.world.person(Role.SECTION_CLERK, "JYG", username="jyg"))


def handed_in(desk: Desk) -> Submission:
    submission = filed(desk)
    assert desk.ledger.reviewer == "JYG"
    return submission


def test_the_named_section_has_queue_board_page_and_decision(desk: Desk, section: Actor) -> None:
    submission = handed_in(desk)
    assert list(queries.review_queue(section)) == [submission]
    lines = {line.org_unit: line for line in queries.expected_filings(section, desk.ledger, PERIOD)}
    assert lines["S1"].submission == submission.pk and {"S2", "S3", "S4"} < lines.keys()
    assert "S2小学" in page("jyg", "ledgers:ledger-detail", desk.ledger.key, period=PERIOD.code)
    assert "S1小学" in page("jyg", "ledgers:review-queue")
    assert reverse("ledgers:submission-accept", args=[submission.pk]) in page(
        "jyg", "ledgers:submission-detail", submission.pk
    )
    assert desk.ledger.title.zh in page("jyg", "ledgers:ledger-list")
    services.accept(actor=section, submission=submission)
    assert Submission.objects.get().state == "accepted"


def test_another_section_neither_sees_nor_decides_what_it_is_not_named_for(desk: Desk, section: Actor) -> None:
    desk.world.unit("JCK", kind="section", name="计财科")
    other = actor_for(desk.world.person(Role.SECTION_CLERK, "JCK", username="jck"))
    submission = handed_in(desk)
    assert not queries.review_queue(other) and not queries.expected_filings(other, desk.ledger, PERIOD)
    with pytest.raises(Http404):
        queries.submission_for(other, submission.pk)
    with pytest.raises(NotAllowed):
        services.accept(actor=other, submission=submission)


def test_who_stands_over_the_filing_unit_but_not_over_the_section_only_looks(desk: Desk, section: Actor) -> None:
    township = actor_for(desk.world.person(Role.SECTION_CLERK, "T1", username="township"))
    submission = handed_in(desk)
    assert queries.submission_for(township, submission.pk) and not queries.review_queue(township)
    for act in (
        lambda: services.accept(actor=township, submission=submission),
        lambda: services.return_(actor=township, submission=submission, comment="请核对"),
        lambda: services.accept_many(actor=township, submissions=[submission]),
    ):
        with pytest.raises(NotAllowed):
            act()
    client = Client()
    client.force_login(User.objects.get(username="township"))
    assert client.post(reverse("ledgers:submission-accept", args=[submission.pk]), {"version": 1}).status_code == 403


def test_the_sections_own_pages_tell_what_it_reviews(desk: Desk, section: Actor) -> None:
    """The list says which part it has in each ledger; what a school handed in is news; what its head does is not."""
    submission = handed_in(desk)
    text = page("jyg", "ledgers:ledger-list")
    assert "本股室审核、填报的台账" in text and "本单位填报的台账" not in text
    row = text[text.index(desk.ledger.title.zh) :].split("</tr>")[0]
    assert ">审核<" in re.sub(r"\s+", "", row)
    (change,) = changes(section, clock.now() - timedelta(days=1))
    assert change.url == reverse("ledgers:submission-detail", args=[submission.pk]) and "S1" in change.who
    submission.events.update(from_state="signing", to_state="draft", comment="")
    assert changes(section, clock.now() - timedelta(days=1)) == []


def test_what_was_handed_in_and_taken_back_is_no_news_above(desk: Desk, section: Actor) -> None:
    """Its page is the unit's own again: a line would lead to a closed door."""
    submission = handed_in(desk)
    assert changes(section, clock.now() - timedelta(days=1))
    services.withdraw(actor=desk.clerk, submission=submission)
    assert changes(section, clock.now() - timedelta(days=1)) == []


def test_another_section_may_ask_nobody_and_no_page_offers_it(desk: Desk, section: Actor) -> None:
    desk.world.unit("JCK", kind="section", name="计财科")
    client = Client()
    client.force_login(desk.world.person(Role.SECTION_CLERK, "JCK", username="jck"))
    for name in ("ledgers:task-send", "ledgers:task-rehearsal"):
        assert client.get(reverse(name, args=[desk.ledger.key, PERIOD.code])).status_code == 404
    client.force_login(User.objects.get(username="jyg"))
    assert client.get(reverse("ledgers:task-send", args=[desk.ledger.key, PERIOD.code])).status_code == 200


def test_a_role_over_the_county_keeps_its_right(desk: Desk, section: Actor) -> None:
    submission = handed_in(desk)
    assert list(queries.review_queue(desk.reviewer)) == [submission]
    services.accept(actor=desk.reviewer, submission=submission)


def test_the_section_gains_nothing_but_the_review_and_the_ledger_itself(desk: Desk, section: Actor) -> None:
    """Not filing for a school; nor does a role in the section that does not review gain anything."""
    assert section.scope(Permission.FILE_LEDGER, desk.ledger) == {"JYG"}
    assert "S1" in section.scope(Permission.DESIGN_LEDGER, desk.ledger)
    assert section.scope(Permission.DESIGN_LEDGER) == {"JYG"}
    auditor = actor_for(desk.world.person(Role.AUDITOR, "JYG", username="auditor"))
    assert auditor.scope(Permission.VIEW_LEDGER, desk.ledger) == {"JYG"}


def test_pack_check_refuses_a_reviewer_that_is_no_section(desk: Desk, section: Actor, tmp_path: Path) -> None:
    folder = new_pack(tmp_path / "trial", "trial")
    (file,) = (folder / "ledgers").glob("*.yaml")
    text = file.read_text(encoding="utf-8")
    for code, wrong in (("JYG", False), ("JGY", True), ("S1", True)):
        file.write_text(re.sub(r"\n  filed_by:", rf"\n  reviewer: {code}\n  filed_by:", text), encoding="utf-8")
        found = [problem for problem in check_folders([folder], section_codes()) if problem.code == "unknown-reviewer"]
        assert bool(found) is wrong
        for problem in found:
            assert problem.line == text[: text.index("\n  filed_by:")].count("\n") + 2 and code in problem.found.zh
        assert not any(problem.code == "unknown-reviewer" for problem in check_folders([folder]))


def test_who_had_it_open_is_told_that_it_was_taken_back_with_the_words_typed(desk: Desk) -> None:
    submission = handed_in(desk)
    client, stranger = Client(), Client()
    client.force_login(User.objects.get(username="reviewer"))
    stranger.force_login(User.objects.get(username="other"))
    assert client.get(reverse("ledgers:submission-detail", args=[submission.pk])).status_code == 200
    services.withdraw(actor=desk.clerk, submission=submission)
    address = reverse("ledgers:submission-return", args=[submission.pk])
    told = client.post(address, {"reason": "第二行再核", "version": "1"}, follow=True).content.decode()
    assert "填报人已撤回，没有处理" in told and "第二行再核" in told
    assert stranger.post(address, {"reason": "第二行再核"}).status_code == 404
