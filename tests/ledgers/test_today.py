"""What changed, as the start page tells it."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.ledgers import services
from taizhang.ledgers.drafting import DraftRow
from taizhang.ledgers.models import Submission
from taizhang.ledgers.queries import filing_periods
from taizhang.ledgers.today import changes, filings_to_do
from taizhang.organisation.models import OrgUnit
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook

ROLL = installed_packs().ledger("county-base.school_roll")


def hand_in(desk: Desk, clerk: Actor, code: str) -> Submission:
    unit = OrgUnit.objects.get(code=code)
    services.file_workbook(
        actor=clerk, ledger=desk.ledger, org_unit=unit, period=PERIOD, name="学校.xlsx", data=workbook(GOOD)
    )
    filed = Submission.objects.get(org_unit=unit)
    return services.submit(actor=clerk, submission=filed, explanations={})


def told(actor: Actor) -> list[tuple[str, str, str]]:
    found = changes(actor, clock.now() - timedelta(days=1))
    return [(item.text.rpartition("：")[2], item.who, item.url) for item in found]


def test_one_filing_opens_and_names_its_unit(desk: Desk) -> None:
    filed = hand_in(desk, desk.clerk, "S1")
    ((state, who, url),) = told(desk.reviewer)
    assert (state, url) == ("已上报", f"/ledgers/submissions/{filed.pk}/")
    assert who and who != "S1"


def test_filings_of_one_ledger_make_one_line(desk: Desk) -> None:
    filed = [hand_in(desk, desk.clerk, "S1"), hand_in(desk, desk.other, "S2")]
    assert told(desk.reviewer) == [("已上报", "2 份", f"/ledgers/{desk.ledger.key}/?period={PERIOD.code}")]
    services.accept(actor=desk.reviewer, submission=filed[0])
    assert [state for state, _, _ in told(desk.clerk)] == ["已通过"]


def test_nobody_is_told_of_own_moves_or_of_another_school(desk: Desk) -> None:
    hand_in(desk, desk.clerk, "S1")
    assert told(desk.clerk) == told(desk.other) == []


def missing(actor: Actor) -> str:
    """What the line of the school roll says."""
    found = [item.missing for item in filings_to_do(actor, clock.today()) if ROLL.title.zh in item.thing]
    assert len(found) == 1
    return found[0]


def test_a_line_counts_the_cells_that_are_missing(desk: Desk) -> None:
    required = sum(field.required for field in ROLL.fields)
    now = filing_periods(ROLL, clock.today(), 1)[0]
    assert missing(desk.clerk) == f"还没填，至少 {required} 格"
    filing = services.Filing(desk.clerk, ROLL, now, desk.school)
    row: DraftRow = {"id": "n1", "v": {"stage": "小学", "pupils": "120", "classes": "4"}, "c": ["classes"]}
    services.keep_draft(filing, services.Handed([row], 0, 0, "w", 1))
    assert missing(desk.clerk) == f"还缺 {required - 3} 格，1 格待确认"
    services.discard_draft(filing)
    bad = workbook([["小学", "九十", 4, 0, 20, 9]])
    services.receive(actor=desk.clerk, ledger=ROLL, org_unit=desk.school, period=now, name="a.xlsx", data=bad)
    assert missing(desk.clerk) == "有 1 处有误"


def test_a_line_of_nothing_counts_by_last_periods_rows(desk: Desk) -> None:
    now = filing_periods(ROLL, clock.today(), 1)[0]
    services.file_workbook(
        actor=desk.clerk, ledger=ROLL, org_unit=desk.school, period=now.previous(), name="a.xlsx", data=workbook(GOOD)
    )
    filed = services.submit(actor=desk.clerk, submission=Submission.objects.get(), explanations={})
    services.accept(actor=desk.reviewer, submission=filed)
    assert missing(desk.clerk) == f"还没填，约 {2 * sum(field.required for field in ROLL.fields)} 格"


def test_the_start_page_of_a_school_takes_files_and_shows_seven_lines(desk: Desk) -> None:
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    page = client.get(reverse("web:today")).content.decode()
    assert reverse("ledgers:files-drop") in page and page.count('class="verb"') <= 7
    client.force_login(User.objects.get(username="reviewer"))
    assert reverse("ledgers:files-drop") not in client.get(reverse("web:today")).content.decode()
