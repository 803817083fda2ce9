"""The draft behind grid and phone form: kept as typed, one writer told of the other, filed once, merged by hand."""

from __future__ import annotations

import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.permissions import NotAllowed, Role
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.drafting import DraftRow
from taizhang.ledgers.models import (
    DraftPhoto,
    Evidence,
    GridDraft,
    KeptUpload,
    Submission,
    SubmissionVersion,
    VersionSource,
)
from taizhang.organisation.queries import actor_for
from tests.ledgers.conftest import PERIOD, Desk, workbook

pytestmark = pytest.mark.django_db
FIELDS = ("stage", "pupils", "classes", "boarders", "migrant_pupils", "full_time_teachers")
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
PRIMARY, JUNIOR = ["小学", "120", "4", "0", "20", "9"], ["初中", "90", "3", "30", "10", "8"]


def row(own: str, values: list[str], copied: list[str] | None = None) -> DraftRow:
    return {"id": own, "v": dict(zip(FIELDS, values, strict=True)), "c": copied or []}


def filing(desk: Desk, actor: Any = None) -> services.Filing:
    return services.Filing(actor or desk.clerk, desk.ledger, PERIOD, desk.school)


def colleague(desk: Desk) -> Any:
    return actor_for(desk.world.person(Role.SCHOOL_CLERK, "S1", username="colleague"))


def handed(draft: GridDraft | None, rows: list[DraftRow], client: str = "", sequence: int = 0) -> services.Handed:
    base, revision = (draft.base_version, draft.revision) if draft is not None else (0, 0)
    return services.Handed(rows, base, revision, client, sequence)


def file(desk: Desk, rows: list[DraftRow], token: str = "t", actor: Any = None) -> services.DraftFiled:
    one = filing(desk, actor)
    done = services.file_draft(one, handed(services.draft_for(one), rows), token=token, source=VersionSource.GRID)
    assert done.result.submission is not None, [problem.sentence() for problem in done.result.problems]
    return done


def rows_now(desk: Desk, actor: Any = None) -> list[DraftRow]:
    rows: list[DraftRow] = services.draft_for(filing(desk, actor)).rows or []
    return rows


def page(desk: Desk, name: str = "clerk") -> tuple[Client, list[str]]:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client, [desk.ledger.key, PERIOD.code, "S1"]


def test_what_is_typed_is_kept_as_typed(desk: Desk) -> None:
    services.keep_draft(filing(desk), handed(None, [row("n1", ["小学 ", "一百二", "", "", "", ""])]))
    assert rows_now(desk)[0]["v"] == {"stage": "小学 ", "pupils": "一百二", **dict.fromkeys(FIELDS[2:], "")}
    assert not Submission.objects.exists()


def test_a_second_window_is_told_and_nothing_is_overwritten(desk: Desk) -> None:
    services.keep_draft(filing(desk), handed(None, [row("n1", PRIMARY)], "a", 1))
    with pytest.raises(services.DraftMoved):
        services.keep_draft(filing(desk), handed(None, [row("n1", JUNIOR)], "b", 1))
    assert rows_now(desk) == [row("n1", PRIMARY)]


def test_an_answer_that_was_lost_may_be_asked_for_again(desk: Desk) -> None:
    first = services.keep_draft(filing(desk), handed(None, [row("n1", PRIMARY)], "a", 1))
    again = services.keep_draft(filing(desk), handed(None, [row("n1", PRIMARY)], "a", 1))
    assert again.revision == first.revision == 1
    later = services.keep_draft(filing(desk), handed(None, [row("n1", JUNIOR)], "a", 2))
    assert later.revision == 2 and rows_now(desk) == [row("n1", JUNIOR)]


def test_the_same_handing_over_files_once(desk: Desk) -> None:
    one = handed(None, [row("n1", PRIMARY)], "a", 1)
    for repeated in (False, True):
        done = services.file_draft(filing(desk), one, token="t", source=VersionSource.GRID)
        assert done.repeated is repeated
        assert done.result.submission == Submission.objects.get()
    assert SubmissionVersion.objects.count() == 1
    with pytest.raises(services.DraftMoved):  # the page of before, opened again by the back button
        services.file_draft(
            filing(desk), handed(None, [row("n1", JUNIOR)], "b", 1), token="u", source=VersionSource.GRID
        )


def test_wrong_cells_save_no_version_and_keep_the_draft(desk: Desk) -> None:
    done = services.file_draft(
        filing(desk), handed(None, [row("n1", ["小学", "x", *PRIMARY[2:]])]), token="t", source=VersionSource.GRID
    )
    assert done.result.submission is None and done.ids == ["n1"]
    assert [problem.key for problem in done.result.problems] == ["1"]
    assert not Submission.objects.exists() and rows_now(desk)[0]["v"]["pupils"] == "x"


def test_two_people_merge_cell_by_cell(desk: Desk) -> None:
    other = colleague(desk)
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    mine, theirs = rows_now(desk), rows_now(desk, other)
    mine[0]["v"] |= {"pupils": "121", "full_time_teachers": "10"}
    theirs[0]["v"] |= {"pupils": "125", "classes": "5"}
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), mine))
    file(desk, theirs, "t2", other)
    draft = services.draft_for(filing(desk))
    with pytest.raises(services.FilingMoved):
        services.file_draft(filing(desk), handed(draft, mine), token="t3", source=VersionSource.GRID)
    assert Submission.objects.get().version == 2
    _draft, merged, version = services.merge_draft(filing(desk), language="zh")
    assert [(clash.field, clash.was, clash.mine, clash.theirs) for clash in merged.clashes] == [
        ("pupils", "120", "121", "125")
    ]
    assert [(title, was, now) for _label, title, was, now in merged.taken] == [("班级数", "4", "5")]
    # Without a word for every clash nothing is written; a word given for an older version does not count.
    services.merge_draft(filing(desk), language="zh", picks={}, newest=version)
    picks = {merged.clashes[0].name: "mine"}
    services.merge_draft(filing(desk), language="zh", picks=picks, newest=version - 1)
    assert services.draft_for(filing(desk)).base_version == 1
    services.merge_draft(filing(desk), language="zh", picks=picks, newest=version)
    draft = services.draft_for(filing(desk))
    assert draft.base_version == 2 and draft.rows is not None
    assert draft.rows[0]["v"] == dict(zip(FIELDS, ["小学", "121", "5", "0", "20", "10"], strict=True))
    file(desk, draft.rows, "t4")


def test_a_row_taken_out_by_one_and_changed_by_the_other_is_asked_about(desk: Desk) -> None:
    other = colleague(desk)
    file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    mine, theirs = rows_now(desk), rows_now(desk, other)
    mine[1]["v"]["pupils"] = "91"
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), mine))
    file(desk, theirs[:1], "t2", other)
    _draft, merged, version = services.merge_draft(filing(desk), language="zh")
    (clash,) = merged.clashes
    assert clash.field == "" and "91" in clash.mine and clash.theirs == ""
    services.merge_draft(filing(desk), language="zh", picks={clash.name: "mine"}, newest=version)
    assert [one["v"]["stage"] for one in rows_now(desk)] == ["小学", "初中"]


def test_the_conflict_page_shows_both_and_goes_on(desk: Desk) -> None:
    other = colleague(desk)
    file(desk, [row("n1", PRIMARY)])
    mine, theirs = rows_now(desk), rows_now(desk, other)
    mine[0]["v"]["pupils"], theirs[0]["v"]["pupils"] = "121", "125"
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), mine))
    file(desk, theirs, "t2", other)
    client, place = page(desk)
    draft = services.draft_for(filing(desk))
    payload = json.dumps({"rows": mine, "base": 1, "revision": draft.revision, "client": "w", "sequence": 1})
    answer = client.post(reverse("ledgers:grid-page", args=place), {"do": "file", "token": "t3", "payload": payload})
    merge = reverse("ledgers:grid-merge", args=place)
    assert answer.status_code == 302 and answer.headers["Location"] == merge
    shown = client.get(merge).content.decode()
    assert "121" in shown and "125" in shown and "您填写时，谷雨于" in shown
    assert client.post(merge, {"newest": "2"}).status_code == 422
    name = f"pick.{rows_now(desk, other)[0]['id']}.pupils"
    assert client.post(merge, {"newest": "2", name: "theirs"}).status_code == 302
    assert rows_now(desk)[0]["v"]["pupils"] == "125"


def test_the_conflict_page_speaks_of_no_second_person_where_there_is_none(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY)])
    mine = rows_now(desk)
    mine[0]["v"]["pupils"] = "121"
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), mine))
    by_workbook = dict(zip(FIELDS, ["小学", "125", "4", "0", "20", "9"], strict=True))
    saved = services.save_rows(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD, rows=[by_workbook],
        source=VersionSource.WORKBOOK,
    )  # fmt: skip
    assert saved.version == 2
    client, place = page(desk)
    for address in ("ledgers:grid-page", "ledgers:phone-form", "ledgers:grid-merge"):
        shown = client.get(reverse(address, args=place), headers={"accept-language": "zh-hans"}).content.decode()
        assert "两个人" not in shown and "别人" not in shown and "对方" not in shown
    assert "您自己" in shown and "已存的版本：" in shown


def test_a_returned_filing_is_open_in_its_marked_cells_only(desk: Desk) -> None:
    submission = file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)]).result.submission
    assert submission is not None
    first = queries.current_rows(submission)[0]
    services.submit(actor=desk.clerk, submission=submission, explanations={"large_classes": "a", "jump": "b"})
    submission = Submission.objects.get()
    services.return_(actor=desk.reviewer, submission=submission, comment="核对", cells=[(first.pk, "pupils")])
    rows = rows_now(desk)
    rows[1]["v"]["pupils"] = "91"
    refused = services.file_draft(
        filing(desk), handed(services.draft_for(filing(desk)), rows), token="t2", source=VersionSource.GRID
    )
    assert [problem.code for problem in refused.result.problems] == ["grid.locked"]
    rows[1]["v"]["pupils"], rows[0]["v"]["pupils"] = "90", "119"
    file(desk, rows, "t3")
    # Corrected once, the row that took its place is the one that is open.
    again = rows_now(desk)
    assert queries.open_cells(Submission.objects.get()) == {again[0]["id"]: frozenset({"pupils"})}
    client, place = page(desk)
    shown = client.get(reverse("ledgers:grid-page", args=place)).content.decode()
    assert shown.count(" readonly") == 11 and "灰色的格子审核人没有标出，不能改" in shown


def test_last_period_is_copied_grey_and_must_be_confirmed(desk: Desk) -> None:
    before = PERIOD.previous()
    done = services.save_rows(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=before,
        rows=[dict(zip(FIELDS, PRIMARY, strict=True))], source=VersionSource.API,
    )  # fmt: skip
    assert done.submission is not None
    given = {str(item["check"]): "属实" for item in done.submission.versions.get().warnings}
    services.submit(actor=desk.clerk, submission=done.submission, explanations=given)
    services.accept(actor=desk.reviewer, submission=done.submission)
    client, place = page(desk)
    address = reverse("ledgers:grid-page", args=place)
    own = {"id": "n1", "v": {"stage": "小学", "pupils": "130"}, "c": []}
    payload = json.dumps({"rows": [own], "base": 0, "revision": 0, "client": "w", "sequence": 1})
    assert client.post(address, {"do": "last", "payload": payload}).status_code == 302
    (kept,) = rows_now(desk)
    assert kept["v"] == dict(zip(FIELDS, ["小学", "130", *PRIMARY[2:]], strict=True))
    assert kept["c"] == list(FIELDS[2:])
    draft = services.draft_for(filing(desk))
    refused = services.file_draft(filing(desk), handed(draft, [kept]), token="t", source=VersionSource.GRID)
    assert {problem.code for problem in refused.result.problems} == {"grid.copied"}
    file(desk, [{**kept, "c": []}], "t2")


def test_a_photo_comes_in_pieces_resumes_and_hangs_on_its_row(desk: Desk) -> None:
    draft = services.stored_draft(filing(desk))
    about = {"key": "abcdefgh12", "row": "n2", "name": "票据.jpg", "size": len(PHOTO)}
    sha = hashlib.sha256(PHOTO).hexdigest()
    services.begin_photo(draft, **about, sha256=sha)  # type: ignore[arg-type]
    services.receive_piece(draft, key="abcdefgh12", offset=0, data=PHOTO[:4000])
    again = services.receive_piece(draft, key="abcdefgh12", offset=0, data=PHOTO[:4000])
    assert again.received == 4000  # a piece whose answer was lost doubles nothing
    assert services.receive_piece(draft, key="abcdefgh12", offset=9000, data=PHOTO[9000:]).received == 4000
    assert services.begin_photo(draft, **about, sha256=sha).received == 4000  # type: ignore[arg-type]
    assert services.receive_piece(draft, key="abcdefgh12", offset=4000, data=PHOTO[4000:]).is_whole
    done = file(desk, [row("n1", PRIMARY), row("n2", JUNIOR)])
    evidence = Evidence.objects.get()
    assert evidence.row == queries.current_rows(done.result.submission)[1]  # type: ignore[arg-type]
    assert evidence.file.sha256 == sha


def test_a_photo_with_another_hash_starts_again(desk: Desk) -> None:
    draft = services.stored_draft(filing(desk))
    services.begin_photo(draft, key="abcdefgh12", row="n1", name="a.jpg", size=len(PHOTO), sha256="0" * 64)
    assert services.receive_piece(draft, key="abcdefgh12", offset=0, data=PHOTO).received == 0
    with pytest.raises(TaizhangError):
        services.begin_photo(draft, key="abcdefgh13", row="n1", name="a", size=10**9, sha256="0" * 64)
    services.drop_photo(draft, "abcdefgh12")
    assert not DraftPhoto.objects.exists()


def test_a_file_that_is_no_photo_is_told_and_leaves_nothing_behind(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    client, place = page(desk)
    address, data = reverse("ledgers:phone-photo", args=place), "学段,学生数\n小学,120\n".encode()
    about = {"key": "abcdefgh12", "row": "n1", "name": "wrong.xlsx", "size": len(data)}
    about["sha256"] = hashlib.sha256(data).hexdigest()
    assert client.post(address, {"do": "begin", **about}).status_code == 200
    piece = {"do": "piece", "key": "abcdefgh12", "offset": "0", "piece": SimpleUploadedFile("piece", data)}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, piece)
    assert answer.status_code == 422 and "别种文件" in answer.json()["error"]
    assert not DraftPhoto.objects.exists()
    assert not list((Path(settings.DATA_DIR) / "uploads").glob("photo-*abcdefgh12"))
    form = client.get(reverse("ledgers:phone-form", args=place)).content.decode()
    assert "wrong.xlsx" not in form
    file(desk, [row("n1", PRIMARY)])  # it is in nobody's way


def test_a_photo_that_arrived_damaged_is_sent_again_not_refused(desk: Desk) -> None:
    draft, damaged = services.stored_draft(filing(desk)), b"?" * len(PHOTO)
    sha = hashlib.sha256(PHOTO).hexdigest()
    services.begin_photo(draft, key="abcdefgh12", row="n1", name="a.jpg", size=len(PHOTO), sha256=sha)
    assert services.receive_piece(draft, key="abcdefgh12", offset=0, data=damaged).received == 0
    assert services.receive_piece(draft, key="abcdefgh12", offset=0, data=PHOTO).is_whole


def test_without_scripts_a_file_that_is_no_photo_leaves_nothing_either(desk: Desk) -> None:
    client, place = page(desk)
    sent = {"row": "n1", "c.n1.stage": "小学", "go": "stay", "photo": SimpleUploadedFile("wrong.xlsx", b"no picture")}
    answer = client.post(reverse("ledgers:phone-form", args=place), sent, follow=True)
    shown = answer.content.decode()
    assert "别种文件" in shown and "wrong.xlsx" in shown
    assert answer.redirect_chain[-1][0].startswith(reverse("ledgers:phone-form", args=place))
    assert not DraftPhoto.objects.exists()
    assert rows_now(desk)[0]["v"]["stage"] == "小学"


def test_the_cameras_time_is_kept(desk: Desk) -> None:
    client, place = page(desk)
    address = reverse("ledgers:phone-photo", args=place)
    sent = {"key": "abcdefgh12", "row": "n1", "name": "a.jpg", "size": len(PHOTO)}
    sent |= {"sha256": hashlib.sha256(PHOTO).hexdigest(), "taken_at": "2026:03:31 10:20:30"}
    assert client.post(address, {"do": "begin", **sent}).json() == {"received": 0, "whole": False, "key": "abcdefgh12"}
    taken = DraftPhoto.objects.get().taken_at
    assert taken is not None and taken.isoformat() == "2026-03-31T02:20:30+00:00"
    assert client.post(address, {"do": "piece", "key": "nothing-such"}).status_code == 422


def test_errors_and_warnings_are_counted_apart_and_alike_everywhere(desk: Desk) -> None:
    """One wrong number and one class that is too large: the page, its list, the marked workbook, a program."""
    rows = [["小学", "x", 4, 0, 20, 9], ["初中", 190, 2, 30, 10, 8]]
    client, place = page(desk)
    typed = [row(f"n{at}", [str(value) for value in line]) for at, line in enumerate(rows)]
    sent = {"payload": json.dumps({"rows": typed}), "do": "file", "token": "t"}
    answer = client.post(reverse("ledgers:grid-page", args=place), sent)
    shown = answer.content.decode()
    listed = json.loads(shown.partition('id="grid-errors" type="application/json">')[2].partition("</script>")[0])
    levels = sorted(item["level"] for item in listed)
    assert levels == ["error", "warning"]
    assert answer.status_code == 422 and "没有上报：1 处错误，1 处提醒。草稿已存。" in shown
    assert re.findall(r'<li><a href="(#c-[^"]+)">', shown.partition('id="wrong"')[2].partition("</ul>")[0]) == [
        "#c-n0-pupils"
    ]
    assert "提醒：" in shown.partition("<noscript><ol>")[2].partition("</noscript>")[0]
    book = SimpleUploadedFile("上报.xlsx", workbook(rows))
    refused = client.post(reverse("ledgers:filing-page", args=place), {"workbook": book}).content.decode()
    assert "没有保存：1 处错误，1 处提醒。" in refused
    marked = client.get(reverse("ledgers:marked-download", args=place), {"upload": KeptUpload.objects.get().token})
    assert (
        openpyxl.load_workbook(io.BytesIO(marked.content)).worksheets[0]["A1"].value == "错误清单：1 处错误，1 处提醒"
    )
    told = services.save_rows(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD,
        rows=[dict(zip(FIELDS, line, strict=True)) for line in rows], source=VersionSource.API,
    )  # fmt: skip
    assert (len(told.problems), len(told.warnings)) == (1, 1)


def test_the_phone_tells_all_that_is_wrong_with_a_cell(desk: Desk) -> None:
    client, place = page(desk)
    services.keep_draft(filing(desk), handed(None, [row("n1", ["小学", "40", "4", "60", "70", "9"])]))
    told = services.check_unsaved(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD,
        rows=[dict(zip(FIELDS, ["小学", "40", "4", "60", "70", "9"], strict=True))],
    )  # fmt: skip
    shown = client.get(reverse("ledgers:phone-form", args=place)).content.decode()
    found = [*told.problems, *told.warnings]
    assert len(found) > 1
    assert all(problem.cure.zh in shown for problem in found)


def test_rows_are_checked_while_typing_and_nothing_is_kept(desk: Desk) -> None:
    client, place = page(desk)
    rows = [row("n1", ["小学", "x", "4", "0", "20", "9"]), row("n2", ["初中", "90", "3", "200", "10", "8"])]
    sent = {"payload": json.dumps({"rows": rows})}
    told = client.post(reverse("ledgers:grid-check", args=place), sent).json()["problems"]
    assert {(item["row"], item["field"]) for item in told} >= {("n1", "pupils"), ("n2", "boarders")}
    assert not GridDraft.objects.exists()


def test_a_stranger_and_a_masked_reader_are_refused(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        services.keep_draft(filing(desk, desk.other), handed(None, []))
    client, place = page(desk, "other")
    assert client.get(reverse("ledgers:grid-page", args=place)).status_code == 404
    client, place = page(desk)
    assert client.post(reverse("ledgers:grid-draft", args=place), {"payload": "[1"}).status_code == 400
    many = json.dumps({"rows": [{"id": f"n{n}", "v": {}} for n in range(301)]})
    assert client.post(reverse("ledgers:grid-draft", args=place), {"payload": many}).status_code == 400


def test_a_thrown_away_draft_leaves_what_was_filed(desk: Desk) -> None:
    file(desk, [row("n1", PRIMARY)])
    rows = rows_now(desk)
    rows[0]["v"]["pupils"] = "7"
    services.keep_draft(filing(desk), handed(services.draft_for(filing(desk)), rows))
    services.discard_draft(filing(desk))
    assert rows_now(desk)[0]["v"]["pupils"] == "120"
