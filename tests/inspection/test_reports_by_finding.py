"""A report says which findings it is about: the others stay with the unit, with their hours and on its Today."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from taizhang.core import clock
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services, today
from taizhang.inspection.models import Finding, Notice, Report
from taizhang.inspection.queries.reporting import findings_to_report
from taizhang.inspection.system_ledgers import findings as finding_ledger
from taizhang.inspection.types import NoticeState
from tests.inspection.test_inspection_ledgers import HALF
from tests.inspection.test_inspection_notices import rechecked, stands
from tests.inspection.test_inspection_services import picture
from tests.inspection.world import TODAY, World

FOUR = (
    {"problem": "门卫室无人", "days": None, "hours": 4},
    {"problem": "通道堵塞", "days": None, "hours": 24},
    {"problem": "栏杆松动", "days": 4},
    {"problem": "台账不全", "days": 5},
)


@pytest.fixture
def notice(world: World) -> Notice:
    return world.received(*FOUR)


def _named(notice: Notice, *problems: str) -> dict[int, str]:
    return {notice.findings.get(problem=problem).pk: "" for problem in problems}


def _told(notice: Notice) -> datetime:
    told = notice.findings.all()[0].visit.filed_at
    assert told is not None
    return told


def _states(notice: Notice) -> dict[str, NoticeState]:
    lines = queries.finding_lines(Finding.objects.filter(notice=notice), TODAY)
    return {line.problem: line.standing.state for line in lines}


def test_what_a_report_does_not_name_stays_with_the_unit(world: World, notice: Notice) -> None:
    head = world.actor("head")
    say: dict[str, Any] = {"actor": head, "notice": notice, "kind": "report", "text": "已补人"}
    services.report_rectification(about=_named(notice, "门卫室无人"), **say)
    states = _states(notice)
    assert states.pop("门卫室无人") is NoticeState.REPORTED
    assert NoticeState.REPORTED not in states.values()
    assert stands(notice).state is not NoticeState.REPORTED
    [item] = today.to_do(head, TODAY)
    assert ("3" in item.missing, item.due_at) == (True, _told(notice) + timedelta(hours=24))
    rows = {row["problem"]: row["handled_on"] for row in finding_ledger(HALF).to_pylist()}
    assert (rows["门卫室无人"], rows["通道堵塞"]) == (TODAY, None)
    services.report_rectification(about=_named(notice, "通道堵塞", "栏杆松动", "台账不全"), **say)
    assert set(_states(notice).values()) == {stands(notice).state} == {NoticeState.REPORTED}
    assert today.to_do(head, TODAY) == []


def test_one_that_failed_waits_for_its_own_report(world: World, settings: object) -> None:
    notice = world.received({"problem": "问题甲"}, {"problem": "问题乙"})
    say: dict[str, Any] = {"actor": world.actor("head"), "notice": notice, "kind": "report", "text": "已改"}
    services.report_rectification(**say)
    rechecked(world, notice, "partly")
    settings.TODAY = TODAY + timedelta(days=1)  # type: ignore[attr-defined]
    services.report_rectification(about=_named(notice, "问题甲"), **say)
    assert stands(notice, clock.today()).state is not NoticeState.REPORTED
    services.report_rectification(about=_named(notice, "问题乙"), **say)
    assert stands(notice, clock.today()).state is NoticeState.REPORTED


def test_a_report_names_open_findings_of_its_notice_in_words(world: World, notice: Notice) -> None:
    say: dict[str, Any] = {"actor": world.actor("head"), "notice": notice, "kind": "report"}
    guard, way = (notice.findings.get(problem=problem) for problem in ("门卫室无人", "通道堵塞"))
    for about in ({}, {guard.pk: "", 10**6: ""}):
        with pytest.raises(TaizhangError, match="open findings of this notice"):
            services.report_rectification(about=about, text="已改", **say)
    with pytest.raises(TaizhangError, match="what was done"):
        services.report_rectification(about={guard.pk: "已补人", way.pk: ""}, text="", **say)
    photo = services.NewPhoto(way, "after", "后.png", picture())
    with pytest.raises(TaizhangError, match="not ticked"):
        services.report_rectification(about={guard.pk: "已补人"}, text="", photos=[photo], **say)
    assert not Report.objects.exists()
    services.report_rectification(about={guard.pk: "已补人", way.pk: "已清"}, text="", photos=[photo], **say)
    assert {one.words for one in Report.objects.get().about.all()} == {"已补人", "已清"}


def test_the_form_proposes_what_ends_first(world: World, notice: Notice) -> None:
    address = reverse("inspection:notice-report", args=[notice.pk])
    guard, way = (notice.findings.get(problem=problem) for problem in ("门卫室无人", "通道堵塞"))
    head = world.client("head")
    assert findings_to_report(notice, TODAY)[1] == {guard.pk}
    form = head.get(address).context["form"]
    assert [box.value() for _line, box, _words in form.rows()] == [True, False, False, False]
    said = {"kind": "report", "text": "", "client_id": str(uuid.uuid4()), f"about-{guard.pk}": "on"}
    stray = head.post(address, {**said, "text": "已改", f"words-{way.pk}": "已清"})
    assert (stray.status_code, "请勾选这个问题" in stray.content.decode()) == (422, True)
    photo = SimpleUploadedFile("后.png", picture())
    sent = {**said, f"words-{guard.pk}": "门卫室已补人", f"after-{guard.pk}": photo}
    assert head.post(address, sent).status_code == 302
    report = Report.objects.get()
    assert [one.finding_id for one in report.about.all()] == [report.photos.get().finding_id] == [guard.pk]
    assert findings_to_report(Notice.objects.get(), TODAY)[1] == {way.pk}
    page = head.get(reverse("inspection:notice-detail", args=[notice.pk])).content.decode()
    assert f"{guard.number}" in page and "门卫室已补人" in page
