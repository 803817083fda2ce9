"""Where a ledger asks for the head's signature, a filing reaches the reviewer only once the head signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import packs
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission, Role
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission
from taizhang.organisation.models import RoleGrant
from taizhang.organisation.queries import actor_for
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_ledger(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The roll, as a ledger that the head signs."""
    found = installed_packs()
    pack = found.packs["county-base"]
    ledger = replace(desk.ledger, sign_off="head")
    changed = replace(pack, ledgers={**pack.ledgers, ledger.id: ledger})
    installed = packs.InstalledPacks({**found.packs, "county-base": changed}, found.system, found.folders)
    monkeypatch.setattr(packs, "_read_installed", lambda: installed)
    monkeypatch.setattr(packs, "_stamp", lambda: (str(id(installed)),))
    monkeypatch.setattr(packs, "_cached", None)
    desk.ledger = ledger
    yield desk


@pytest.fixture
def head(signed_ledger: Desk) -> Actor:
    return actor_for(signed_ledger.world.person(Role.SCHOOL_HEAD, "S1", username="head"))


def file(desk: Desk, pupils: int = 120) -> Submission:
    rows = [[GOOD[0][0], pupils, *GOOD[0][2:]], GOOD[1]]
    services.file_workbook(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD, name="上报.xlsx", data=workbook(rows)
    )
    return Submission.objects.get()


def hand_in(desk: Desk, pupils: int = 120) -> Submission:
    submission = file(desk, pupils)
    checks = {str(item["check"]): "属实" for item in submission.versions.latest("number").warnings}
    return services.submit(actor=desk.clerk, submission=submission, explanations=checks)


def page(username: str, name: str, *args: object, **asked: str) -> str:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client.get(reverse(name, args=args), asked).content.decode()


def test_it_waits_with_the_head_and_the_reviewer_does_not_see_it(signed_ledger: Desk, head: Actor) -> None:
    desk = signed_ledger
    submission = hand_in(desk)
    assert submission.state == "signing"
    assert list(queries.sign_queue(head)) == [submission]
    assert not queries.review_queue(desk.reviewer)
    assert submission not in queries.visible_submissions(desk.reviewer)
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    assert client.get(reverse("ledgers:submission-detail", args=[submission.pk])).status_code == 404
    lines = queries.expected_filings(desk.reviewer, desk.ledger, PERIOD)
    line = next(line for line in lines if line.org_unit == "S1")
    assert line.standing == "signing" and line.submission is None and not line.waits_for_filer
    assert "待校长签字" in page("reviewer", "ledgers:ledger-detail", desk.ledger.key, period=PERIOD.code)


def test_signed_it_reaches_the_reviewer_and_the_receipt_names_both(signed_ledger: Desk, head: Actor) -> None:
    submission = hand_in(signed_ledger)
    handed_in = submission.submitted_at
    signed = services.sign(actor=head, submission=submission, version=submission.version)
    assert signed.state == "submitted" and signed.signed_by_id == head.user_id
    assert signed.submitted_at == handed_in and signed.submitted_by_id == signed_ledger.clerk.user_id
    assert list(queries.review_queue(signed_ledger.reviewer)) == [submission]
    numbers = set()
    for event in submission.events.filter(to_state__in=("signing", "submitted")):
        text = page("clerk", "ledgers:receipt", submission.pk, event.pk)
        assert str(User.objects.get(username="clerk")) in text and str(User.objects.get(username="head")) in text
        numbers.add(queries.handing_in(event)[0])
    assert len(numbers) == 1
    services.accept(actor=signed_ledger.reviewer, submission=submission)


def test_who_filed_does_not_sign_and_no_program_does(signed_ledger: Desk, head: Actor) -> None:
    both = signed_ledger.world.person(Role.SCHOOL_CLERK, "S1", username="both")
    RoleGrant.objects.create(
        user=both, role=Role.SCHOOL_HEAD, org_unit=signed_ledger.school, valid_from=date(2020, 1, 1)
    )
    signed_ledger.clerk = actor_for(both)
    assert signed_ledger.clerk.can(Permission.SIGN_OFF, "S1")
    submission = hand_in(signed_ledger)
    with pytest.raises(NotAllowed):
        services.sign(actor=signed_ledger.clerk, submission=submission)
    assert not queries.sign_queue(signed_ledger.clerk)
    with pytest.raises(NotAllowed):
        services.sign(actor=replace(head, by_token=True), submission=submission)
    with pytest.raises(NotAllowed):
        services.sign(actor=signed_ledger.reviewer, submission=submission)
    submission.refresh_from_db()
    assert submission.state == "signing"
    assert "这份是您自己上报的，须由另一位校长" in page("both", "ledgers:submission-detail", submission.pk)


def test_the_head_sends_it_back_with_a_word_that_is_no_review(signed_ledger: Desk, head: Actor) -> None:
    submission = hand_in(signed_ledger)
    with pytest.raises(TaizhangError):
        services.send_back_unsigned(actor=head, submission=submission, comment=" ")
    services.send_back_unsigned(actor=head, submission=submission, comment="班级数请核对")
    assert "班级数请核对" in page("clerk", "ledgers:submission-detail", submission.pk)
    submission = hand_in(signed_ledger, pupils=121)
    services.sign(actor=head, submission=submission)
    assert queries.reviewed_version(submission) == 0
    assert not queries.exceptions_of([submission], signed_ledger.reviewer.user_id)[submission.pk].again


def test_cells_that_a_reviewer_locked_stay_locked_on_the_way_back_from_the_head(
    signed_ledger: Desk, head: Actor
) -> None:
    submission = services.sign(actor=head, submission=hand_in(signed_ledger))
    row = submission.rows.order_by("position")[0]
    services.return_(
        actor=signed_ledger.reviewer, submission=submission, comment="学生数不符", cells=[(row.pk, "pupils")]
    )
    submission = hand_in(signed_ledger, pupils=122)
    services.withdraw(actor=signed_ledger.clerk, submission=submission)
    submission.refresh_from_db()
    assert submission.state == "returned" and len(queries.open_cells(submission) or {}) == 1
    submission = services.submit(actor=signed_ledger.clerk, submission=submission, explanations={})
    services.send_back_unsigned(actor=head, submission=submission, comment="再核对一次")
    submission.refresh_from_db()
    assert set((queries.open_cells(submission) or {}).values()) == {frozenset({"pupils"})}


def test_several_are_signed_together_once_each_was_opened(signed_ledger: Desk, head: Actor) -> None:
    submission = hand_in(signed_ledger)
    client = Client()
    client.force_login(User.objects.get(username="head"))
    address, chosen = reverse("ledgers:sign-queue"), {"selected": f"{submission.pk}-{submission.version}"}
    assert "还没看" in client.get(address).content.decode()
    answer = client.post(address, chosen, follow=True).content.decode()
    submission.refresh_from_db()
    assert submission.state == "signing" and "逐份点开看过" in answer
    client.get(reverse("ledgers:submission-detail", args=[submission.pk]))
    client.post(address, chosen)
    submission.refresh_from_db()
    assert submission.state == "submitted"


def test_who_files_knows_before_and_after_that_the_head_signs(signed_ledger: Desk, head: Actor) -> None:
    told, place = "上报后先由校长签字", (signed_ledger.ledger.key, PERIOD.code, "S1")
    for name in ("ledgers:filing-page", "ledgers:grid-page", "ledgers:phone-form"):
        assert told in page("clerk", name, *place), name
    submission = file(signed_ledger)
    assert told in page("clerk", "ledgers:submission-detail", submission.pk)
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    words = {f"explain-{item['check']}": "属实" for item in submission.versions.get().warnings}
    answer = client.post(reverse("ledgers:submission-submit", args=[submission.pk]), words, follow=True)
    assert "已上报，等校长签字" in answer.content.decode()


def test_a_head_who_signs_what_was_taken_back_meanwhile_reads_so(signed_ledger: Desk, head: Actor) -> None:
    submission = hand_in(signed_ledger)
    services.send_back_unsigned(actor=head, submission=submission, comment="班级数请核对")
    submission = hand_in(signed_ledger, pupils=121)
    services.withdraw(actor=signed_ledger.clerk, submission=submission)
    with pytest.raises(TaizhangError) as caught:
        services.sign(actor=head, submission=submission)
    assert caught.value.problems[0].found.zh == "填报人已撤回"


def test_the_head_is_told_today_and_the_shipped_self_check_asks_for_it(signed_ledger: Desk, head: Actor) -> None:
    hand_in(signed_ledger)
    text = page("head", "web:today")
    assert "签字" in text and signed_ledger.ledger.title.zh in text
    assert installed_packs().ledger("finance-statistics.levy_self_checks").sign_off == "head"


def test_the_history_names_who_signed_and_when(signed_ledger: Desk, head: Actor) -> None:
    submission = services.sign(actor=head, submission=hand_in(signed_ledger))
    history = page("clerk", "ledgers:submission-detail", submission.pk).partition('id="history"')[2]
    signed = history.partition('class="history"')[2].partition("</li>")[0]
    assert "校长已签字" in signed and head.name in signed
