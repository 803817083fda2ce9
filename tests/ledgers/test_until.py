"""Until when a unit's filing is due, what it was told with it, and what comes back for an earlier period."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.packs import installed_packs
from taizhang.core.today import TodayItem
from taizhang.engine.pack import Over
from taizhang.engine.periods import Period
from taizhang.figures.filings import Filings, Reading
from taizhang.figures.places import Tree
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import FilingReminder, Submission
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.queries.duties import owed_by
from taizhang.ledgers.queries.exceptions import exceptions_of
from taizhang.ledgers.today import filings_to_do
from tests.ledgers.conftest import GOOD, PERIOD, Desk, workbook
from tests.ledgers.test_filing_tasks import DUE, TODAY, send
from tests.ledgers.test_today import hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TODAY", TODAY)


def shown(name: str, address: str, *where: object) -> str:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client.get(
        reverse(f"web:{address}" if address == "today" else address, args=where), {"all": "1"}
    ).content.decode()


def line_of(desk: Desk) -> FilingLine:
    found = queries.filing_line(desk.ledger, PERIOD, desk.school)
    assert found is not None
    return found


def item_of(desk: Desk, period: Period = PERIOD) -> TodayItem:
    (found,) = [
        item
        for item in filings_to_do(desk.clerk, clock.today())
        if desk.ledger.title.zh in item.thing and period.title.zh in item.thing
    ]
    return found


def accepted(desk: Desk) -> Submission:
    filed = hand_in(desk, desk.clerk, "S1")
    services.accept(actor=desk.reviewer, submission=filed)
    filed.refresh_from_db()
    return filed


@pytest.mark.parametrize("address", ["ledgers:filing-page", "ledgers:grid-page", "ledgers:phone-form"])
def test_every_page_of_a_filing_tells_the_units_own_deadline(desk: Desk, address: str) -> None:
    place = (desk.ledger.key, PERIOD.code, "S1")
    task = send(desk)
    assert "7月20日" in shown("clerk", address, *place)
    services.move_deadline(actor=desk.reviewer, task=task, org_units=["S1"], due_on=DUE + timedelta(days=3))
    assert "7月23日" in shown("clerk", address, *place)
    assert "7月20日" in shown("other", address, desk.ledger.key, PERIOD.code, "S2")
    services.excuse_units(actor=desk.reviewer, task=task, org_units=["S1"], reason="已撤并")
    assert "期限" not in shown("clerk", address, *place), "who need not file has no deadline"


def test_what_the_task_says_and_that_one_was_reminded_stand_where_the_school_files(desk: Desk) -> None:
    task = send(desk, note="按9月报表口径填，住宿生另附名单。")
    services.remind(actor=desk.reviewer, task=task)
    assert FilingReminder.objects.count() == 2
    item = item_of(desk)
    assert (item.note, item.reminded_on) == (task.note, clock.today())
    place = (desk.ledger.key, PERIOD.code, "S1")
    pages = [("today", ()), ("ledgers:ledger-list", ()), ("ledgers:ledger-detail", place[:1])]
    pages += [("ledgers:filing-page", place), ("ledgers:grid-page", place), ("ledgers:phone-form", place)]
    for address, where in pages:
        page = shown("clerk", address, *where)
        assert "住宿生另附名单" in page and "已催" in page, address
    filed = hand_in(desk, desk.clerk, "S1")
    assert "已催" not in shown("clerk", "ledgers:submission-detail", filed.pk)


def test_a_correction_has_no_deadline_and_lateness_is_that_of_the_first_handing_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = accepted(desk)
    assert line_of(desk).was_late is False
    monkeypatch.setattr(settings, "TODAY", date(2026, 12, 1))
    services.reopen(actor=desk.reviewer, submission=filed, reason="学生数有误")
    line = line_of(desk)
    assert (line.until, line.standing) == (None, "reopened")
    assert f"{line.handed_in_on:%Y-%m-%d}" in shown("reviewer", "ledgers:ledger-detail", desk.ledger.key)
    assert item_of(desk).due is None
    assert "期限" not in shown("clerk", "ledgers:grid-page", desk.ledger.key, PERIOD.code, "S1")
    changed = [[*GOOD[0][:1], 121, *GOOD[0][2:]], GOOD[1]]
    services.file_workbook(
        actor=desk.clerk,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=PERIOD,
        name="a.xlsx",
        data=workbook(changed),
        reason="学生数更正",
    )
    filed.refresh_from_db()
    services.submit(actor=desk.clerk, submission=filed, explanations={})
    Submission.objects.filter(pk=filed.pk).update(submitted_at=clock.now() + timedelta(days=300))
    filed.refresh_from_db()
    assert line_of(desk).was_late is False, "it was handed in in time, and corrected"
    assert not exceptions_of([filed], desk.reviewer.user_id)[filed.pk].late
    services.return_(actor=desk.reviewer, submission=filed, comment="再核一遍")
    assert (line_of(desk).until, line_of(desk).standing) == (None, "returned")


def test_a_task_that_asks_after_a_correction_was_opened_sets_its_deadline(desk: Desk) -> None:
    filed = accepted(desk)
    services.reopen(actor=desk.reviewer, submission=filed, reason="学生数有误")
    Submission.objects.get(pk=filed.pk).events.filter(to_state="reopened").update(at=clock.now().replace(year=2026))
    later = clock.today() + timedelta(days=2000)
    task = send(desk, due_on=later)
    assert line_of(desk).until == later
    task.remind_days = [3]
    task.save()
    services.note_due_reminders(later - timedelta(days=3))
    units = FilingReminder.objects.exclude(kind="by_hand").values_list("duty__org_unit__code", flat=True)
    assert "S1" in units, "who corrects is reminded of the correction's deadline"


def test_what_comes_back_for_an_earlier_period_is_there_whatever_its_period(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = accepted(desk)
    monkeypatch.setattr(settings, "TODAY", date(2028, 3, 1))
    ended = Period.containing(clock.today(), desk.ledger.period_kind).previous()

    def periods() -> set[str]:
        return {
            line.period.code for line in queries.my_filings(desk.clerk, clock.today()) if line.ledger == desk.ledger
        }

    assert periods() == {ended.code}
    services.reopen(actor=desk.reviewer, submission=filed, reason="学生数有误")
    assert periods() == {ended.code, PERIOD.code}
    assert item_of(desk).verb == "更正" or item_of(desk).kind == "todo"
    assert PERIOD.title.zh in shown("clerk", "today") and PERIOD.title.zh in shown("clerk", "ledgers:ledger-list")
    lines = queries.unit_filings("S1", clock.today())
    assert (desk.ledger.key, PERIOD.code) in {(line.ledger.key, line.period.code) for line in lines}
    others = queries.my_filings(desk.other, clock.today())
    assert PERIOD.code not in {line.period.code for line in others}, "nobody else is asked for that period"


def test_a_task_left_open_stays_however_long_ago_its_deadline_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    send(desk)
    monkeypatch.setattr(settings, "TODAY", date(2028, 3, 1))
    assert item_of(desk).due == DUE
    hand_in(desk, desk.clerk, "S1")
    codes = {line.period.code for line in queries.my_filings(desk.clerk, clock.today()) if line.ledger == desk.ledger}
    assert PERIOD.code not in codes, "and is gone once it is handed in"


def test_no_period_from_before_a_ledger_was_asked_is_owed_unless_a_task_asks(desk: Desk) -> None:
    young = dataclasses.replace(desk.ledger, asked_from=PERIOD.last + timedelta(days=1))
    assert owed_by([(young, PERIOD)])[young.key, PERIOD.code] == []
    reading = Reading(young.key, Over.LAST_RETURN, PERIOD)
    figures = Filings({young.key: young}, [reading], {PERIOD.code: Tree(PERIOD)})
    waits = figures.combined(frozenset({reading}))
    assert not any(item.missing for item in waits.values())
    assert owed_by([(young, PERIOD.next())])[young.key, PERIOD.next().code]
    same_day = dataclasses.replace(desk.ledger, asked_from=PERIOD.last)
    assert owed_by([(same_day, PERIOD)])[young.key, PERIOD.code]
    send(desk)
    assert [item.unit.code for item in owed_by([(young, PERIOD)])[young.key, PERIOD.code]] == ["S1", "S2"]
    assert installed_packs().ledger(young.key).asked_from is None
