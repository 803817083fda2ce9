"""Filing and review: whole or nothing, versions, other eyes, and what stays when something breaks."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import Role
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import after_accept, projection, queries, services
from taizhang.ledgers.models import Row, Submission, SubmissionState, SubmissionVersion, VersionSource
from taizhang.ledgers.outcomes import FilingResult
from taizhang.ledgers.services import versions
from taizhang.organisation.queries import actor_for
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook

pytestmark = pytest.mark.django_db
WORDS = {"large_classes": "扩建中", "jump": "合并"}
CORRECTED = [GOOD[0], ["初中", 95, 3, 30, 10, 8]]
GOOD_AGAIN = [GOOD[0], ["初中", 94, 3, 30, 10, 8]]


def _chief(desk: Desk) -> Actor:
    return actor_for(desk.world.person(Role.SECTION_HEAD, "QH", username="chief"))


def file(desk: Desk, rows: list[list[object]] = GOOD, actor: Actor | None = None, reason: str = "") -> FilingResult:
    return services.file_workbook(
        actor=actor or desk.clerk,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=PERIOD,
        name="上报.xlsx",
        data=workbook(rows),
        reason=reason,
    )


def filed(desk: Desk, rows: list[list[object]] = GOOD, reason: str = "") -> Submission:
    result = file(desk, rows, reason=reason)
    assert result.submission is not None, [problem.sentence() for problem in result.problems]
    given = {str(item["check"]): "情况属实" for item in result.submission.versions.latest("number").warnings}
    return services.submit(actor=desk.clerk, submission=result.submission, explanations=given)


def test_a_good_workbook_is_one_version_and_one_audit_event(desk: Desk) -> None:
    result = file(desk)
    assert (result.version, result.row_count, result.problems) == (1, 2, [])
    assert AuditEvent.objects.filter(action="submission.version").count() == 1
    assert audit.verify_chain().intact


def test_one_wrong_cell_saves_nothing_at_all(desk: Desk) -> None:
    result = file(desk, [GOOD[0], ["初中", 90, 3, 200, 10, 8]])
    assert result.submission is None
    assert [(problem.key, problem.level) for problem in result.problems] == [("D4", "error")]
    assert not Submission.objects.exists() and not Row.objects.exists()


def test_a_repeated_row_is_a_problem_of_the_whole_set(desk: Desk) -> None:
    result = file(desk, [GOOD[0], GOOD[0]])
    assert result.submission is None and result.problems


def test_a_correction_stores_only_what_changed(desk: Desk) -> None:
    file(desk)
    kept = Row.objects.get(key="primary")
    result = file(desk, [GOOD[0], ["初中", 91, 3, 30, 10, 8]], reason="转入一人")
    assert result.version == 2
    assert Row.objects.count() == 3
    kept.refresh_from_db()
    assert (kept.added_in, kept.removed_in) == (1, None)
    old, new = Row.objects.filter(key="junior").order_by("added_in")
    assert (old.removed_in, new.added_in) == (2, 2)
    assert SubmissionVersion.objects.get(number=2).reason == "转入一人"


def test_a_row_put_in_above_leaves_the_others_in_the_order_of_the_workbook(desk: Desk) -> None:
    rows = [["小学", 120, 4, 0, 20, 9], ["初中", 90, 3, 30, 10, 8]]
    file(desk, rows)
    result = file(desk, [["幼儿园", 60, 3, 0, 5, 6], *rows])
    assert result.submission is not None
    now = queries.current_rows(result.submission)
    assert [row.key for row in now] == ["kindergarten", "primary", "junior"]
    assert len({row.position for row in now}) == 3
    assert [row.key for row in queries.current_rows(result.submission, 1)] == ["primary", "junior"]
    changes = queries.version_difference(desk.clerk, result.submission, desk.ledger, old=1, new=2)
    assert [change.kind for change in changes] == ["added"]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_whatever_changes_a_versions_rows_are_those_of_its_sheet_in_order(data: st.DataObject) -> None:
    words = st.lists(st.sampled_from("abcde"), max_size=8)
    alive: dict[int, tuple[str, int]] = {}
    for _version in range(3):
        sheet = [versions.NewRow(at, word, word, word) for at, word in enumerate(data.draw(words), start=3)]
        before = sorted(((pk, word, at) for pk, (word, at) in alive.items()), key=lambda item: (-item[2], -item[0]))
        added, gone = versions._changes(before, sheet)
        for pk in gone:
            del alive[pk]
        for row in added:
            alive[len(alive) + 1 + 100 * _version + row.position * 1000] = (row.hash, row.position)
        standing = sorted(alive.values(), key=lambda item: item[1])
        assert [word for word, _at in standing] == [row.hash for row in sheet]
        assert len({at for _word, at in standing}) == len(standing)


def test_the_same_workbook_again_adds_no_version(desk: Desk) -> None:
    file(desk)
    result = file(desk)
    assert result.unchanged and result.version == 1 and SubmissionVersion.objects.count() == 1


def test_who_files_does_not_accept_and_who_accepts_is_written_down(desk: Desk) -> None:
    submission = filed(desk)
    with pytest.raises(PermissionDenied):
        services.accept(actor=desk.clerk, submission=submission)
    accepted = services.accept(actor=desk.reviewer, submission=submission)
    assert (accepted.state, accepted.accepted_version) == (SubmissionState.ACCEPTED, 1)
    assert accepted.accepted_by_id == desk.reviewer.user_id


def test_a_section_clerk_who_filed_cannot_accept_the_own_filing(desk: Desk) -> None:
    result = file(desk, actor=desk.reviewer)
    assert result.submission is not None
    given = {str(item["check"]): "情况属实" for item in result.submission.versions.latest("number").warnings}
    submission = services.submit(actor=desk.reviewer, submission=result.submission, explanations=given)
    with pytest.raises(PermissionDenied):
        services.accept(actor=desk.reviewer, submission=submission)


def test_a_warning_needs_words_before_it_is_handed_in(desk: Desk) -> None:
    result = file(desk, [["小学", 600, 4, 0, 20, 9]])
    assert result.submission is not None and result.warnings
    with pytest.raises(TaizhangError):
        services.submit(actor=desk.clerk, submission=result.submission, explanations={})
    assert filed(desk, [["小学", 600, 4, 0, 20, 9]]).state == SubmissionState.SUBMITTED


def test_what_is_handed_in_stays_shut_until_taken_back_or_returned(desk: Desk) -> None:
    submission = filed(desk)
    with pytest.raises(TaizhangError):
        file(desk, [["小学", 1, 1, 0, 0, 1]])
    assert services.withdraw(actor=desk.clerk, submission=submission).state == SubmissionState.DRAFT
    submission = filed(desk)
    with pytest.raises(TaizhangError):
        services.return_(actor=desk.reviewer, submission=submission, comment=" ")
    returned = services.return_(actor=desk.reviewer, submission=submission, comment="请核对初中人数")
    assert returned.state == SubmissionState.RETURNED
    assert returned.events.latest("pk").comment == "请核对初中人数"


def test_taken_back_after_a_return_it_stands_as_returned_and_opens_no_more_than_was_marked(desk: Desk) -> None:
    submission = filed(desk)
    row = submission.rows.order_by("position")[0]
    services.return_(actor=desk.reviewer, submission=submission, comment="学生数不符", cells=[(row.pk, "pupils")])
    submission.refresh_from_db()
    submission = services.submit(actor=desk.clerk, submission=submission, explanations={})
    back = services.withdraw(actor=desk.clerk, submission=submission)
    assert back.state == SubmissionState.RETURNED and back.events.latest("pk").taken_back
    assert queries.open_cells(back) == {f"r{row.pk}": frozenset({"pupils"})}
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    page = client.get(reverse("ledgers:submission-detail", args=[back.pk])).content.decode()
    assert "学生数不符" in page and "已撤回" in page


def test_a_reopened_filing_keeps_its_accepted_version_until_the_next(desk: Desk) -> None:
    services.accept(actor=desk.reviewer, submission=filed(desk))
    submission = Submission.objects.get()
    services.reopen(actor=desk.reviewer, submission=submission, reason="学校来函更正")
    more = file(desk, CORRECTED)
    submission.refresh_from_db()
    assert (submission.version, submission.accepted_version) == (2, 1) and more.version == 2
    with pytest.raises(TaizhangError, match="a reason for the correction"):
        services.submit(actor=desk.clerk, submission=submission, explanations=WORDS)
    services.submit(actor=desk.clerk, submission=submission, explanations=WORDS, reason="漏报 5 名学生")
    services.accept(actor=_chief(desk), submission=submission)
    submission.refresh_from_db()
    assert submission.accepted_version == 2
    done = queries.correction_of(submission)
    assert done is not None and (done.opened.comment, done.version.reason) == ("学校来函更正", "漏报 5 名学生")


def test_who_opened_a_correction_neither_accepts_it_nor_has_it_in_the_queue(desk: Desk) -> None:
    submission = filed(desk)
    services.accept(actor=desk.reviewer, submission=submission)
    services.reopen(actor=desk.reviewer, submission=submission, reason="学校来函更正")
    submission = filed(desk, CORRECTED, reason="漏报 5 名学生")
    with pytest.raises(PermissionDenied):
        services.accept(actor=desk.reviewer, submission=submission)
    chief = _chief(desk)
    assert not queries.review_queue(desk.reviewer).exists() and queries.review_queue(chief).get() == submission
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    page = client.get(reverse("ledgers:submission-detail", args=[submission.pk])).content.decode()
    assert "这次更正由您开放" in page and reverse("ledgers:submission-accept", args=[submission.pk]) not in page
    services.return_(actor=chief, submission=submission, comment="再核一次")  # sent back it is the same correction
    submission = filed(desk, GOOD_AGAIN, reason="漏报 4 名学生")
    with pytest.raises(PermissionDenied):
        services.accept(actor=desk.reviewer, submission=submission)
    services.accept(actor=chief, submission=submission)
    services.reopen(actor=chief, submission=submission, reason="再更正")  # now it is the other's
    submission = filed(desk, CORRECTED, reason="仍为 95 人")
    assert not queries.review_queue(chief).exists()
    services.accept(actor=desk.reviewer, submission=submission)


def test_the_unit_is_asked_for_its_reason_where_it_hands_a_correction_in(desk: Desk) -> None:
    submission = filed(desk)
    services.accept(actor=desk.reviewer, submission=submission)
    services.reopen(actor=desk.reviewer, submission=submission, reason="学校来函更正")
    file(desk, CORRECTED)
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    address = reverse("ledgers:submission-submit", args=[submission.pk])
    assert (
        'id="correction-reason"'
        in client.get(reverse("ledgers:submission-detail", args=[submission.pk])).content.decode()
    )
    words = {f"explain-{check}": text for check, text in WORDS.items()}
    assert "一句更正理由" in client.post(address, words, follow=True).content.decode()
    client.post(address, {**words, "reason": "漏报 5 名学生"})
    submission.refresh_from_db()
    assert submission.state == SubmissionState.SUBMITTED
    assert submission.versions.get(number=2).reason == "漏报 5 名学生"
    assert submission.events.latest("pk").comment == "漏报 5 名学生"


def test_another_schools_clerk_can_neither_file_nor_hand_in_here(desk: Desk) -> None:
    with pytest.raises(PermissionDenied):
        file(desk, actor=desk.other)
    result = file(desk)
    assert result.submission is not None
    with pytest.raises(PermissionDenied):
        services.submit(actor=desk.other, submission=result.submission, explanations={})


def test_a_unit_that_does_not_file_this_ledger_is_refused(desk: Desk) -> None:
    with pytest.raises(TaizhangError):
        services.file_workbook(
            actor=desk.reviewer,
            ledger=desk.ledger,
            org_unit=desk.world.county,
            period=PERIOD,
            name="上报.xlsx",
            data=workbook(GOOD),
        )


def test_a_period_of_another_kind_is_refused(desk: Desk) -> None:
    year = PERIOD.parents()[0]
    with pytest.raises(TaizhangError):
        services.file_workbook(
            actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=year, name="a.xlsx", data=workbook(GOOD)
        )


def test_an_unknown_org_unit_is_told_on_the_command_line(desk: Desk, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(GOOD))
    common = {"actor": desk.clerk, "path": path, "reason": "", "submit": False}
    for ledger_key, org, period in (
        (desk.ledger.key, "S99", "2026H1"),
        ("no.ledger", "S1", "2026H1"),
        (desk.ledger.key, "S1", "2026H3"),
    ):
        with pytest.raises(TaizhangError):
            services.file_from_command(ledger_key=ledger_key, org=org, period=period, **common)
    assert services.file_from_command(ledger_key=desk.ledger.key, org="S1", period="2026H1", **common).submission


def test_a_break_in_the_middle_leaves_the_old_version(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file(desk)
    before = list(Row.objects.values_list("pk", "hash", "removed_in"))

    def breaks(*_args: object, **_kwargs: object) -> str:
        raise RuntimeError("power cut")

    monkeypatch.setattr(versions, "content_hash", breaks)
    with pytest.raises(RuntimeError):
        file(desk, [["小学", 130, 4, 0, 20, 9]])
    assert list(Row.objects.values_list("pk", "hash", "removed_in")) == before
    assert Submission.objects.get().version == 1


def test_followers_are_told_once_after_an_acceptance(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(after_accept, "_followers", [lambda accepted: told.extend(item.pk for item in accepted)])
    submission = services.accept(actor=desk.reviewer, submission=filed(desk))
    assert told == [submission.pk]


def test_the_projection_holds_the_accepted_rows_and_their_origin(desk: Desk) -> None:
    assert projection.source(desk.ledger.key) == []
    submission = services.accept(actor=desk.reviewer, submission=filed(desk))
    table = projection.rows_at(desk.ledger.key, [(submission.pk, 1)])
    assert table.select(["org_unit", "period_code", "stage", "pupils"]).to_pylist() == [
        {"org_unit": "S1", "period_code": "2026H1", "stage": "primary", "pupils": 120},
        {"org_unit": "S1", "period_code": "2026H1", "stage": "junior", "pupils": 90},
    ]
    [path] = projection.source(desk.ledger.key, periods=[PERIOD])
    assert path.exists() and projection.source(desk.ledger.key, periods=[PERIOD.next()]) == []
    assert projection.members(desk.ledger.key, PERIOD) == [("S1", submission.pk, 1)]


def test_waiting_rows_come_only_on_request(desk: Desk) -> None:
    filed(desk)
    assert projection.source(desk.ledger.key) == []
    [path] = projection.source(desk.ledger.key, states=("accepted", "submitted"))
    assert path.exists()


def test_an_empty_filing_leaves_a_mark_that_it_was_filed(desk: Desk) -> None:
    result = services.save_rows(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD, rows=[], source=VersionSource.API
    )
    assert result.submission is not None and result.version == 1
    table = projection.rows_at(desk.ledger.key, [(result.submission.pk, 1)])
    assert table["_row_id"].to_pylist() == [None] and table["org_unit"].to_pylist() == ["S1"]


def test_an_old_version_can_be_read_for_ever(desk: Desk) -> None:
    file(desk)
    file(desk, [["小学", 130, 4, 0, 20, 9]])
    pk = Submission.objects.get().pk
    assert projection.rows_at(desk.ledger.key, [(pk, 1)])["pupils"].to_pylist() == [120, 90]
    assert projection.rows_at(desk.ledger.key, [(pk, 2)])["pupils"].to_pylist() == [130]


def test_workbook_and_values_store_the_same_rows(desk: Desk) -> None:
    file(desk)
    stored = set(Row.objects.values_list("data", flat=True))
    names = [field.id for field in desk.ledger.fields]
    result = services.save_rows(
        actor=desk.clerk,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=PERIOD,
        rows=[dict(zip(names, row, strict=True)) for row in GOOD],
        source=VersionSource.API,
    )
    assert result.unchanged and set(Row.objects.values_list("data", flat=True)) == stored


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(list(range(5))))
def test_the_order_of_rows_does_not_matter(desk: Desk, order: list[int]) -> None:
    rows = [
        ["幼儿园", 30, 1, 0, 0, 3], ["小学", 120, 4, 0, 20, 9], ["初中", 90, 3, 30, 10, 8],
        ["普通高中", 80, 2, 40, 0, 7],
        ["职业高中", 50, 1, 20, 0, 5],
    ]  # fmt: skip
    result = file(desk, [rows[index] for index in order])
    assert result.submission is not None
    table = projection.rows_at(desk.ledger.key, [(result.submission.pk, result.version)])
    found = sorted(zip(table["stage"].to_pylist(), table["pupils"].to_pylist(), strict=True))
    assert [pupils for _stage, pupils in found] == [90, 30, 120, 80, 50]
