"""Rehearsal: a ledger's cells, rows and whole filings tried on what was filed before, in a few queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.models import Job
from taizhang.core.packs import installed_packs
from taizhang.core.progress import Silent
from taizhang.engine.pack import Check, CheckDepth, Ledger
from taizhang.engine.text import Text
from taizhang.ledgers import queries, services, tasks
from taizhang.ledgers.models import RehearsalResult, Submission
from taizhang.ledgers.queries import rehearsing
from tests.ledgers.conftest import PERIOD, Desk

pytestmark = pytest.mark.django_db
NEXT = PERIOD.next()


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TODAY", date(2026, 12, 6))


def accepted(desk: Desk, *rows: tuple[str, int, int, int]) -> None:
    """Schools S1 and S2 filed: (stage, pupils, classes, boarders) each."""
    for actor, code in ((desk.clerk, "S1"), (desk.other, "S2")):
        values = [
            {"stage": stage, "pupils": pupils, "classes": classes, "boarders": boarders, "migrant_pupils": 0,
             "full_time_teachers": 9} for stage, pupils, classes, boarders in rows if code == "S1" or stage == "小学"
        ]  # fmt: skip
        unit = desk.school if code == "S1" else type(desk.school).objects.get(code=code)
        filing = {"actor": actor, "ledger": desk.ledger, "org_unit": unit, "period": PERIOD}
        done = services.save_rows(**filing, rows=values, source="grid")  # type: ignore[arg-type]
        assert done.submission is not None, done.problems
        Submission.objects.filter(pk=done.submission.pk).update(accepted_version=1, state="accepted")


def changed(ledger: Ledger, *checks: Check, **limits: int) -> Ledger:
    fields = tuple(
        replace(item, maximum=Decimal(limits[item.id])) if item.id in limits else item for item in ledger.fields
    )
    return replace(ledger, fields=fields, checks=checks)


def run(desk: Desk, ledger: Ledger) -> rehearsing.Rehearsal:
    packs = installed_packs()
    source = queries.rehearsal_source(desk.reviewer, ledger, NEXT, packs)
    assert source is not None
    return queries.rehearse(ledger, source, packs)


def test_whom_the_checks_would_have_stopped_with_rows_and_units(desk: Desk) -> None:
    accepted(desk, ("小学", 120, 4, 0), ("初中", 90, 3, 30))
    row = Check(
        "few", CheckDepth.ROW, Text("寄宿生不多于 20，请核对。", "few"), expression="寄宿生数 <= 20", field="boarders"
    )
    whole = Check("sum", CheckDepth.SET, Text("合计不超过 150。", "sum"), "warning", expression="sum(pupils) <= 150")
    alone = Check("one", CheckDepth.SET, Text("学段重复。", "one"), unique=("stage",))
    found = run(desk, changed(desk.ledger, row, whole, alone, classes=3))
    assert (found.units, found.stopped, found.rows, found.period) == (2, 2, 3, PERIOD.code)
    told = {line.title: (line.stops, line.units, line.rows) for line in found.lines}
    assert told.pop("寄宿生不多于 20，请核对。") == (True, 1, 1)
    assert told.pop("合计不超过 150。") == (False, 1, 0)
    assert list(told.values()) == [(True, 2, 2)]  # the cells beyond the new limit; no key stands twice in one filing
    place = next(line for line in found.lines if line.rows == 1).first
    assert [(name, number) for name, _submission, _row, number in place] == [("S1小学", 2)]
    assert rehearsing.Rehearsal.from_data(found.as_data()) == found


def test_a_period_that_has_just_begun_to_be_filed_is_no_rehearsal(desk: Desk) -> None:
    """Of four units one has filed for the newest period: the one that the others filed is tried."""
    accepted(desk, ("小学", 120, 4, 0))
    before = Submission.objects.get(org_unit__code="S2")
    for code in ("S3", "S4"):
        unit = type(desk.school).objects.get(code=code)
        Submission.objects.create(
            org_unit=unit, ledger_key=before.ledger_key, period_code=PERIOD.code, period_first=PERIOD.first,
            period_last=PERIOD.last, accepted_version=1, state="accepted", pack_version="1"
        )  # fmt: skip
    Submission.objects.filter(pk=before.pk).update(
        period_code=NEXT.code, period_first=NEXT.first, period_last=NEXT.last, state="accepted"
    )
    source = queries.rehearsal_source(desk.reviewer, desk.ledger, NEXT.next(), installed_packs())
    assert source is not None and source.period == PERIOD


def test_a_check_on_what_nobody_filed_is_left_out_and_named(desk: Desk) -> None:
    accepted(desk, ("小学", 120, 4, 0))
    extra = replace(desk.ledger.fields[1], id="lunch", title=Text("午托人数", "Lunch"))
    check = Check("lunch", CheckDepth.ROW, Text("核对午托人数。", "lunch"), expression="午托人数 <= 学生数")
    found = run(desk, replace(desk.ledger, fields=(*desk.ledger.fields, extra), checks=(check,)))
    assert found.lines == [] and found.stopped == 0
    assert found.left_out == ["核对午托人数。（当时没有“午托人数”）"]


def test_queries_do_not_grow_with_units_and_rows(desk: Desk, django_assert_max_num_queries: object) -> None:
    accepted(desk, ("小学", 120, 4, 0), ("初中", 90, 3, 30))
    packs = installed_packs()
    source = queries.rehearsal_source(desk.reviewer, desk.ledger, NEXT, packs)
    assert source is not None and len(source.filings) == 2
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        queries.rehearse(desk.ledger, source, packs)


def test_only_filings_in_the_actors_sight_are_rehearsed_on(desk: Desk) -> None:
    accepted(desk, ("小学", 120, 4, 0))
    source = queries.rehearsal_source(desk.clerk, desk.ledger, NEXT, installed_packs())
    assert source is not None and [unit for unit, _pk, _version in source.filings] == ["S1"]


def test_the_page_of_a_task_shows_it_and_links_to_the_rows(desk: Desk) -> None:
    accepted(desk, ("小学", 120, 4, 0))
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    place = [desk.ledger.key, NEXT.code]
    assert (
        reverse("ledgers:task-rehearsal", args=place)
        in client.get(reverse("ledgers:task-send", args=place)).content.decode()
    )
    page = client.get(reverse("ledgers:task-rehearsal", args=place)).content.decode()
    assert "当时填报的 2 个单位里会拦下" in page


def test_many_rows_are_worked_out_by_the_worker_and_kept_for_who_asked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(desk, ("小学", 120, 4, 0))
    monkeypatch.setattr(rehearsing, "ROWS_AT_ONCE", 1)
    wanted = services.wanted_of_task(desk.reviewer, desk.ledger, NEXT)
    assert services.rehearsal_of(desk.reviewer, wanted).result is None
    kept = services.start_rehearsal(actor=desk.reviewer, wanted=wanted, period=NEXT.code)
    job = Job.objects.get(pk=kept.job_id)
    address = tasks.rehearse(Silent(), **job.arguments)
    assert address == reverse("ledgers:task-rehearsal", args=[desk.ledger.key, NEXT.code])
    result = services.rehearsal_of(desk.reviewer, wanted).result
    assert result is not None and result.units == 2
    assert services.rehearsal_of(desk.clerk, wanted).result is None
    assert RehearsalResult.objects.count() == 1
