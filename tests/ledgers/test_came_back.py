"""A filing that was sent back: the reviewer's words and marks lead on in each of the four ways."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.test_grid import JUNIOR, PRIMARY, file, filing, handed, page, row, rows_now

pytestmark = pytest.mark.django_db
WORDS = "小学人数与学籍不符"
WAYS = ("filing-page", "grid-page", "phone-form")


def hand_in(desk: Desk) -> Submission:
    submission = Submission.objects.get()
    newest = submission.versions.get(number=submission.version)
    given = {str(item["check"]): "属实" for item in newest.warnings}
    return services.submit(actor=desk.clerk, submission=submission, explanations=given)


def returned(desk: Desk, *marks: tuple[int, str]) -> Submission:
    """Filed with two rows and sent back. marks: (row from 0, field)."""
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    submission = hand_in(desk)
    rows = queries.current_rows(submission)
    cells = [(rows[at].pk, name) for at, name in marks]
    return services.return_(actor=desk.reviewer, submission=submission, comment=WORDS, cells=cells)


def mend(desk: Desk, field: str, text: str) -> None:
    rows = rows_now(desk)
    rows[0]["v"][field] = text
    file(desk, rows, f"token-{field}-{text}")


def detail(client: Client, submission: Submission) -> str:
    return client.get(reverse("ledgers:submission-detail", args=[submission.pk])).content.decode()


def shown(client: Client, name: str, place: list[str]) -> str:
    return client.get(reverse(f"ledgers:{name}", args=place)).content.decode()


@pytest.mark.parametrize("way", WAYS)
def test_every_way_shows_the_words_and_what_is_marked(desk: Desk, way: str) -> None:
    submission = returned(desk, (0, "pupils"), (1, ""))
    client, place = page(desk)
    for text in (shown(client, way, place), detail(client, submission)):
        said = text.partition('id="came-back"')[2].partition("</section>")[0]
        assert WORDS in said and "标记了 2 处" in said and "学生数" in said and "整行" in said, text


@pytest.mark.parametrize("way", WAYS)
def test_sent_back_without_marks_shows_the_words_alone(desk: Desk, way: str) -> None:
    returned(desk)
    client, place = page(desk)
    text = shown(client, way, place)
    assert WORDS in text and "处</h2>" not in text and " readonly" not in text


@pytest.mark.parametrize("way", ["grid-page", "phone-form"])
def test_every_link_to_a_mark_leads_to_its_cell(desk: Desk, way: str) -> None:
    returned(desk, (0, "pupils"), (1, ""))
    client, place = page(desk)
    links = re.findall(r'href="([^"#]*)#(c-r[^"]+)"', shown(client, way, place))
    assert len(links) == 2
    for query, anchor in links:
        there = client.get(reverse(f"ledgers:{way}", args=place) + query).content.decode()
        assert f'id="{anchor}"' in there


def test_marks_follow_the_row_that_took_the_place_of_the_marked_one(desk: Desk) -> None:
    submission = returned(desk, (0, "pupils"), (0, "stage"))
    mend(desk, "pupils", "119")
    submission = Submission.objects.get()
    now = queries.current_rows(submission)[0]
    marks = queries.marks_of(desk.clerk, submission, desk.ledger)
    assert {(mark.row, mark.field) for mark in marks} == {(now.pk, "pupils"), (now.pk, "stage")}
    assert next(mark.value for mark in marks if mark.field == "pupils") == "119"
    # The row key itself was marked and mended: the row is still the marked one.
    mend(desk, "stage", "幼儿园")
    now = queries.current_rows(Submission.objects.get())[0]
    assert queries.open_cells(Submission.objects.get()) == {f"r{now.pk}": frozenset({"pupils", "stage"})}
    assert {mark.row for mark in queries.marks_of(desk.clerk, Submission.objects.get(), desk.ledger)} == {now.pk}


@pytest.mark.parametrize("way", ["grid-page", "phone-form"])
def test_a_cell_says_why_it_is_locked_or_marked(desk: Desk, way: str) -> None:
    submission = returned(desk, (0, "pupils"))
    first = queries.current_rows(submission)[0].pk
    client, place = page(desk)
    text = shown(client, way, place)
    inputs = {
        found.group(1): found.group(0)
        for found in re.finditer(rf'<(?:input|select|textarea)[^>]*id="c-r{first}-(\w+)"[^>]*>', text)
    }
    assert "readonly" in inputs["stage"] and "locked-why" in inputs["stage"] and "title=" in inputs["stage"]
    assert "readonly" not in inputs["pupils"] and "marked-why" in inputs["pupils"]
    assert 'id="locked-why"' in text and "审核人没有标出" in text
    assert WORDS in text.partition('id="marked-why"')[2].partition("</")[0]
    assert text.count('id="locked-why"') == text.count('id="marked-why"') == 1


def test_the_phone_leads_to_the_next_marked_row(desk: Desk) -> None:
    submission = returned(desk, (0, "pupils"), (1, "classes"))
    first, second = (one.pk for one in queries.current_rows(submission))
    client, place = page(desk)
    text = shown(client, "phone-form", place)
    assert re.search(rf'name="go" value="r{second}"[^>]*data-marked', text)
    text = client.get(reverse("ledgers:phone-form", args=place), {"row": f"r{second}"}).content.decode()
    assert re.search(rf'name="go" value="r{first}"[^>]*data-marked', text)


def test_the_phone_opens_on_the_first_marked_row(desk: Desk) -> None:
    submission = returned(desk, (1, "classes"))
    second = queries.current_rows(submission)[1].pk
    client, place = page(desk)
    text = shown(client, "phone-form", place)
    assert f'data-row="r{second}"' in text and re.search(rf'id="c-r{second}-classes"[^>]*marked-why', text)
    # Another row may still be looked at.
    first = queries.current_rows(submission)[0].pk
    text = client.get(reverse("ledgers:phone-form", args=place), {"row": f"r{first}"}).content.decode()
    assert f'data-row="r{first}"' in text


def test_the_ways_to_mend_are_all_offered_until_it_was_mended(desk: Desk) -> None:
    submission = returned(desk, (0, "pupils"))
    client, place = page(desk)
    text = detail(client, submission)
    for way in WAYS:
        assert reverse(f"ledgers:{way}", args=place) in text
    assert "原样上报" in text and "请先上传改好的工作簿" not in text
    mend(desk, "pupils", "119")
    assert "原样上报" not in detail(client, submission)


@pytest.mark.parametrize("way", ["grid-page", "phone-form"])
def test_what_was_not_mended_is_handed_in_only_when_that_is_said(desk: Desk, way: str) -> None:
    submission = returned(desk, (0, "pupils"))
    client, place = page(desk)
    draft = services.draft_for(filing(desk))
    kept = services.keep_draft(filing(desk), handed(draft, rows_now(desk), "b", 1))
    rows = kept.rows[:1] if way == "phone-form" else kept.rows
    body = {"base": kept.base_version, "revision": kept.revision, "client": "b", "sequence": 2, "rows": rows}
    sent = {"payload": json.dumps(body), "token": "one", "do": "hand-in", "go": "hand-in"}
    told = client.post(reverse(f"ledgers:{way}", args=place), sent, follow=True).content.decode()
    assert "没有上报：内容和退回前一样" in told and Submission.objects.get().state == "returned"
    address = reverse("ledgers:submission-submit", args=[submission.pk])
    assert 'name="unchanged"' in told and f'action="{address}"' in told
    newest = submission.versions.get(number=submission.version)
    words = {f"explain-{item['check']}": "属实" for item in newest.warnings}
    client.post(address, words)
    assert Submission.objects.get().state == "returned"
    client.post(address, words | {"unchanged": "yes"})
    assert Submission.objects.get().state == "submitted"


def test_a_file_hung_on_it_mends_what_came_back(desk: Desk) -> None:
    submission = returned(desk, (0, "pupils"))
    assert not queries.is_mended(submission)
    services.attach_evidence(actor=desk.clerk, submission=submission, name="票据.pdf", data=b"%PDF-1.4 bill")
    assert queries.is_mended(submission)


def test_a_look_from_before_the_return_is_no_look_at_what_came_again(desk: Desk) -> None:
    """The version is the same when it is handed in unchanged."""
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    submission = hand_in(desk)
    services.note_look(actor=desk.reviewer, submission=submission)
    assert queries.exceptions_of([submission], desk.reviewer.user_id)[submission.pk].looked
    services.return_(actor=desk.reviewer, submission=submission, comment=WORDS)
    again = hand_in(desk)
    assert not queries.exceptions_of([again], desk.reviewer.user_id)[again.pk].looked
    services.note_look(actor=desk.reviewer, submission=again)
    assert queries.exceptions_of([again], desk.reviewer.user_id)[again.pk].looked


def test_taking_back_what_was_mended_does_not_ask_to_mend_it_again(desk: Desk) -> None:
    submission = returned(desk, (0, "pupils"))
    mend(desk, "pupils", "119")
    services.withdraw(actor=desk.clerk, submission=hand_in(desk))
    client, _place = page(desk)
    text = detail(client, submission)
    assert "原样上报" not in text and WORDS in text
    # A draft that nobody sent back is not called unmended either.
    services.submit(actor=desk.clerk, submission=Submission.objects.get(), explanations={})
    assert Submission.objects.get().state == "submitted"


def test_a_first_draft_taken_back_is_handed_in_again_without_a_hint(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    services.withdraw(actor=desk.clerk, submission=hand_in(desk))
    client, _place = page(desk)
    text = detail(client, Submission.objects.get())
    assert "原样上报" not in text and "上报" in text


def test_who_reviews_is_not_offered_to_mend_what_another_unit_files(desk: Desk) -> None:
    submission = returned(desk, (0, "pupils"))
    place = [desk.ledger.key, PERIOD.code, "S1"]
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))  # the role files, for its own section
    text = detail(client, submission)
    assert WORDS in text and "原样上报" not in text and 'id="evidence-file"' not in text
    assert not any(reverse(f"ledgers:{way}", args=place) in text for way in WAYS)
    # Who did file for the unit goes on with it.
    rows = rows_now(desk)
    rows[0]["v"]["pupils"] = "119"
    file(desk, rows, "token-for-the-school", desk.reviewer)
    assert reverse("ledgers:submission-submit", args=[submission.pk]) in detail(client, submission)


def test_a_filing_open_for_correction_is_not_called_returned(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    services.accept(actor=desk.reviewer, submission=hand_in(desk))
    submission = services.reopen(actor=desk.reviewer, submission=Submission.objects.get(), reason="人数有误")
    client, _place = page(desk)
    text = detail(client, submission)
    assert "开放更正后还没有改过" in text and "退回" not in text
