"""A draft that a return left behind: never opened locked, never dropped in silence; grid and phone alike."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from taizhang.ledgers import queries, services
from taizhang.ledgers.models import GridDraft, Submission, VersionSource
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.test_came_back import hand_in
from tests.ledgers.test_grid import FIELDS, JUNIOR, PHOTO, PRIMARY, colleague, filing, handed, page, row, rows_now

pytestmark = pytest.mark.django_db
WAYS = pytest.mark.parametrize("way", ["grid-page", "phone-form"])
SENIOR = ["高中", "60", "2", "60", "5", "6"]


def save(desk: Desk, *rows: list[str], actor: Any = None) -> None:
    done = services.save_rows(
        actor=actor or desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD,
        rows=[dict(zip(FIELDS, values, strict=True)) for values in rows], source=VersionSource.API,
    )  # fmt: skip
    assert done.submission is not None, done.problems


def left_behind(desk: Desk) -> Submission:
    """A draft with an own row and two changes; then the filing is saved otherwise, handed in and sent back with one
    cell marked, that the draft changed as well."""
    save(desk, PRIMARY, JUNIOR)
    rows = rows_now(desk)
    rows[0]["v"]["pupils"], rows[1]["v"]["classes"] = "119", "5"
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), [*rows, row("n3", SENIOR)]))
    save(desk, [*PRIMARY[:-1], "10"], JUNIOR, actor=colleague(desk))
    submission = hand_in(desk)
    first = queries.current_rows(submission)[0]
    return services.return_(
        actor=desk.reviewer, submission=submission, comment="核对人数", cells=[(first.pk, "pupils")]
    )


@WAYS
def test_it_is_told_apart_with_what_it_had_and_when(desk: Desk, way: str) -> None:
    left_behind(desk)
    client, place = page(desk)
    answer = client.get(reverse(f"ledgers:{way}", args=place), follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain and "退回前的草稿" in shown and "核对人数" in shown
    allowed, _sep, shut = shown.partition('id="shut"')
    assert "<del>120</del> → <ins>119</ins>" in allowed and shown.count('name="take"') == 1
    assert "<del>3</del> → <ins>5</ins>" in shut and "高中" in shut
    assert GridDraft.objects.get().rows is not None  # nothing was written by looking


@WAYS
@pytest.mark.parametrize("taken", [False, True])
def test_going_on_opens_the_returned_filing_and_keeps_the_draft_aside(desk: Desk, way: str, taken: bool) -> None:
    submission = left_behind(desk)
    client, place = page(desk)
    older = client.get(reverse(f"ledgers:{way}", args=place)).headers["Location"]
    (name,) = re.findall(r'name="take" value="([^"]+)"', client.get(older).content.decode())
    sent = {"way": "phone" if way == "phone-form" else "grid", "do": "go-on", "take": [name] if taken else []}
    answer = client.post(older.partition("?")[0], sent)
    assert answer.headers["Location"] == reverse(f"ledgers:{way}", args=place)
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "放下的草稿" in shown and not re.search(r"\bn3\b", shown)
    now = rows_now(desk)
    assert [one["id"] for one in now] == [f"r{kept.pk}" for kept in queries.current_rows(submission)]
    assert [one["v"]["pupils"] for one in now] == ["119" if taken else "120", "90"]
    assert [one["v"]["full_time_teachers"] for one in now] == ["10", "8"]
    # What was dropped can be looked at until it is filed from here.
    aside = client.get(older).content.decode()
    assert "高中" in aside and "<ins>5</ins>" in aside
    now[0]["v"]["pupils"] = "118"
    done = services.file_draft(
        filing(desk), handed(services.draft_for(filing(desk)), now), token="t", source=VersionSource.GRID
    )
    assert done.result.submission is not None and GridDraft.objects.get().set_aside == []


@WAYS
def test_a_draft_on_the_same_version_is_told_apart_as_well(desk: Desk, way: str) -> None:
    save(desk, PRIMARY)
    draft = services.keep_draft(
        filing(desk), handed(services.draft_for(filing(desk)), [*rows_now(desk), row("n3", SENIOR)])
    )
    submission = hand_in(desk)
    cells = [(queries.current_rows(submission)[0].pk, "pupils")]
    services.return_(actor=desk.reviewer, submission=submission, comment="核对", cells=cells)
    assert draft.base_version == submission.version
    client, place = page(desk)
    assert "grid/older" in client.get(reverse(f"ledgers:{way}", args=place)).headers["Location"]


def test_sent_back_without_marks_everything_may_be_taken_over(desk: Desk) -> None:
    save(desk, PRIMARY)
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), [*rows_now(desk), row("n3", SENIOR)]))
    services.return_(actor=desk.reviewer, submission=hand_in(desk), comment="核对")
    client, place = page(desk)
    client.post(reverse("ledgers:grid-older", args=place), {"do": "all", "way": "grid"})
    assert [one["v"]["stage"] for one in rows_now(desk)] == ["小学", "高中"]


def test_a_draft_that_changed_nothing_asks_nothing(desk: Desk) -> None:
    save(desk, PRIMARY)
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), rows_now(desk)))
    save(desk, [*PRIMARY[:-1], "10"], actor=colleague(desk))
    submission = hand_in(desk)
    services.return_(actor=desk.reviewer, submission=submission, comment="核对", cells=[])
    client, place = page(desk)
    answer = client.get(reverse("ledgers:grid-page", args=place), follow=True)
    assert 'id="grid-form"' in answer.content.decode()
    assert rows_now(desk)[0]["v"]["full_time_teachers"] == "10" and GridDraft.objects.get().set_aside == []


def test_a_draft_typed_after_the_return_is_no_older_one(desk: Desk) -> None:
    save(desk, PRIMARY)
    submission = hand_in(desk)
    cells = [(queries.current_rows(submission)[0].pk, "pupils")]
    services.return_(actor=desk.reviewer, submission=submission, comment="核对", cells=cells)
    rows = rows_now(desk)
    rows[0]["v"]["pupils"] = "119"
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), rows))
    client, place = page(desk)
    assert client.get(reverse("ledgers:grid-page", args=place)).status_code == 200


@WAYS
def test_a_window_that_stayed_open_over_the_return_is_led_there_too(desk: Desk, way: str) -> None:
    """It wrote after the return, on rows of before."""
    left_behind(desk)
    client, place = page(desk)
    kept = GridDraft.objects.get()
    assert kept.rows is not None
    services.keep_draft(filing(desk), handed(kept, kept.rows))
    assert "grid/older" in client.get(reverse(f"ledgers:{way}", args=place)).headers["Location"]


def test_a_photo_that_waits_goes_along_with_its_row(desk: Desk) -> None:
    left_behind(desk)
    client, place = page(desk)
    draft = GridDraft.objects.get()
    assert draft.rows is not None
    sent = {"row": draft.rows[0]["id"], "go": "stay", "photo": SimpleUploadedFile("票据.jpg", PHOTO)}
    client.post(reverse("ledgers:phone-form", args=place), {**sent, "revision": str(draft.revision)})
    client.post(reverse("ledgers:grid-older", args=place), {"do": "go-on", "way": "grid"})
    assert draft.photos.get().row == rows_now(desk)[0]["id"]


def test_the_phone_throws_a_draft_away_as_the_grid_does(desk: Desk) -> None:
    client, place = page(desk)
    services.keep_draft(filing(desk), handed(None, [row("n1", PRIMARY)]))
    assert (
        reverse("ledgers:grid-discard", args=place)
        in client.get(reverse("ledgers:phone-form", args=place)).content.decode()
    )


def test_after_an_opening_for_correction_the_words_are_of_that(desk: Desk) -> None:
    save(desk, PRIMARY)
    rows = rows_now(desk)
    rows[0]["v"]["pupils"] = "119"
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), rows))
    submission = hand_in(desk)
    services.accept(actor=desk.reviewer, submission=submission)
    services.reopen(actor=desk.reviewer, submission=submission, reason="人数有误")
    client, place = page(desk)
    older = client.get(reverse("ledgers:grid-page", args=place)).headers["Location"]
    text = client.get(older).content.decode().partition("<main")[2]
    assert "开放更正前的草稿" in text and "从开放更正的填报接着改" in text and "退回" not in text
    detail = client.get(reverse("ledgers:submission-detail", args=[submission.pk])).content.decode()
    assert "开放更正前填的" in detail
