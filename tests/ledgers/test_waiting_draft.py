"""A draft that is typed and not saved is never left out of a handing in without being told of."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.core.permissions import Role
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import GridDraft, Submission
from taizhang.organisation.queries import actor_for
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.test_came_back import detail, hand_in, shown
from tests.ledgers.test_grid import JUNIOR, PRIMARY, colleague, file, filing, handed, page, row, rows_now
from tests.ledgers.test_several_files import drop, roll

pytestmark = pytest.mark.django_db


def typed(desk: Desk, pupils: str = "119", actor: Any = None) -> GridDraft:
    one = filing(desk, actor)
    rows = rows_now(desk, actor)
    rows[0]["v"]["pupils"] = pupils
    return services.keep_draft(one, handed(services.draft_for(one), rows))


def saved_then_typed(desk: Desk, *, returned: bool = False) -> Submission:
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    if returned:
        services.return_(actor=desk.reviewer, submission=hand_in(desk), comment="核对人数")
    typed(desk)
    return Submission.objects.get()


def form(text: str, own: str) -> dict[str, str]:
    """What the form sends that holds this button's words."""
    found = next(one for one in re.findall(r"<form.*?</form>", text, re.S) if own in one)
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found))
    return sent | {"explain-" + name: "属实" for name in re.findall(r'name="explain-([^"]+)"', found)}


def press(desk: Desk, client: Client, submission: Submission, **sent: str) -> str:
    explain = {
        f"explain-{item['check']}": "属实"
        for item in submission.versions.get(number=submission.version).warnings
    }  # fmt: skip
    answer = client.post(reverse("ledgers:submission-submit", args=[submission.pk]), explain | sent, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize("returned", [False, True])
def test_the_page_tells_of_it_before_the_button(desk: Desk, returned: bool) -> None:
    submission = saved_then_typed(desk, returned=returned)
    client, place = page(desk)
    text = detail(client, submission)
    said = text.partition('id="draft-waits"')[2].partition("</section>")[0]
    assert "与第 1 版有 1 处不同" in said and text.index('id="draft-waits"') < text.index('id="hand-in"')
    assert "还没有改过" not in text
    look = client.get(reverse("ledgers:grid-older", args=place)).content.decode()
    assert "<del>120</del> → <ins>119</ins>" in look
    assert "与第 1 版有 1 处不同" in shown(client, "phone-form", place)


@pytest.mark.parametrize("returned", [False, True])
def test_handing_in_is_refused_until_it_is_said_which(desk: Desk, returned: bool) -> None:
    submission = saved_then_typed(desk, returned=returned)
    client, _place = page(desk)
    text = press(desk, client, submission)
    assert "草稿有 1 处没存进来" in text
    submission.refresh_from_db()
    assert submission.state == ("returned" if returned else "draft")


def test_the_draft_is_handed_in_by_its_own_filing(desk: Desk) -> None:
    submission = saved_then_typed(desk, returned=True)
    client, place = page(desk)
    sent = form(detail(client, submission), "用草稿的内容保存并上报")
    for _press in range(2):  # a double click, or an answer that was lost
        client.post(reverse("ledgers:grid-page", args=place), sent)
    submission.refresh_from_db()
    assert submission.version == 2 and GridDraft.objects.get().rows is None
    assert '"pupils":119' in queries.current_rows(submission)[0].data


def test_the_draft_is_put_aside_and_can_be_looked_at(desk: Desk) -> None:
    submission = saved_then_typed(desk)
    client, place = page(desk)
    sent = form(detail(client, submission), "放下草稿")
    client.post(reverse("ledgers:submission-submit", args=[submission.pk]), sent)
    submission.refresh_from_db()
    assert submission.state == "submitted" and submission.version == 1
    text = detail(client, submission)
    assert "放下的草稿" in text and 'id="draft-waits"' not in text
    look = client.get(reverse("ledgers:grid-older", args=place)).content.decode()
    assert "<ins>119</ins>" in look and "从退回的填报" not in look


def test_a_draft_that_was_changed_since_is_neither_filed_nor_put_aside(desk: Desk) -> None:
    submission = saved_then_typed(desk)
    client, place = page(desk)
    text = detail(client, submission)
    typed(desk, "118")
    told = client.post(
        reverse("ledgers:grid-page", args=place), form(text, "用草稿的内容保存并上报"), follow=True
    ).content.decode()
    assert "草稿刚又改过" in told
    client.post(reverse("ledgers:submission-submit", args=[submission.pk]), form(text, "放下草稿"))
    submission.refresh_from_db()
    assert submission.state == "draft" and rows_now(desk)[0]["v"]["pupils"] == "118"


def test_of_a_filing_that_is_handed_in_it_is_told_as_well(desk: Desk) -> None:
    submission = saved_then_typed(desk)
    hand_in(desk)  # by a program
    client, place = page(desk)
    text = detail(client, submission)
    assert "与第 1 版有 1 处不同" in text and "撤回" in text and reverse("ledgers:grid-discard", args=place) in text
    assert "与第 1 版有 1 处不同" in shown(client, "grid-page", place)
    assert "草稿未上报" in client.get(reverse("ledgers:ledger-list")).content.decode()


def test_today_and_the_list_name_it(desk: Desk) -> None:
    saved_then_typed(desk, returned=True)
    client, _place = page(desk)
    assert "草稿未上报" in client.get(reverse("ledgers:ledger-list")).content.decode()
    assert "您的草稿还没报" in client.get("/").content.decode()


def test_a_colleague_is_told_who_began_one(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    other = colleague(desk)
    typed(desk, actor=other)
    client, _place = page(desk)
    text = detail(client, Submission.objects.get())
    assert "已起草" in text and 'id="draft-waits"' not in text and "119" not in text
    press(desk, client, Submission.objects.get())
    assert Submission.objects.get().state == "submitted"


def test_many_colleagues_drafts_take_no_more_queries(desk: Desk, django_assert_num_queries: Any) -> None:
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    for name in ("one", "two", "three"):
        typed(desk, actor=actor_for(desk.world.person(Role.SCHOOL_CLERK, "S1", username=name)))
        with django_assert_num_queries(3):
            assert services.drafts_of_others(filing(desk), "zh")


def test_a_draft_that_says_the_same_asks_nothing(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    typed(desk, PRIMARY[1])
    client, _place = page(desk)
    assert 'id="draft-waits"' not in detail(client, Submission.objects.get())
    press(desk, client, Submission.objects.get())
    assert Submission.objects.get().state == "submitted"


def test_several_files_are_saved_only_beside_a_draft(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY)])
    typed(desk, "118")
    client, _place = page(desk)
    where, _states = drop(client, ("学籍.xlsx", roll(121, PERIOD)))
    client.post(f"{where}save/", {"hand-in": "yes"})
    submission = Submission.objects.get()
    assert (submission.version, submission.state) == (2, "draft")
    assert "没存进来" in client.get(where).content.decode()
