"""Evidence that waits with a draft goes with its row, whichever of two sides is chosen; what is left over is told."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from taizhang.ledgers import services
from taizhang.ledgers.draft_windows import MINE, SAVED
from taizhang.ledgers.drafting import DraftRow
from taizhang.ledgers.models import DraftPhoto, Evidence, GridDraft, Submission, VersionSource
from tests.ledgers.conftest import Desk
from tests.ledgers.test_grid import JUNIOR, PHOTO, PRIMARY, colleague, file, filing, handed, page, row, rows_now

pytestmark = pytest.mark.django_db
OTHER = ["小学", "125", "5", "0", "20", "9"]


def photo(
    desk: Desk, own: str, *, key: str = "abcdefgh12", field: str = "", data: bytes = PHOTO, sent: int | None = None
) -> DraftPhoto:
    draft = services.stored_draft(filing(desk))
    digest = hashlib.sha256(data).hexdigest()
    made = services.begin_photo(draft, key=key, row=own, field=field, name="票据.jpg", size=len(data), sha256=digest)
    return services.receive_piece(draft, key=made.key, offset=0, data=data[: len(data) if sent is None else sent])


def conflict(desk: Desk, mine: list[DraftRow], theirs: list[DraftRow]) -> tuple[list[str], int]:
    """A draft beside a version that a colleague saved meanwhile: the names of the choices, and the version."""
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), mine, "phone", 1))
    file(desk, theirs, "theirs", colleague(desk))
    _draft, merged, version = services.merge_draft(filing(desk), language="zh")
    return [clash.name for clash in merged.clashes], version


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_new_row_that_the_saved_version_has_too_takes_its_evidence_along(desk: Desk, choice: str) -> None:
    photo(desk, "n1", field="pupils")
    names, version = conflict(desk, [row("n1", PRIMARY), row("n2", JUNIOR)], [row("n7", OTHER)])
    services.merge_draft(filing(desk), language="zh", picks=dict.fromkeys(names, choice), newest=version)
    file(desk, rows_now(desk))
    evidence = Evidence.objects.get()
    assert evidence.row is not None and evidence.row.key == "primary" and evidence.field == "pupils"
    assert not DraftPhoto.objects.filter(evidence__isnull=True).exists()


def test_after_a_merge_the_window_of_before_is_known_and_may_not_write_over_it(desk: Desk) -> None:
    mine = [row("n1", PRIMARY)]
    names, version = conflict(desk, mine, [row("n7", OTHER)])
    services.merge_draft(filing(desk), language="zh", picks=dict.fromkeys(names, "mine"), newest=version)
    client, place = page(desk)
    for address in ("ledgers:grid-page", "ledgers:phone-form"):
        shown = client.get(reverse(address, args=place)).content.decode()
        assert 'data-client="phone" data-sequence="1"' in shown, "so that the browser knows that its copy arrived"
    with pytest.raises(services.DraftMoved):
        services.keep_draft(filing(desk), services.Handed(mine, 0, 1, "phone", 2))
    assert [one["id"][0] for one in rows_now(desk)] == ["r"]


def test_a_row_with_new_evidence_that_the_other_took_out_is_asked_about(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    mine = rows_now(desk)
    photo(desk, mine[1]["id"])
    names, version = conflict(desk, mine, mine[:1])
    assert names == [f"pick.{mine[1]['id']}."]
    client, place = page(desk)
    shown = client.get(reverse("ledgers:grid-merge", args=place)).content.decode()
    assert "这一行挂着 1 份佐证" in shown
    client.post(reverse("ledgers:grid-merge", args=place), {"newest": version, names[0]: "mine"})
    file(desk, rows_now(desk), "again")
    evidence = Evidence.objects.get()
    assert evidence.row is not None and evidence.row.key == "junior"


def test_evidence_of_a_row_that_was_chosen_away_is_told_and_does_not_vanish(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    mine = rows_now(desk)
    photo(desk, mine[1]["id"])
    names, version = conflict(desk, mine, mine[:1])
    client, place = page(desk)
    client.post(reverse("ledgers:grid-merge", args=place), {"newest": version, names[0]: "theirs"})
    for address in ("ledgers:grid-page", "ledgers:phone-form"):
        shown = client.get(reverse(address, args=place)).content.decode()
        assert "票据.jpg" in shown and "不会随表上报" in shown, address
    draft = GridDraft.objects.get(user__username="clerk")
    payload = {"base": draft.base_version, "revision": draft.revision, "client": "b", "sequence": 1}
    sent = json.dumps({**payload, "rows": draft.rows})
    address = reverse("ledgers:grid-page", args=place)
    answer = client.post(address, {"payload": sent, "do": "file", "token": "tt"}, follow=True)
    words = [str(message) for message in get_messages(answer.wsgi_request)]
    assert "没有随表上报" in answer.content.decode() or any("没有随表上报" in word for word in words)


@pytest.mark.parametrize("choice", [MINE, SAVED])
def test_of_two_windows_the_row_keeps_the_evidence_of_both(desk: Desk, choice: str) -> None:
    photo(desk, "n1", key="firstwindow")
    draft = services.keep_draft(filing(desk), handed(None, [row("n1", PRIMARY)], "a", 1))
    photo(desk, "n9", key="otherwindow", data=PHOTO + b"2")
    mine = services.Handed([row("n9", OTHER)], 0, 0, "b", 1)
    services.settle_windows(filing(desk), mine, seen=draft.revision, picks={"take.n1": choice})
    services.file_draft(
        filing(desk), handed(services.draft_for(filing(desk)), rows_now(desk)), token="t", source=VersionSource.GRID
    )
    assert [item.row is not None for item in Evidence.objects.all()] == [True, True]


def test_the_page_of_two_windows_says_which_rows_hold_evidence(desk: Desk) -> None:
    photo(desk, "n1")
    services.keep_draft(filing(desk), handed(None, [row("n1", PRIMARY)], "a", 1))
    client, place = page(desk)
    sent = json.dumps({"base": 0, "revision": 0, "client": "b", "sequence": 1, "rows": [row("n9", JUNIOR)]})
    answer = client.post(reverse("ledgers:grid-draft", args=place), {"payload": sent})
    assert answer.status_code == 409 and answer.json()["html"].count("这一行挂着 1 份佐证") == 1


def test_going_on_from_what_came_back_keeps_the_evidence_of_a_new_row(desk: Desk) -> None:
    first = file(desk, [row("n1", PRIMARY)]).result.submission
    assert first is not None
    draft = services.draft_for(filing(desk))
    photo(desk, "n5")
    services.keep_draft(filing(desk), handed(draft, [*rows_now(desk), row("n5", JUNIOR)], "a", 1))
    other = colleague(desk)
    file(desk, [*rows_now(desk, other), row("n8", ["初中", "91", "3", "30", "10", "8"])], "more", other)
    first.refresh_from_db()
    services.submit(actor=other, submission=first, explanations={})
    services.return_(actor=desk.reviewer, submission=first, comment="核对学生数")
    services.go_on(filing(desk), "zh")
    file(desk, rows_now(desk), "last")
    evidence = Evidence.objects.get()
    assert evidence.row is not None and evidence.row.key == "junior"


def test_a_page_that_stays_is_told_where_to_go_and_the_second_press_files_nothing_more(desk: Desk) -> None:
    client, place = page(desk)
    for address, fields in (
        ("ledgers:grid-page", {"do": "hand-in"}),
        ("ledgers:phone-form", {"go": "hand-in"}),
    ):
        payload = json.dumps({"base": 0, "revision": 0, "client": "b", "sequence": 1, "rows": [row("n1", PRIMARY)]})
        sent = {"payload": payload, "token": "one", **fields}
        told = client.post(reverse(address, args=place), sent, headers={"X-Answer": "address"})
        submission = Submission.objects.get()
        assert told.json() == {"to": reverse("ledgers:submission-detail", args=[submission.pk])}
        assert (submission.version, submission.state) == (1, "submitted")
    plain = client.post(reverse("ledgers:grid-page", args=place), sent | {"do": "hand-in"})
    assert plain.status_code == 302, "without scripts as ever"


def test_the_same_file_goes_on_where_its_upload_broke_off(desk: Desk) -> None:
    """Chosen again after the page was closed: the dead entry is taken up, not a second one begun."""
    photo(desk, "n1", key="brokenoff1", field="pupils", sent=4000)
    client, place = page(desk)
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), [row("n1", PRIMARY)], "a", 1))
    for address in ("ledgers:grid-page", "ledgers:phone-form"):
        shown = client.get(reverse(address, args=place)).content.decode()
        assert "没传完，请重新选择这张照片" in shown, address
    about = {"do": "begin", "row": "n1", "field": "pupils", "name": "票据.jpg", "size": len(PHOTO)}
    again = {**about, "key": "chosenagain", "sha256": hashlib.sha256(PHOTO).hexdigest()}
    told = client.post(reverse("ledgers:phone-photo", args=place), again).json()
    assert told == {"received": 4000, "whole": False, "key": "brokenoff1"}
    assert DraftPhoto.objects.count() == 1
    elsewhere = client.post(reverse("ledgers:phone-photo", args=place), {**again, "row": "n2"}).json()
    assert elsewhere["received"] == 0, "the same file for another row is another piece of evidence"
