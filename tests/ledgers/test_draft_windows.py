"""One draft in two windows: the second sees what differs and chooses; nothing is replaced before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.ledgers import services
from taizhang.ledgers.draft_windows import MINE, SAVED, settled, two_windows
from taizhang.ledgers.drafting import DraftRow
from taizhang.ledgers.models import GridDraft, Submission, VersionSource
from tests.ledgers.conftest import Desk
from tests.ledgers.test_grid import JUNIOR, PRIMARY, file, filing, handed, page, row, rows_now

pytestmark = pytest.mark.django_db


def changed(values: list[str], at: int, text: str) -> list[str]:
    return [text if index == at else value for index, value in enumerate(values)]


MINE_ROWS = [row("n1", changed(PRIMARY, 1, "121")), row("n3", JUNIOR)]
SAVED_ROWS = [row("n1", changed(PRIMARY, 2, "5")), row("n4", ["高中", "60", "2", "0", "0", "5"])]


def test_differences_are_told_cell_by_cell_by_row_key(desk: Desk) -> None:
    found = two_windows(MINE_ROWS, SAVED_ROWS, desk.ledger, "zh")
    told = [(one.label, one.only, [(cell.title, cell.mine, cell.saved) for cell in one.cells]) for one in found]
    assert told[0] == ("小学", "", [("学生数", "121", "120"), ("班级数", "4", "5")])
    assert [(label, only) for label, only, _cells in told[1:]] == [("初中", MINE), ("高中", SAVED)]


def test_a_row_that_both_windows_began_is_one_row_by_its_key(desk: Desk) -> None:
    found = two_windows([row("n1", PRIMARY)], [row("n2", changed(PRIMARY, 1, "99"))], desk.ledger, "zh")
    assert [(one.row, one.only) for one in found] == [("n2", "")]
    assert two_windows([row("n1", PRIMARY)], [row("n2", changed(PRIMARY, 1, "120.0"))], desk.ledger, "zh") == []


@pytest.mark.parametrize(
    ("picks", "expected"),
    [
        ((MINE, MINE, MINE), {"小学": "121", "初中": "90"}),
        ((SAVED, SAVED, SAVED), {"小学": "120", "高中": "60"}),
        ((SAVED, MINE, SAVED), {"小学": "120", "初中": "90", "高中": "60"}),
    ],
)
def test_each_row_is_as_chosen(desk: Desk, picks: tuple[str, ...], expected: dict[str, str]) -> None:
    names = [one.name for one in two_windows(MINE_ROWS, SAVED_ROWS, desk.ledger, "zh")]
    rows = settled(MINE_ROWS, SAVED_ROWS, desk.ledger, dict(zip(names, picks, strict=True)), same_base=True)
    assert {one["v"]["stage"]: one["v"]["pupils"] for one in rows} == expected


def test_a_stored_row_that_only_an_older_draft_has_becomes_a_new_one(desk: Desk) -> None:
    mine: list[DraftRow] = [row("r5", PRIMARY)]
    picks = {"take.r5": MINE}
    assert [one["id"] for one in settled(mine, [], desk.ledger, picks, same_base=False)] == ["nr5"]
    assert [one["id"] for one in settled(mine, [], desk.ledger, picks, same_base=True)] == ["r5"]


@pytest.fixture
def two(desk: Desk) -> GridDraft:
    """What the other window saved; this one still stands on revision 0."""
    return services.keep_draft(filing(desk), handed(None, SAVED_ROWS, "a", 1))


def sent(desk: Desk, rows: list[DraftRow], **more: str) -> Any:
    client, place = page(desk)
    marks = {"base": 0, "revision": 0, "client": "b", "sequence": 1}
    payload = json.dumps({**marks, "rows": rows})
    return client.post(reverse("ledgers:grid-page", args=place), {"payload": payload, **more})


def test_the_refused_window_is_shown_both_sides_and_stays_where_it_stood(desk: Desk, two: GridDraft) -> None:
    client, place = page(desk)
    payload = json.dumps({"base": 0, "revision": 0, "client": "b", "sequence": 1, "rows": MINE_ROWS})
    answer = client.post(reverse("ledgers:grid-draft", args=place), {"payload": payload})
    assert answer.status_code == 409
    html = answer.json()["html"]
    for words in ("121", "高中", "初中", 'name="take.n1"', f'name="seen" value="{two.revision}"', "3 行"):
        assert words in html, words
    whole = sent(desk, MINE_ROWS, do="file")
    shown = whole.content.decode()
    assert whole.status_code == 409 and 'name="take.n1"' in shown and not Submission.objects.exists()
    assert 'name="revision" value="0"' in shown, "else the page would replace the other by itself"
    assert rows_now(desk) == SAVED_ROWS


def test_a_choice_for_each_row_is_kept_and_a_half_one_is_not(desk: Desk, two: GridDraft) -> None:
    seen = str(two.revision)
    half = sent(desk, MINE_ROWS, do="settle", seen=seen, **{"take.n1": MINE})
    assert half.status_code == 409 and "还有 2 行没选" in half.content.decode()
    assert 'value="mine" checked' in half.content.decode(), "what was chosen stands"
    assert rows_now(desk) == SAVED_ROWS
    whole = sent(desk, MINE_ROWS, do="settle", seen=seen, **{"take.n1": MINE, "take.n3": MINE, "take.n4": SAVED})
    assert whole.status_code == 302
    assert [one["v"]["stage"] for one in rows_now(desk)] == ["小学", "初中", "高中"]
    assert rows_now(desk)[0]["v"]["pupils"] == "121"


@pytest.mark.parametrize(("wish", "stages"), [("settle-mine", ["小学", "初中"]), ("settle-saved", ["小学", "高中"])])
def test_one_press_takes_one_window_for_all(desk: Desk, two: GridDraft, wish: str, stages: list[str]) -> None:
    assert sent(desk, MINE_ROWS, do=wish, seen=str(two.revision)).status_code == 302
    assert [one["v"]["stage"] for one in rows_now(desk)] == stages


def test_a_choice_beside_a_draft_that_was_written_again_is_asked_anew(desk: Desk, two: GridDraft) -> None:
    services.keep_draft(filing(desk), handed(two, [row("n1", PRIMARY)], "a", 2))
    answer = sent(desk, MINE_ROWS, do="settle-mine", seen=str(two.revision))
    assert answer.status_code == 409 and 'name="take.n1"' in answer.content.decode()
    assert rows_now(desk) == [row("n1", PRIMARY)]


def test_two_windows_that_say_the_same_are_asked_nothing(desk: Desk, two: GridDraft) -> None:
    same = [row("n1", changed(PRIMARY, 2, "5")), row("n9", ["高中", "60.0", "2", "0", "0", "5"])]
    assert services.keep_draft(filing(desk), handed(None, same, "b", 1)).revision == two.revision + 1


def test_a_draft_that_the_other_window_filed_leaves_nothing_to_choose(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY)])
    client, place = page(desk)
    payload = json.dumps({"base": 0, "revision": 0, "client": "b", "sequence": 1, "rows": [row("n1", JUNIOR)]})
    answer = client.post(reverse("ledgers:grid-draft", args=place), {"payload": payload})
    assert answer.status_code == 409 and answer.json()["html"] == ""
    words = "已保存为第 1 版，您后来的修改不在其中，还留在本页"
    assert words in answer.json()["words"], "also when it was this window, whose answer was lost"
    shown = sent(desk, [row("n1", JUNIOR)], do="hand-in", token="later").content.decode()
    assert words in shown and 'data-here="yes"' in shown, "what stands there is what the browser keeps; it is told once"


def test_what_is_typed_after_the_handing_in_is_said_not_to_be_in_it(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY)])
    submission = Submission.objects.get()
    words = {str(item["check"]): "属实" for item in submission.versions.get().warnings}
    services.submit(actor=desk.clerk, submission=submission, explanations=words)
    client, place = page(desk)
    typed = {"base": 0, "revision": 0, "client": "b", "sequence": 1, "rows": [row("n1", JUNIOR)]}
    told = client.post(reverse("ledgers:grid-draft", args=place), {"payload": json.dumps(typed)})
    assert told.status_code == 409 and "已作为第 1 版上报，您后来的修改不在其中" in told.json()["late"]
    pressed = {"payload": json.dumps(typed), "do": "hand-in", "token": "later"}
    answer = client.post(reverse("ledgers:grid-page", args=place), pressed, follow=True)
    assert answer.redirect_chain[0][0] == told.json()["to"] and told.json()["late"] in answer.content.decode()


def test_throwing_a_draft_away_is_offered_only_where_there_is_one(desk: Desk) -> None:
    client, place = page(desk)
    pages = [reverse(f"ledgers:{name}", args=place) for name in ("grid-page", "phone-form")]

    def offered(browser: Client) -> list[bool]:
        return ["丢弃草稿" in browser.get(address).content.decode() for address in pages]

    assert offered(client) == [False, False]
    services.keep_draft(filing(desk), handed(None, [row("n1", PRIMARY)]))
    assert offered(client) == [True, True]
    file(desk, [row("n1", PRIMARY)])
    assert offered(client) == [False, False], "it is filed"
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), [row("n1", JUNIOR)]))
    services.discard_draft(filing(desk))
    assert offered(client) == [False, False], "it is thrown away"


def test_a_grid_that_goes_on_after_its_answer_was_lost_doubles_no_row(desk: Desk) -> None:
    draft = services.keep_draft(filing(desk), handed(None, [row("n1", PRIMARY), row("n2", JUNIOR)], "a", 1))
    sent = handed(draft, draft.rows, "a", 2)
    assert services.file_draft(filing(desk), sent, token="t", source=VersionSource.GRID).result.version == 1
    gone = GridDraft.objects.get()
    changed = [row("n1", ["小学", "121", *PRIMARY[2:]]), row("n2", JUNIOR), row("n3", ["普通高中", *JUNIOR[1:]])]
    kept = services.keep_draft(filing(desk), services.Handed(changed, 0, gone.revision, "b", 1))
    assert (kept.base_version, len(kept.rows)) == (1, 3) and kept.rows[2]["id"] == "n3"
    again = services.keep_draft(filing(desk), services.Handed(changed, 0, kept.revision, "b", 2))
    assert [one["id"] for one in again.rows] == [one["id"] for one in kept.rows]
    last = services.Handed(changed, 0, again.revision, "b", 3)
    done = services.file_draft(filing(desk), last, token="u", source=VersionSource.GRID)
    assert done.result.version == 2 and done.result.submission.versions.get(number=2).row_count == 3
