"""The reviewer's queue: what is unusual stands first, clean ones go together once a sample was opened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from taizhang.accounts.models import User
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Role
from taizhang.engine.errors import TaizhangError
from taizhang.engine.periods import Period
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission, SubmissionVersion, VersionSource
from taizhang.ledgers.outcomes import BulkFiling
from taizhang.organisation.models import OrgUnit, OrgUnitSpell
from taizhang.organisation.queries import actor_for
from tests.ledgers.conftest import PERIOD, Desk

pytestmark = pytest.mark.django_db
UNITS = [f"P{number}" for number in range(10)]
PHOTO = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def roll(desk: Desk, code: str, period: Period, pupils: int, *stages: str) -> Submission:
    """One school's roll, handed in by the county's own hand; a row a stage, the primary one alone unless named."""
    filer = User.objects.filter(username="filer").first()
    filer = filer or desk.world.person(Role.SECTION_CLERK, "QH", username="filer")
    result = services.save_rows(
        actor=actor_for(filer),
        ledger=desk.ledger,
        org_unit=OrgUnit.objects.get(code=code),
        period=period,
        rows=[
            {
                "stage": stage,
                "pupils": pupils,
                "classes": 10,
                "boarders": 0,
                "migrant_pupils": 1,
                "full_time_teachers": 20,
            }
            for stage in stages or ("primary",)
        ],
        source=VersionSource.API,
    )
    assert result.submission is not None, [problem.sentence() for problem in result.problems]
    checks = {str(item["check"]): "属实" for item in result.submission.versions.latest("number").warnings}
    return services.submit(actor=actor_for(filer), submission=result.submission, explanations=checks)


@pytest.fixture
def waiting(desk: Desk) -> Desk:
    """Ten schools of a kind; P3 has three times the pupils of before, the others a few more."""
    for code in UNITS:
        desk.world.unit(code, "T1", name=f"{code}小学")
    OrgUnitSpell.objects.filter(org_unit__code__in=UNITS).update(stages=["primary"], ownership="public")
    desk.reviewer = actor_for(User.objects.get(username="reviewer"))  # who now reaches the new schools too
    for number, code in enumerate(UNITS):
        before = roll(desk, code, PERIOD.previous(), 400 + number)
        services.accept(actor=desk.reviewer, submission=before)
        roll(desk, code, PERIOD, 1250 if code == "P3" else 402 + 2 * number)
    return desk


def test_the_sums_of_a_version_are_those_of_its_rows(waiting: Desk) -> None:
    version = SubmissionVersion.objects.get(submission__org_unit__code="P3", submission__period_code=PERIOD.code)
    assert version.sums["pupils"] == "1250" and version.sums["full_time_teachers"] == "20"


def test_the_odd_one_stands_first_and_says_against_what(waiting: Desk) -> None:
    lines = {line.submission.org_unit.code: line.unusual for line in queries.review_lines(waiting.reviewer)}
    assert set(lines) == set(UNITS)
    assert "pupils" in lines["P3"].outliers and not lines["P3"].clean
    assert all("pupils" not in found.outliers for code, found in lines.items() if code != "P3")
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    page = client.get(reverse("ledgers:review-queue")).content.decode()
    assert page.index("P3小学") < page.index("P0小学")
    odd = Submission.objects.get(org_unit__code="P3", period_code=PERIOD.code)
    detail = client.get(reverse("ledgers:submission-detail", args=[odd.pk])).content.decode()
    assert "上期 403人，本期 1,250人（+210%）" in detail and "同类 10 个单位" in detail


def test_only_the_unusual_or_only_the_clean_are_shown_on_request(waiting: Desk) -> None:
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    unusual = client.get(reverse("ledgers:review-queue"), {"look": "unusual"}).content.decode()
    clean = client.get(reverse("ledgers:review-queue"), {"look": "clean"}).content.decode()
    assert "P3小学" in unusual and "P3小学" not in clean and "P0小学" in clean


def test_clean_ones_are_accepted_together_after_one_was_opened(waiting: Desk) -> None:
    chosen = list(Submission.objects.filter(period_code=PERIOD.code).exclude(org_unit__code="P3"))
    with pytest.raises(TaizhangError, match="opened"):
        services.accept_many(actor=waiting.reviewer, submissions=chosen)
    assert not Submission.objects.filter(period_code=PERIOD.code, state="accepted").exists()
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    client.get(reverse("ledgers:submission-detail", args=[chosen[0].pk]))
    assert services.accept_many(actor=waiting.reviewer, submissions=chosen) == 9


def test_clean_ones_accepted_one_by_one_need_the_same_sample(waiting: Desk) -> None:
    Submission.objects.filter(state="accepted").update(accepted_at=timezone.now() - timedelta(days=1))
    first, second, *rest = Submission.objects.filter(period_code=PERIOD.code).exclude(org_unit__code="P3")
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    queue = reverse("ledgers:review-queue")
    page = client.get(queue).content.decode()
    assert "当天通过的这类填报，至少打开看过 5%，不少于 1 份；逐份通过也一样计算。" in page
    refused = client.post(queue, {"selected": [f"{first.pk}-1"]}, follow=True).content.decode()
    assert "今天通过的 1 份至少看过 1 份" in refused
    with pytest.raises(TaizhangError, match="opened"):
        services.accept_many(actor=waiting.reviewer, submissions=[first])
    odd = Submission.objects.get(period_code=PERIOD.code, org_unit__code="P3")
    for item in (odd, second):
        client.get(reverse("ledgers:submission-detail", args=[item.pk]))
    services.accept(actor=waiting.reviewer, submission=odd)  # says nothing of the clean ones
    with pytest.raises(TaizhangError, match="1 of today's 1 opened"):
        services.accept_many(actor=waiting.reviewer, submissions=[first])
    services.accept(actor=waiting.reviewer, submission=second)
    for item in (first, *rest):
        assert services.accept_many(actor=waiting.reviewer, submissions=[item]) == 1


def test_what_came_again_is_not_accepted_with_the_clean_ones_unseen(waiting: Desk) -> None:
    again = Submission.objects.get(org_unit__code="P5", period_code=PERIOD.code)
    services.return_(actor=waiting.reviewer, submission=again, comment="请核对学生数")
    roll(waiting, "P5", PERIOD, 413)
    chosen = list(Submission.objects.filter(period_code=PERIOD.code).exclude(org_unit__code="P3"))
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    client.get(reverse("ledgers:submission-detail", args=[chosen[0].pk]))
    form = {"selected": [f"{item.pk}-{item.version}" for item in chosen]}
    refused = client.post(reverse("ledgers:review-queue"), form, follow=True).content.decode()
    assert "还有 1 份没打开" in refused
    with pytest.raises(TaizhangError, match="1 not opened"):  # by itself neither
        services.accept_many(actor=waiting.reviewer, submissions=[again])
    assert not Submission.objects.filter(period_code=PERIOD.code, state="accepted").exists()
    client.get(reverse("ledgers:submission-detail", args=[again.pk]))
    assert services.accept_many(actor=waiting.reviewer, submissions=chosen) == 9


def test_what_did_not_wait_any_more_is_told_beside_what_was_accepted(waiting: Desk) -> None:
    """A colleague decided on one of them while the list stood on the screen."""
    chosen = list(Submission.objects.filter(period_code=PERIOD.code).exclude(org_unit__code="P3"))
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    client.get(reverse("ledgers:submission-detail", args=[chosen[0].pk]))
    services.return_(actor=waiting.reviewer, submission=chosen[1], comment="请核对学生数")
    form = {"selected": [f"{item.pk}-1" for item in chosen]}
    told = client.post(reverse("ledgers:review-queue"), form, follow=True).content.decode()
    assert "已通过 8 份" in told and "所选中有 1 份不再待审" in told


@pytest.mark.parametrize("chosen", ["²-²", "9" * 40 + "-1", "12", "-", "12-" + "9" * 5000])
def test_a_made_up_choice_accepts_nothing(waiting: Desk, chosen: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    nothing = client.post(reverse("ledgers:review-queue"), follow=True).content.decode()
    assert "请先勾选" in nothing and "已通过" not in nothing
    assert client.post(reverse("ledgers:review-queue"), {"selected": [chosen]}).status_code == 302
    assert not Submission.objects.filter(period_code=PERIOD.code, state="accepted").exists()


def test_a_row_that_vanished_since_the_period_before_is_told_and_keeps_the_filing_out_of_the_clean(desk: Desk) -> None:
    """Alone of its kind, so that no comparison with peers speaks."""
    before = roll(desk, "S1", PERIOD.previous(), 400, "primary", "junior")
    services.accept(actor=desk.reviewer, submission=before)
    now = roll(desk, "S1", PERIOD, 401, "primary")
    SubmissionVersion.objects.filter(submission=now).update(warnings=[])
    found = queries.exceptions_of([now], desk.reviewer.user_id)[now.pk]
    assert (found.vanished, found.unlike_peers, found.clean) == (1, 0, False)
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    page = client.get(reverse("ledgers:submission-detail", args=[now.pk])).content.decode()
    assert "上期有、本期没有的 1 行：初中" in page and reverse("ledgers:period-difference", args=[now.pk]) in page
    assert "缺 1 行" in client.get(reverse("ledgers:review-queue")).content.decode()


@pytest.mark.parametrize(
    ("key", "keeps"),
    [
        ("city-half-year.left_behind_children", True),  # who exists
        ("county-base.school_roll", True),  # a row a stage
        ("city-half-year.gaokao_results", False),  # counted once
        ("city-half-year.meetings", False),  # what happened
    ],
)
def test_the_kind_of_ledger_says_whether_a_row_is_expected_again(key: str, keeps: bool) -> None:
    assert installed_packs().ledger(key).keeps_rows is keeps


def test_a_photo_that_hangs_on_two_filings_is_told_at_both(waiting: Desk) -> None:
    for code in ("P1", "P2"):
        services.attach_evidence(
            actor=actor_for(User.objects.get(username="filer")),
            submission=Submission.objects.get(org_unit__code=code, period_code=PERIOD.code),
            name="现场.png",
            data=PHOTO,
        )
    lines = {line.submission.org_unit.code: line.unusual.same_files for line in queries.review_lines(waiting.reviewer)}
    assert {code for code, count in lines.items() if count} == {"P1", "P2"}


def test_a_filing_that_comes_again_shows_only_what_changed_since(waiting: Desk) -> None:
    again = Submission.objects.get(org_unit__code="P5", period_code=PERIOD.code)
    services.return_(actor=waiting.reviewer, submission=again, comment="请核对学生数")
    roll(waiting, "P5", PERIOD, 411)
    again.refresh_from_db()
    assert (queries.reviewed_version(again), again.version) == (1, 2)
    (line,) = [line for line in queries.review_lines(waiting.reviewer) if line.submission.pk == again.pk]
    assert line.unusual.again
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    page = client.get(reverse("ledgers:submission-detail", args=[again.pk])).content.decode()
    assert "第 2 版对第 1 版的改动" in page and "<del>412</del>" in page and "<ins>411</ins>" in page
    assert "rows-table" not in page and "?all=1" in page
    whole = client.get(reverse("ledgers:submission-detail", args=[again.pk]), {"all": "1"}).content.decode()
    assert "rows-table" in whole and "<del>412</del>" not in whole and "审核后改了什么" in whole
    before = client.get(reverse("ledgers:period-difference", args=[again.pk])).content.decode()
    assert "405" in before and "411" in before


def test_what_is_handed_in_again_as_it_was_says_so(waiting: Desk) -> None:
    again = Submission.objects.get(org_unit__code="P6", period_code=PERIOD.code)
    services.return_(actor=waiting.reviewer, submission=again, comment="请核对学生数")
    services.submit(actor=actor_for(User.objects.get(username="filer")), submission=again, explanations={})
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    page = client.get(reverse("ledgers:submission-detail", args=[again.pk])).content.decode()
    assert '<h2 class="mb-0">原样重报<' in page and "版对第" not in page and "rows-table" not in page
    assert "与审核时的第 1 版一样，没有改动" in page


def test_the_queue_costs_as_many_queries_for_ten_filings_as_for_one(waiting: Desk) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            queries.review_lines(waiting.reviewer)
        return len(found)

    many = cost()
    for item in Submission.objects.filter(period_code=PERIOD.code).exclude(org_unit__code="P3"):
        services.accept(actor=waiting.reviewer, submission=item)
    assert cost() == many


def test_a_row_that_had_ended_before_the_period_is_rightly_gone(desk: Desk) -> None:
    """A hazard point that was closed is no row of the next list; one that is open is missed."""
    ledger = installed_packs().ledger("city-half-year.hazard_points")
    ends = ledger.valid_to
    assert ends and ledger.row_key == ("point_no",)
    for period, rows in (
        (PERIOD.previous(), [{"point_no": "A1", ends: "2025-11-20"}, {"point_no": "A2"}, {"point_no": "A3"}]),
        (PERIOD, [{"point_no": "A3"}]),
    ):
        services.load_submissions(
            ledger=ledger,
            pack_version="1.0.0",
            filings=[BulkFiling("S1", period, rows, timezone.now(), timezone.now())],
        )
    now = Submission.objects.get(period_code=PERIOD.code)
    assert queries.vanished_rows(desk.reviewer, now, ledger) == ["A2"]
    assert queries.exceptions_of([now], None)[now.pk].vanished == 1
