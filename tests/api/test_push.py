"""Rows pushed by a program: the same rows and the same errors as a workbook, once, and never over another's version."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from taizhang.accounts.idempotency import Push
from taizhang.accounts.models import StoredAnswer, User
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.scopes import Scope
from taizhang.ledgers.models import Row, Submission, SubmissionVersion
from taizhang.ledgers.rows_export import NDJSON
from tests.api.conftest import ROLL, ROWS, Program, filed, program_of
from tests.ledgers.conftest import GOOD, HEADING, Desk, workbook

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BAD = [
    {**ROWS[0], "stage": "幼儿班", "学生数": "一百二"},
    {**ROWS[1], "班级数": 3.5, "寄宿生数": 300, "随迁子女数": None},
]
BAD_CELLS = [["幼儿班", "一百二", 4, 0, 20, 9], ["初中", 90, 3.5, 300, None, 8]]


def stored(pk: int) -> list[str]:
    rows = Row.objects.filter(submission_id=pk, removed_in=None).order_by("position")
    return list(rows.values_list("hash", flat=True))


def test_a_missing_right_is_said_in_words_with_the_scope_that_has_it(desk: Desk) -> None:
    reads = program_of(User.objects.get(username="clerk"), [Scope.LEDGERS_READ.value])
    told = reads.put(ROLL, {"rows": ROWS}).json()
    assert told["detail"] == "没有“填报台账”的权限。令牌须有权限范围 ledgers:file。"
    told = reads.put(ROLL, {"rows": ROWS}, accept_language="en").json()
    assert told["detail"] == "The right is missing: file for the unit. The token needs the scope ledgers:file."
    files = program_of(User.objects.get(username="clerk"))
    assert files.post(f"submissions/{filed(files).pk}/accept", {"version": 1}).json()["detail"] == (
        "没有“审核上报”的权限。"
    )


@pytest.mark.parametrize(
    ("body", "found", "in_english"),
    [
        ({"rows": "x"}, "文字（string）", "a string"),
        ({"rows": None}, "空（null）", "null"),
        ({"rows": 3}, "数（number）", "a number"),
        ({"rows": True}, "真假（boolean）", "a boolean"),
        ({"rows": {}}, "对象（object）", "an object"),
        ({"rows": [[1, 2]]}, "2 项的列表（array）", "an array of 2"),
        ([], "0 项的列表（array）", "an array of 0"),
        ({"rows": [], "explanations": "x"}, "文字（string）", "a string"),
    ],
)
def test_another_shape_is_told_in_the_words_of_json(clerk: Program, body: object, found: str, in_english: str) -> None:
    assert clerk.put(ROLL, body).json()["problems"][0]["found"] == found
    assert clerk.put(ROLL, body, accept_language="en").json()["problems"][0]["found"] == in_english
    assert "分次" not in clerk.put(ROLL, body).json()["problems"][0]["cure"]


def test_what_was_taken_back_was_not_handed_in(clerk: Program) -> None:
    pk = filed(clerk).pk
    handed_in = clerk.post(f"submissions/{pk}/submit").json()
    assert handed_in["submitted_at"] and handed_in["submitted_by"]
    back = clerk.post(f"submissions/{pk}/withdraw").json()
    assert (back["state"], back["submitted_at"], back["submitted_by"]) == ("draft", None, "")


def test_taking_back_what_was_never_handed_in_says_so(clerk: Program) -> None:
    pk = filed(clerk).pk
    told = clerk.post(f"submissions/{pk}/withdraw")
    assert told.status_code == 409
    assert told.json()["type"] == "urn:taizhang:problem:state" and told.json()["title"] == "现在的状态不能这样做。"
    (problem,) = told.json()["problems"]
    assert (problem["expected"], problem["found"]) == ("已经提交的填报", "“草稿”")
    assert problem["cure"] == "还没有提交过，可以直接修改。"


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_a_push_onto_what_is_not_open_is_told_the_state(desk: Desk, clerk: Program, state: str) -> None:
    """Rows and a workbook; handing in again too."""
    submission = filed(clerk)
    Submission.objects.filter(pk=submission.pk).update(state=state)
    answers = [clerk.put(ROLL, {"rows": ROWS[:1]}), clerk.put(ROLL, workbook(GOOD[:2]), content_type=XLSX)]
    for told in (*answers, clerk.post(f"submissions/{submission.pk}/submit")):
        assert (told.status_code, told.json()["type"]) == (409, "urn:taizhang:problem:state")


def test_handing_in_what_was_never_saved_is_told_the_state(desk: Desk, clerk: Program) -> None:
    submission = filed(clerk)
    Submission.objects.filter(pk=submission.pk).update(version=0)
    told = clerk.post(f"submissions/{submission.pk}/submit")
    assert (told.status_code, told.json()["type"]) == (409, "urn:taizhang:problem:state")


def test_every_permission_has_words() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said = {str(NotAllowed(permission)) for permission in Permission}
        assert len(said) == len(Permission) and not any("_" in words for words in said)


def test_rows_and_a_workbook_store_the_same(desk: Desk, clerk: Program) -> None:
    pushed = clerk.put(ROLL, {"rows": ROWS})
    assert pushed.status_code == 200, pushed.content.decode()
    assert pushed.json()["version"] == 1 and pushed.json()["rows"] == 2 and pushed["ETag"] == '"1"'
    rows = stored(pushed.json()["submission"])
    again = clerk.put(ROLL, workbook(GOOD), content_type=XLSX)
    assert again.json()["unchanged"] and again.json()["version"] == 1
    assert stored(again.json()["submission"]) == rows


def test_rows_taken_along_are_pushed_again_as_they_came(desk: Desk, clerk: Program) -> None:
    pk = filed(clerk).pk
    for kind in ("csv", "xlsx", "ndjson"):
        file = clerk.get(f"submissions/{pk}/rows.{kind}")
        body = file.getvalue() if file.streaming else file.content
        again = clerk.put(ROLL, body, content_type=file["Content-Type"])
        assert again.status_code == 200, again.content.decode()
        assert again.json()["unchanged"] and again.json()["rows"] == len(ROWS)


def test_lines_of_a_workbook_that_are_no_rows_are_told(clerk: Program) -> None:
    data = workbook([*GOOD, ["合计", 310, 7, 30, 30, 17], ["填表人：禾守安"]])
    told = clerk.put(ROLL, data, content_type=XLSX).json()
    assert told["rows"] == len(GOOD)
    assert [(line["row"], line["kind"]) for line in told["left_out"]] == [(5, "total"), (6, "note")]
    assert told["left_out"][0]["differs"] == [{"cell": "B5", "said": "310", "sum": "210"}]
    assert [warning["check"] for warning in told["warnings"] if warning.get("check")] in ([], ["total-row"])
    assert told["other_sheets"] == [] and told["hidden"] == {}


def test_they_are_told_beside_what_is_wrong_too(clerk: Program) -> None:
    wrong = [GOOD[0][0], "许多", *GOOD[0][2:]]
    answer = clerk.put(ROLL, workbook([wrong, GOOD[1], ["填表人：禾守安"]]), content_type=XLSX)
    assert answer.status_code == 422
    assert [(line["row"], line["kind"]) for line in answer.json()["read"]["left_out"]] == [(5, "note")]


def _faults(problems: list[dict[str, Any]], first_row: int) -> list[tuple[Any, ...]]:
    return sorted(
        (item["row"] and item["row"] - first_row, item["field"], item["code"], item["level"],
         item["expected"], item["found"], item["cure"])
        for item in problems
    )  # fmt: skip


def test_rows_a_workbook_and_the_page_give_the_same_errors(desk: Desk, clerk: Program) -> None:
    by_rows = clerk.put(ROLL, {"rows": BAD})
    by_workbook = clerk.put(ROLL, workbook(BAD_CELLS), content_type=XLSX)
    assert (by_rows.status_code, by_workbook.status_code) == (422, 422)
    assert by_rows["Content-Type"] == "application/problem+json"
    faults = _faults(by_rows.json()["problems"], 1)
    assert len(faults) >= 4
    assert _faults(by_workbook.json()["problems"], 3) == faults
    assert not Submission.objects.exists() and not SubmissionVersion.objects.exists()
    page = Client()
    page.force_login(User.objects.get(username="clerk"))
    address = reverse("ledgers:filing-page", args=["county-base.school_roll", "2026H1", "S1"])
    shown = page.post(address, {"workbook": SimpleUploadedFile("a.xlsx", workbook(BAD_CELLS))}).content.decode()
    for item in by_workbook.json()["problems"]:
        assert item["key"] in shown and item["cure"] in shown


def test_a_workbook_whose_titles_are_unsure_is_refused_until_it_says_which_column_is_what(clerk: Program) -> None:
    alike = workbook(GOOD, ["学段", "学生总数（人）", *HEADING[2:]])
    unsure = clerk.put(ROLL, alike, content_type=XLSX)
    assert unsure.status_code == 422 and not Submission.objects.exists()
    assert [(item["code"], item["key"], item["field"]) for item in unsure.json()["problems"]] == [
        ("columns.unsure", "B", "pupils")
    ]
    nonsense = clerk.put(f"{ROLL}?column=B=nothing", alike, content_type=XLSX)
    assert nonsense.status_code == 422 and nonsense.json()["problems"][0]["code"] == "columns.said"
    assert clerk.put(f"{ROLL}?column=B=pupils", alike, content_type=XLSX).json()["rows"] == 2


def test_errors_come_in_the_language_asked_for(clerk: Program) -> None:
    chinese = clerk.put(ROLL, {"rows": BAD}).json()
    english = clerk.put(ROLL, {"rows": BAD}, accept_language="en").json()
    assert chinese["title"] == "请求有误。"
    assert english["title"] == "Something in the request is wrong."
    assert any("整数" in item["expected"] for item in chinese["problems"])
    assert any("a whole number" in item["expected"] for item in english["problems"])


def test_the_same_push_twice_counts_once(clerk: Program) -> None:
    first = clerk.put(ROLL, {"rows": ROWS}, idempotency_key="k1")
    second = clerk.put(ROLL, {"rows": ROWS}, idempotency_key="k1")
    assert second.content == first.content and second["Idempotent-Replayed"] == "true"
    assert not first.json()["unchanged"]  # without the key a second push would say unchanged
    assert AuditEvent.objects.filter(action="submission.version").count() == 1
    changed = [{**ROWS[0], "学生数": 121}, ROWS[1]]
    assert clerk.put(ROLL, {"rows": changed}, idempotency_key="k1").status_code == 409
    assert clerk.put(ROLL, {"rows": changed}, idempotency_key="k2").json()["version"] == 2
    assert clerk.put(ROLL, {"rows": ROWS}, idempotency_key="k1").json()["version"] == 1
    assert Submission.objects.get().version == 2


def test_answers_are_kept_a_week(clerk: Program) -> None:
    filed(clerk, idempotency_key="old")
    StoredAnswer.objects.update(at=timezone.now() - timedelta(days=8))
    clerk.put(ROLL, {"rows": ROWS}, idempotency_key="new")
    assert [answer.key for answer in StoredAnswer.objects.all()] == ["new"]


def test_two_at_the_same_time_get_one_answer(clerk: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second looked before the first had answered: its work is undone and the first's answer given."""
    first = clerk.put(ROLL, {"rows": ROWS}, idempotency_key="k", if_match='"0"')
    looked: list[object] = []
    found = Push.earlier

    def not_yet(self: Push) -> object:
        looked.append(self)
        return None if len(looked) == 1 else found(self)

    monkeypatch.setattr(Push, "earlier", not_yet)
    second = clerk.put(ROLL, {"rows": ROWS}, idempotency_key="k")
    assert second.content == first.content and len(looked) == 2
    looked.clear()
    third = clerk.put(ROLL, {"rows": ROWS}, idempotency_key="k", if_match='"0"')
    assert third.status_code == 200 and third.content == first.content


def test_a_refused_push_keeps_no_answer(clerk: Program) -> None:
    assert clerk.put(ROLL, {"rows": BAD}, idempotency_key="k").status_code == 422
    assert not StoredAnswer.objects.exists()


def test_another_tokens_key_is_another_key(clerk: Program, reviewer: Program) -> None:
    filed(clerk, idempotency_key="k")
    assert reviewer.put(ROLL, {"rows": ROWS}, idempotency_key="k").json()["unchanged"]


def test_a_newer_version_is_never_overwritten(clerk: Program) -> None:
    filed(clerk, if_match='"0"')
    changed = [{**ROWS[0], "学生数": 121}, ROWS[1]]
    late = clerk.put(ROLL, {"rows": changed}, if_match='"0"')
    assert late.status_code == 409 and "第 1 版" in late.json()["problems"][0]["found"]
    assert clerk.put(ROLL, {"rows": changed}, if_match='"1"').json()["version"] == 2
    assert clerk.put(ROLL, {"rows": ROWS}, if_match="newest").status_code == 422


def test_saved_and_handed_in_or_neither(clerk: Program) -> None:
    crowded = [{**ROWS[0], "班级数": 1}, ROWS[1]]
    asked = clerk.put(f"{ROLL}?submit=true", {"rows": crowded}, idempotency_key="k")
    told = [(item["code"], item["level"], item["row"], item["field"]) for item in asked.json()["problems"]]
    assert told == [("warning.large_classes", "warning", 1, "classes")]
    assert all(asked.json()["problems"][0][name] for name in ("where", "key", "expected", "found", "cure"))
    assert asked.status_code == 422 and not Submission.objects.exists()
    words = {"rows": crowded, "explanations": {"large_classes": "校舍正在扩建"}}
    answer = clerk.put(f"{ROLL}?submit=true", words)
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    again = clerk.put(ROLL, {"rows": ROWS})
    assert again.status_code == 409 and Submission.objects.get().version == 1


def test_no_rows_are_a_nil_report_only_when_said(clerk: Program) -> None:
    assert clerk.put(ROLL, {"rows": []}).status_code == 422
    assert clerk.put(f"{ROLL}?nil=true", {"rows": []}).json()["rows"] == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422), (b"{", 422), (b"[]", 422), (b'{"rows": {}}', 422), (b'{"rows": [1]}', 422),
        (b'{"rows": [{"stage": []}]}', 422), (b'{"rows": [{"stage": "\\u0000"}]}', 422), (b'{"lines": []}', 422),
        (b'{"rows": [{"stage": 1e400}]}', 422), (b'{"rows": [{}], "explanations": 3}', 422),
        (b'{"rows": [{"stage": NaN}]}', 422), (b"\xff\xfe", 422),
    ],
)  # fmt: skip
def test_bodies_of_another_shape_are_told(clerk: Program, body: bytes, status: int) -> None:
    answer = clerk.put(ROLL, body)
    assert answer.status_code == status, answer.content.decode()
    assert answer.json()["problems"][0]["cure"]


def test_names_that_no_field_has_are_told(clerk: Program) -> None:
    answer = clerk.put(ROLL, {"rows": [{**ROWS[0], "备 注": "x"}, ROWS[1]]})
    assert answer.json()["unknown_columns"] == ["备 注"]


def test_a_body_too_large_is_refused_unread(clerk: Program, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1024
    assert clerk.put(ROLL, b" " * 2000).status_code == 413
    assert clerk.put(ROLL, "x", content_type="text/plain").status_code == 415


def test_every_write_tells_the_token(clerk: Program, reviewer: Program) -> None:
    pk = filed(clerk).pk
    assert clerk.post(f"submissions/{pk}/submit").json()["state"] == "submitted"
    assert reviewer.post(f"submissions/{pk}/accept", {"version": 1}).json()["state"] == "accepted"
    events = AuditEvent.objects.filter(action__startswith="submission.").order_by("pk")
    assert [event.action for event in events] == ["submission.version", "submission.submitted", "submission.accepted"]
    assert all("令牌：学籍系统" in event.canonical for event in events)


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "submissions?limit=0", b"", "不小于 1 的数"),
        ("GET", "submissions?limit=many", b"", "整数"),
        ("GET", "submissions?state=lost", b"", "'draft'"),
        ("GET", "figures?org=S1", b"", "必填的值"),
        ("GET", f"submissions?org={'S' * 40}", b"", "不超过 32 个字"),
        ("GET", "org-units?day=today", b"", "日期，如 2026-03-31"),
        ("PUT", ROLL, b"{", "JSON"),
    ],
)
def test_what_does_not_fit_is_told_in_chinese(
    clerk: Program, method: str, path: str, body: bytes, expected: str
) -> None:
    answer = clerk.call(method, path, body)
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert expected in problem["expected"]
    assert re.search("[一-鿿]", problem["found"]) and re.search("[一-鿿]", problem["cure"])


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"explanations": [1]}, "1 项的列表（array）"),
        ({"explanations": None}, "空（null）"),
        ({"reason": 3}, "数（number）“3”"),
        ({"explanations": {"a": {}}}, "对象（object）"),
    ],
)
def test_a_part_of_another_kind_is_told_in_the_words_of_json(clerk: Program, body: object, found: str) -> None:
    (problem,) = clerk.post(f"submissions/{filed(clerk).pk}/submit", body).json()["problems"]
    assert problem["found"] == found


def test_wrong_cells_of_ndjson_are_placed_by_row_and_column(clerk: Program) -> None:
    """It has no column C; the row is the line, as in the export."""
    body = clerk.get(f"submissions/{filed(clerk).pk}/rows.ndjson").getvalue()
    lines = body.decode().splitlines()
    first = json.loads(lines[1])
    wrong_cell = {**first, "values": {**first["values"], "pupils": "一百二"}}
    wrong_rule = {**first, "values": {**first["values"], "boarders": 300}}
    for row, key in ((wrong_cell, "第 2 行"), (wrong_rule, "第 2 行“寄宿生数”")):
        told = clerk.put(ROLL, "\n".join([lines[0], json.dumps(row), *lines[2:]]).encode(), content_type=NDJSON)
        (problem,) = told.json()["problems"]
        assert (problem["key"], problem["row"]) == (key, 2)
        assert "“" in problem["key"] or "“学生数”" in problem["expected"]


def test_a_body_that_does_not_parse_is_told_in_chinese(clerk: Program) -> None:
    pk = filed(clerk).pk
    answer = clerk.post(f"submissions/{pk}/submit", b"{")
    assert (answer.status_code, answer.json()["detail"]) == (400, "请求正文不是所说明的 JSON 或表单。")
