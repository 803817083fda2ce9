"""What changed, as the start page tells it."""

from __future__ import annotations

from datetime import timedelta

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.ledgers import services
from taizhang.ledgers.models import Submission
from taizhang.ledgers.today import changes
from taizhang.organisation.models import OrgUnit
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook


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
