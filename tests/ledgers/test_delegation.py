"""Duties handed over during leave: what the colleague may do, under whose names, and what stays forbidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.duties import Duty, duties_of
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import Permission, Role
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission
from taizhang.ledgers.today import filings_to_do, reviews_to_do
from taizhang.organisation import queries as org_queries
from taizhang.organisation import services as org_services
from taizhang.organisation.models import Delegation
from tests.ledgers.conftest import Desk
from tests.ledgers.test_services import file, filed

pytestmark = pytest.mark.django_db


@dataclass
class Leave:
    desk: Desk
    people: dict[str, User]

    def actor(self, name: str) -> Actor:
        return org_queries.actor_for(self.people[name])

    def hand_over(
        self, giver: str, taker: str, *duties: Duty, first: int = 0, last: int = 9, by: str = ""
    ) -> Delegation:
        day = clock.today()
        return org_services.delegate(
            actor=self.actor(by or giver),
            giver=self.people[giver],
            taker=self.people[taker],
            duties=list(duties),
            first=day + timedelta(days=first),
            last=day + timedelta(days=last),
            reason="外出培训",
        )


@pytest.fixture
def leave(desk: Desk) -> Leave:
    """clerk and mate of school S1, reviewer and second of the county, their auditor and administrator."""
    made = {
        "mate": desk.world.person(Role.SCHOOL_HEAD, "S1", username="mate"),
        "second": desk.world.person(Role.SECTION_CLERK, "QH", username="second"),
        "auditor": desk.world.person(Role.AUDITOR, "QH", username="auditor"),
    }
    names = {"clerk", "other", "reviewer", "admin"}
    people = {user.username: user for user in User.objects.filter(username__in=names)} | made
    for name, user in people.items():
        User.objects.filter(pk=user.pk).update(full_name=name)
        user.full_name = name
    return Leave(desk, people)


def test_the_colleague_files_under_both_names_and_only_until_the_last_day(
    leave: Leave, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not leave.actor("mate").can(Permission.FILE_LEDGER, "S1")
    leave.hand_over("clerk", "mate", Duty.FILING)
    submission = file(leave.desk, actor=leave.actor("mate")).submission
    assert submission is not None
    version = submission.versions.get()
    assert (version.actor, version.in_place_of, version.by) == (
        leave.people["mate"], leave.people["clerk"], "mate（代clerk）",
    )  # fmt: skip
    said = {str(item["check"]): "情况属实" for item in version.warnings}
    done = services.submit(actor=leave.actor("mate"), submission=submission, explanations=said)
    event = done.events.get()
    assert (event.by, done.submitted_for) == ("mate（代clerk）", leave.people["clerk"])
    told = AuditEvent.objects.filter(action__in=("submission.version", "submission.submitted"))
    assert [("mate（代clerk）" in item.canonical) for item in told] == [True, True]
    page = Client()
    page.force_login(leave.people["mate"])
    receipt = page.get(reverse("ledgers:receipt", args=[done.pk, event.pk])).content.decode()
    assert "mate（代clerk）" in receipt
    after = clock.today() + timedelta(days=10)
    monkeypatch.setattr(clock, "today", lambda: after)
    assert not leave.actor("mate").can(Permission.FILE_LEDGER, "S1")
    assert audit.verify_chain().intact


def test_what_one_does_by_an_own_right_is_done_in_nobodys_place(leave: Leave) -> None:
    leave.hand_over("reviewer", "second", Duty.REVIEW)
    submission = filed(leave.desk)
    services.accept(actor=leave.actor("second"), submission=submission)
    assert submission.events.latest("pk").in_place_of is None


def test_the_start_page_says_in_whose_place(leave: Leave) -> None:
    day = date(2026, 7, 6)
    before = [item.in_place_of for item in filings_to_do(leave.actor("mate"), day)]
    leave.hand_over("clerk", "mate", Duty.FILING)
    lines = filings_to_do(leave.actor("mate"), day)
    assert (before, {item.in_place_of for item in lines}) == ([], {"clerk"})
    assert {item.in_place_of for item in filings_to_do(leave.actor("clerk"), day)} == {""}
    filed(leave.desk)
    leave.hand_over("reviewer", "other", Duty.REVIEW, by="admin")
    assert [item.in_place_of for item in reviews_to_do(leave.actor("other"), day)] == ["reviewer"]


def test_who_filed_for_a_colleague_does_not_accept_and_neither_does_the_colleague(leave: Leave) -> None:
    """The school's mate stands in for its clerk and for the reviewer: both sides of one filing."""
    leave.hand_over("clerk", "mate", Duty.FILING)
    leave.hand_over("reviewer", "mate", Duty.REVIEW, by="admin")
    submission = file(leave.desk, actor=leave.actor("mate")).submission
    assert submission is not None
    said = {str(item["check"]): "情况属实" for item in submission.versions.get().warnings}
    submission = services.submit(actor=leave.actor("mate"), submission=submission, explanations=said)
    assert not queries.review_queue(leave.actor("mate")).exists()
    with pytest.raises(PermissionDenied, match=r"不能审核|does not accept"):
        services.accept(actor=leave.actor("mate"), submission=submission)
    assert Submission.objects.get().accepted_version is None


def test_nobody_accepts_for_a_colleague_what_the_colleague_filed(leave: Leave) -> None:
    """The reviewer filed for the school, then goes on leave: the stand-in may not accept it in that place."""
    submission = file(leave.desk, actor=leave.actor("reviewer")).submission
    assert submission is not None
    said = {str(item["check"]): "情况属实" for item in submission.versions.get().warnings}
    services.submit(actor=leave.actor("reviewer"), submission=submission, explanations=said)
    leave.hand_over("reviewer", "other", Duty.REVIEW, by="admin")
    assert leave.actor("other").can(Permission.REVIEW_LEDGER, "S1")
    assert not queries.review_queue(leave.actor("other")).exists()
    with pytest.raises(PermissionDenied):
        services.accept(actor=leave.actor("other"), submission=Submission.objects.get())
    assert services.accept(actor=leave.actor("second"), submission=Submission.objects.get()).accepted_version == 1


def test_ones_own_page_leads_to_standing_in_only_who_has_duties_to_hand_over(leave: Leave) -> None:
    for name, has in (("clerk", True), ("admin", True), ("auditor", False)):
        client = Client()
        client.force_login(leave.people[name])
        page = client.get(reverse("accounts:profile")).content.decode()
        assert (reverse("organisation:delegation-list") in page) is has, name


def test_only_the_chosen_duty_is_lent_and_never_lent_on(leave: Leave) -> None:
    leave.hand_over("reviewer", "mate", Duty.FILING, by="admin")
    mate = leave.actor("mate")
    assert mate.can(Permission.FILE_LEDGER, "S3") and not mate.can(Permission.REVIEW_LEDGER)
    assert mate.roles == {Role.SCHOOL_HEAD}
    assert Duty.REVIEW not in duties_of(mate)
    for permission in (Permission.MANAGE_ORGANISATION, Permission.WRITE_TARGETS, Permission.VIEW_AUDIT):
        assert not mate.can(permission)


@pytest.mark.parametrize(
    ("giver", "taker", "first", "last", "words"),
    [
        ("clerk", "clerk", 0, 9, "请另选代理人"),
        ("clerk", "mate", 9, 0, "请改正止日"),
        ("clerk", "mate", -9, -1, "请改正止日"),
        ("clerk", "reviewer", 0, 9, "请另选"),
        ("clerk", "auditor", 0, 9, "审计员、管理员不能代理"),
    ],
)
def test_what_cannot_be_is_refused_with_words(
    leave: Leave, giver: str, taker: str, first: int, last: int, words: str
) -> None:
    with pytest.raises(TaizhangError) as refused:
        leave.hand_over(giver, taker, Duty.FILING, first=first, last=last)
    assert words in refused.value.problems[0].sentence("zh") and not Delegation.objects.exists()


def test_a_duty_is_lent_once_and_there_is_no_ring_nor_chain(leave: Leave) -> None:
    leave.hand_over("clerk", "mate", Duty.FILING, first=2, last=5)
    for giver, taker in (("clerk", "mate"), ("mate", "clerk")):
        with pytest.raises(TaizhangError, match=r"收回|Withdraw"):
            leave.hand_over(giver, taker, Duty.FILING, first=5, last=8)
    leave.hand_over("clerk", "mate", Duty.FILING, first=6, last=8)
    with pytest.raises(TaizhangError):  # the stand-in's own duties would have nobody who is there
        leave.hand_over("mate", "other", Duty.FILING, by="admin")
    leave.hand_over("mate", "other", Duty.FILING, first=9, by="admin")


def test_a_duty_that_one_lacks_is_not_handed_over(leave: Leave) -> None:
    with pytest.raises(TaizhangError) as refused:
        leave.hand_over("clerk", "mate", Duty.REVIEW)
    assert "请改选职责" in refused.value.problems[0].sentence("zh")


def test_a_school_does_not_review_for_the_bureau(leave: Leave) -> None:
    assert leave.people["clerk"] not in org_queries.possible_takers(leave.actor("reviewer"))
    with pytest.raises(TaizhangError) as refused:
        leave.hand_over("reviewer", "clerk", Duty.REVIEW)
    assert [problem.code for problem in refused.value.problems] == ["delegation.colleague"]
    leave.hand_over("reviewer", "second", Duty.REVIEW)


def test_it_is_withdrawn_at_once_by_either_or_the_administrator_and_nobody_else(leave: Leave) -> None:
    made = leave.hand_over("clerk", "mate", Duty.FILING)
    with pytest.raises(PermissionDenied):
        org_services.withdraw_delegation(actor=leave.actor("other"), delegation=made)
    for _twice in range(2):
        org_services.withdraw_delegation(actor=leave.actor("mate"), delegation=made)
    assert not leave.actor("mate").can(Permission.FILE_LEDGER, "S1")
    assert AuditEvent.objects.filter(action="delegation.withdraw").count() == 1
    leave.hand_over("clerk", "mate", Duty.FILING)  # what was withdrawn stands in nobody's way


def test_nobody_hands_over_for_others_but_the_administrator(leave: Leave) -> None:
    with pytest.raises(PermissionDenied):
        leave.hand_over("clerk", "mate", Duty.FILING, by="reviewer")
    leave.hand_over("clerk", "mate", Duty.FILING, by="admin")


def test_the_page_shows_before_it_saves_and_takes_back(leave: Leave) -> None:
    page, day = Client(headers={"accept-language": "zh-hans"}), clock.today().isoformat()
    page.force_login(leave.people["clerk"])
    address = reverse("organisation:delegation-create")
    values = {
        "giver": leave.people["clerk"].pk,
        "taker": leave.people["mate"].pk,
        "duties": ["filing"],
        "first": day,
        "last": day,
        "reason": "培训",
    }
    bad = page.post(address, {**values, "taker": leave.people["reviewer"].pk})
    assert bad.status_code == 422
    shown = page.post(address, values)
    assert shown.status_code == 200 and "现在还没有改动" in shown.content.decode() and not Delegation.objects.exists()
    assert AuditEvent.objects.filter(action="delegation.create").count() == 0
    assert page.post(address, {**values, "confirm": "1"}).status_code == 302
    listed = page.get(reverse("organisation:delegation-list")).content.decode()
    assert "进行中" in listed and "mate" in listed
    page.post(reverse("organisation:delegation-withdraw", args=[Delegation.objects.get().pk]))
    assert Delegation.objects.get().withdrawn_at is not None
