"""What a program reads: only what its owner and its scopes allow, masked as on the pages, page by page."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from taizhang.accounts import tokens
from taizhang.accounts.models import ApiToken, User
from taizhang.core import clock
from taizhang.core.models import AuditEvent
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Role
from taizhang.engine.errors import TaizhangError
from taizhang.engine.periods import Period, PeriodKind
from taizhang.ledgers import queries as ledger_queries
from taizhang.ledgers.models import Submission, SubmissionVersion
from taizhang.organisation import queries
from tests.api.conftest import API, ROLL, ROWS, Program, filed, program_of
from tests.ledgers.conftest import PERIOD, Desk

pytestmark = pytest.mark.django_db
CHILDREN = f"{API}/submissions/city-half-year.left_behind_children/2026H1/S1"
CHILD = {
    "学籍号": "G990000201903072518", "儿童姓名": "禾微澜", "学段": "小学", "性别": "女", "外出情况": "父母双方外出",
    "外出地": "某省某市", "监护人姓名": "禾守田", "监护人关系": "祖父母或外祖父母", "监护人电话": "13800138000",
    "最近家访日期": "2026-04-11", "留守开始日期": "2024-09-01",
}  # fmt: skip


def test_a_token_in_force_is_needed(clerk: Program) -> None:
    for secret in ("", "tz_made-up", clerk.secret[:-1]):
        answer = Program(secret, clerk.client).get("me")
        assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"
        assert answer["Content-Type"] == "application/problem+json"
    assert clerk.get("me").json()["owner"] == "谷雨"
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "到期" in clerk.get("me").json()["detail"]


def test_a_revoked_token_and_a_closed_owner_get_nothing(clerk: Program, desk: Desk) -> None:
    token = ApiToken.objects.get()
    tokens.revoke_token(actor=desk.clerk, token=token)
    assert clerk.get("me").status_code == 401
    again = program_of(User.objects.get(username="clerk"))
    assert again.get("me").status_code == 200
    User.objects.filter(username="clerk").update(is_active=False)
    assert again.get("me").status_code == 401


def test_a_session_is_no_token(clerk: Program) -> None:
    clerk.client.force_login(User.objects.get(username="clerk"))
    assert clerk.client.get(f"{API}/me").status_code == 401


def test_only_a_hash_is_kept_and_use_is_noted(clerk: Program) -> None:
    token = ApiToken.objects.get()
    assert clerk.secret not in json.dumps([str(value) for value in vars(token).values()])
    assert token.last_used_at is None
    clerk.get("me")
    token.refresh_from_db()
    assert token.last_used_at is not None


def test_a_token_never_makes_a_token(clerk: Program) -> None:
    actor = queries.actor_for_token(ApiToken.objects.get())
    with pytest.raises(NotAllowed):
        tokens.issue_token(actor=actor, name="x", scopes=["ledgers:read"], days=1)


def test_what_a_token_may_not_hold_is_told_at_once(desk: Desk) -> None:
    with pytest.raises(TaizhangError) as caught:
        tokens.issue_token(actor=desk.clerk, name=" ", scopes=["everything"], days=400, org_unit="S2")
    assert [problem.key for problem in caught.value.problems] == ["name", "scopes", "days", "org_unit"]


def test_scopes_narrow_and_never_widen(desk: Desk) -> None:
    user = User.objects.get(username="clerk")
    reads = program_of(user, ["ledgers:read"])
    assert reads.put(ROLL, {"rows": ROWS}).status_code == 403
    assert program_of(user, ["organisation:read"]).get("org-units").status_code == 403  # a clerk has no such permission
    assert program_of(user, ["figures:read"]).get("ledgers").status_code == 403
    assert set(reads.get("me").json()["permissions"]) == {"view_ledger", "export"}


def test_a_token_below_one_unit_sees_no_other(desk: Desk, clerk: Program, other: Program) -> None:
    filed(clerk)
    user = User.objects.get(username="reviewer")
    all_units, one = program_of(user), program_of(user, org_unit="T2")
    assert clerk.post(f"submissions/{Submission.objects.get().pk}/submit").status_code == 200
    assert len(all_units.get("submissions").json()["items"]) == 1
    assert one.get("submissions").json()["items"] == []
    assert one.get(f"submissions/{Submission.objects.get().pk}").status_code == 404
    assert {item["code"] for item in one.get("org-units").json()["items"]} == {"T2", "S3", "S4"}


def test_another_school_is_not_found(clerk: Program, other: Program) -> None:
    pk = filed(clerk).pk
    for path in ("", "/versions", "/events", "/rows", "/rows.csv", "/evidence"):
        assert clerk.get(f"submissions/{pk}{path}").status_code == 200, path
        assert other.get(f"submissions/{pk}{path}").status_code == 404, path
    assert other.put(ROLL, {"rows": ROWS}).status_code == 404
    for move in ("submit", "withdraw"):
        assert other.post(f"submissions/{pk}/{move}").status_code == 404


def test_what_an_address_names_wrongly_is_told_but_never_which_units_there_are(
    clerk: Program, reviewer: Program
) -> None:
    def told(path: str, status: int = 404) -> list[tuple[str, str]]:
        answer = clerk.put(path, {"rows": ROWS}) if path.startswith("submissions/") else clerk.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), path
        return [(item["code"], item["cure"]) for item in answer.json()["problems"]]

    roll = "submissions/county-base.school_roll"
    last = Period.containing(clock.today(), PeriodKind.HALF_YEAR).previous()
    assert told(f"{roll}/{last.code}x/S1") == [("request.period", f"是否想写“{last.code}”？")]
    assert told("submissions/county-base.school_rol/2026H1/S1") == [
        ("request.ledger", "是否想写“county-base.school_roll”？")
    ]
    assert [code for code, _cure in told(f"{roll}/2026-03/S1", 422)] == ["filing.period"]
    assert [code for code, _cure in told("submissions/village-food-safety.canteens/2025/S1", 422)] == ["filing.unit"]
    for unit in ("S2", "NO-SUCH"):  # one is there, one is not: the answers are the same
        assert told(f"{roll}/{PERIOD.code}/{unit}") == told(f"{roll}/2026X/{unit}") == []
    assert [code for code, _cure in told("figures/county-base.pupils_total/S1/2026X")] == ["figures.unknown"]
    assert told("traces/county-base.pupils_totl/S1/2026H1")[0][1].startswith("最接近的是 county-base.pupils_total")
    assert told("figures/county-base.pupils_total/NO-SUCH/2026X") == []
    for path in ("submissions?period=2026X", "summaries?period=2026X", "submissions?ledger=nix"):
        wanted = reviewer.get(path)
        code = f"request.{'ledger' if 'ledger' in path else 'period'}"
        assert (wanted.status_code, wanted.json()["problems"][0]["code"]) == (422, code), path


def test_a_mistyped_parameter_is_told_with_those_that_there_are(clerk: Program) -> None:
    pk = filed(clerk).pk
    answer = clerk.get("submissions?perod=2026H1&language=zh-hans")
    [told] = answer.json()["problems"]
    assert (answer.status_code, told["code"], told["key"]) == (422, "request.parameter", "perod")
    assert told["expected"] == "参数 ledger、period、org、state、cursor、limit、reason 之一"
    assert told["cure"] == "是否想写“period”？"
    assert clerk.put(f"{ROLL}?submitt=true", {"rows": ROWS}).status_code == 422
    assert clerk.get(f"submissions/{pk}?verson=1").status_code == 422
    assert clerk.get(f"submissions/{pk}/rows?reason=核对本校学籍信息&limit=1").status_code == 200
    assert Program("tz_no", clerk.client).get("submissions?perod=1").status_code == 401


def test_the_list_is_what_each_filing_says_for_every_role(desk: Desk, clerk: Program, reviewer: Program) -> None:
    """One rule, read one by one and all at once."""
    first = filed(clerk)
    clerk.post(f"submissions/{first.pk}/submit")
    reviewer.post(f"submissions/{first.pk}/return", {"version": 1, "comment": "请核对人数"})
    clerk.put(ROLL, {"rows": [{**ROWS[0], "学生数": 121}, ROWS[1]]})  # a draft after a return
    clerk.put(ROLL.replace("2026H1", "2025H2"), {"rows": ROWS})  # a first draft
    for role in Role:
        place = "S1" if role in (Role.SCHOOL_CLERK, Role.SCHOOL_HEAD) else "QH"
        actor = queries.actor_for(desk.world.person(role, place, username=f"look-{role.value}"))
        listed = {item.pk: item.shown_version for item in ledger_queries.visible_submissions(actor)}  # type: ignore[attr-defined]
        single: dict[int, int] = {}
        for pk in Submission.objects.values_list("pk", flat=True):
            try:
                single[pk] = ledger_queries.submission_for(actor, pk)[0].version
            except Exception:
                continue
        assert listed == single, role


def test_personal_columns_are_masked_unless_the_scope_is_there(desk: Desk) -> None:
    user = User.objects.get(username="clerk")
    whole = program_of(user)
    masked = program_of(user, ["ledgers:read", "ledgers:file"])
    answer = whole.put(CHILDREN, {"rows": [CHILD]})
    assert answer.status_code == 200, answer.content.decode()
    rows = f"submissions/{answer.json()['submission']}/rows"
    seen = masked.get(rows).json()
    assert "禾微澜" not in json.dumps(seen, ensure_ascii=False) and seen["masked"]
    assert not AuditEvent.objects.filter(action="personal.view").exists()
    assert "禾微澜" in json.dumps(whole.get(rows).json(), ensure_ascii=False)
    assert AuditEvent.objects.filter(action="personal.view").count() == 1
    for kind in ("ndjson", "csv", "xlsx"):
        assert "禾微澜".encode() not in masked.get(f"{rows}.{kind}").getvalue()
    csv = masked.get(f"{rows}.csv").content
    back = whole.put(CHILDREN, csv, content_type="text/csv")
    assert back.status_code == 422 and "脱敏" in back.json()["problems"][0]["found"]


def test_pages_of_rows_join_to_the_whole(clerk: Program) -> None:
    pk = filed(clerk).pk
    found: list[dict[str, Any]] = []
    address = f"submissions/{pk}/rows?limit=1"
    while address:
        page = clerk.get(address).json()
        found += page["rows"]
        address = page["next"] and f"submissions/{pk}/rows?limit=1&cursor={page['next']}"
    assert page["count"] == len(found) == 2
    again = clerk.put(ROLL, {"rows": [row["values"] for row in found]})
    assert again.json()["unchanged"]
    assert clerk.get(f"submissions/{pk}/rows?cursor=x").status_code == 422
    assert clerk.get(f"submissions/{pk}/rows?version=2").status_code == 404


def test_ndjson_begins_with_the_dictionary_and_ends_with_the_count(clerk: Program) -> None:
    pk = filed(clerk).pk
    lines = [json.loads(line) for line in clerk.get(f"submissions/{pk}/rows.ndjson").getvalue().splitlines()]
    assert lines[0]["schema"]["fields"][0]["name"] == "stage"
    assert lines[-1] == {"end": True, "rows": 2} and len(lines) == 4


def test_ndjson_that_lacks_rows_never_ends_well(clerk: Program) -> None:
    pk = filed(clerk).pk
    SubmissionVersion.objects.update(row_count=3)
    assert clerk.get(f"submissions/{pk}/rows.ndjson").status_code == 409


def test_evidence_is_taken_as_it_was_attached(clerk: Program, other: Program) -> None:
    pk = filed(clerk).pk
    picture = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16
    sent = {"position": "1", "field": "pupils"}
    said = {"authorization": f"Bearer {clerk.secret}", "idempotency-key": "e"}
    address = f"{API}/submissions/{pk}/evidence"
    made = [
        clerk.client.post(address, {**sent, "file": SimpleUploadedFile(name, picture)}, headers=said)
        for name in ("照片.png", "照片.png")
    ]
    assert [answer.status_code for answer in made] == [201, 201] and made[0].content == made[1].content
    assert len(clerk.get(f"submissions/{pk}/evidence").json()["items"]) == 1
    number = made[0].json()["id"]
    assert clerk.get(f"evidence/{number}").getvalue() == picture
    assert other.get(f"evidence/{number}").status_code == 404
    assert AuditEvent.objects.filter(action="evidence.download").count() == 1
    wrong = {"file": SimpleUploadedFile("a.png", picture), "position": "9"}
    answer = clerk.client.post(address, wrong, headers={**said, "idempotency-key": "f"})
    assert answer.status_code == 422 and "行号" in answer.json()["problems"][0]["expected"]


def test_ledgers_tell_fields_checks_and_codes(clerk: Program) -> None:
    assert "county-base.school_roll" in {item["key"] for item in clerk.get("ledgers").json()["items"]}
    told = clerk.get("ledgers/county-base.school_roll").json()
    assert told["title"]["zh-hans"] == "学校基本情况表"
    assert told["fields"][0]["id"] == "stage" and told["checks"] and told["code_lists"][0]["codes"]
    schema = clerk.get("ledgers/county-base.school_roll/schema").json()
    assert schema["$schema"].endswith("tableschema.json")
    assert schema["fields"][0]["constraints"]["enum"]
    assert clerk.get("ledgers/nothing.here").status_code == 404
    for key in installed_packs().ledgers:
        assert clerk.get(f"ledgers/{key}").status_code in (200, 404)


def test_what_is_due_is_told(clerk: Program, settings: Any) -> None:
    items = clerk.get("filings").json()["items"]
    assert {item["org_unit"] for item in items} == {"S1"}


def test_too_many_requests_are_told_to_wait(clerk: Program, settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    assert [clerk.get("me").status_code for _ in range(3)][:2] == [200, 200]
    late = clerk.get("me")
    assert late.status_code == 429 and 0 < int(late["Retry-After"]) <= 60


def test_unknown_addresses_and_methods_are_problems_too(clerk: Program) -> None:
    assert clerk.get("nothing").status_code == 404
    answer = clerk.call("DELETE", "me")
    assert answer.status_code == 405 and answer["Allow"] == "GET"
    assert clerk.get("ledgers?x=%00").status_code == 400
    for found in (clerk.get("nothing"), answer):
        assert found["Content-Type"] == "application/problem+json"


def test_something_broken_tells_nothing_of_its_inside(clerk: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr("taizhang.ledgers.queries.visible_submissions", broken)
    answer = clerk.get("submissions")
    assert answer.status_code == 500 and "inside" not in answer.content.decode()
