"""The demo's campaigns: the half-year's four, one that is under way on its day with visits made and planned and notices
in several states, and one of a village. Made by the services that people use, each on its own day, with ids that are
the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from taizhang.config.demo import county, half_year, village
from taizhang.config.demo.visiting import Failing, People, Script, Seen, checklist, make_visit, named, named_id
from taizhang.inspection import services
from taizhang.inspection.models import Campaign, Notice, Round, Visit
from taizhang.organisation.models import OrgUnit

SECTION, CHECKLIST, PREFIX = half_year.SECTION, "campus_safety", half_year.PREFIX
FIRST_ON, BEGUN = half_year.BEGUN, date(2026, 6, 12)
_EXTINGUISHER = Failing("extinguishers", "二楼东侧两具灭火器压力不足", "三日内更换，逐层登记检查日期")
_GATE_ROOM = Failing("gate_room", "十二时二十分门卫室无人", "落实午间轮岗，值班表上墙")
_PATROLS = Failing("patrols", "前一个上学日只有一次巡查记录", "按规定次数巡查并当场签字")
# Day of the visit, place of the school in the zone's list, what fails.
_MADE: tuple[tuple[date, int, Sequence[Failing]], ...] = (
    (date(2026, 6, 16), 0, (_EXTINGUISHER, _PATROLS)),
    (date(2026, 6, 16), 1, ()),
    (date(2026, 6, 17), 2, (_GATE_ROOM,)),
    (date(2026, 6, 18), 3, (_EXTINGUISHER,)),
    (date(2026, 6, 18), 4, ()),
)
_ISSUED, _RECEIVED, _REPORTED, _PLANNED = date(2026, 6, 22), date(2026, 6, 23), date(2026, 7, 1), date(2026, 7, 3)
_NEXT: tuple[tuple[date, int], ...] = ((date(2026, 7, 7), 5), (date(2026, 7, 7), 6), (date(2026, 7, 8), 7))


@transaction.atomic
def load() -> None:
    """All campaigns or nothing."""
    if Campaign.objects.exists():
        return
    script, people = Script(), People()
    half_year.schedule(script, people)
    _Summer(script, people).schedule()
    village.schedule(script, people)
    script.run()


class _Summer:
    """Before the summer holiday: a campaign of one zone, of which the second round has just begun."""

    def __init__(self, script: Script, people: People) -> None:
        self.script = script
        self.planner, self.inspector, self.head = map(people.actor, ("sectionhead", "inspector", "head"))
        self.person = people.users["inspector"]
        self.section = OrgUnit.objects.get(code=SECTION)
        zone = next(unit.zone for unit in county.units() if unit.code == county.SUCCESSOR)
        codes = [unit.code for unit in county.units() if unit.zone == zone and unit.code != county.MERGED]
        codes = [county.SUCCESSOR, *(code for code in codes if code != county.SUCCESSOR)]  # the demo's school first
        found = OrgUnit.objects.in_bulk(codes, field_name="code")
        self.schools = [found[code] for code in codes]
        self.asked = checklist(CHECKLIST)

    def schedule(self) -> None:
        self.script.at(BEGUN, 9, self._begin)

    def _begin(self) -> None:
        campaign = services.create_campaign(
            actor=self.planner, org_unit=self.section, values=_values(), checklists=[named(CHECKLIST)]
        )
        first = campaign.rounds.get()
        visits = [self._plan(first, day, place) for day, place, _failing in _MADE]
        for visit, (day, _place, failing) in zip(visits, _MADE, strict=True):
            absent = [station.id for station in self.asked.stations if not station.required]
            seen = Seen(failing=failing, absent=absent, unasked="学期末，没有安排")
            make = partial(make_visit, actor=self.inspector, visit=visit, asked=self.asked, seen=seen)
            self.script.at(day, 11, make)
        self.script.at(_ISSUED, 10, partial(self._issue, campaign, visits))

    def _issue(self, campaign: Campaign, visits: Sequence[Visit]) -> None:
        findings = [finding for visit in visits for finding in visit.findings.all()]
        notices = services.issue_notices(actor=self.planner, findings=findings, issued_on=_ISSUED)
        answered = next(item for item in notices if item.org_unit.code == county.SUCCESSOR)
        self.script.at(_RECEIVED, 9, partial(services.record_receipt, actor=self.head, notice=answered))
        self.script.at(_REPORTED, 16, partial(self._report, answered))
        self.script.at(_PLANNED, 15, partial(self._go_on, campaign, notices[0]))

    def _report(self, notice: Notice) -> None:
        services.report_rectification(
            actor=self.head, notice=notice, kind="report", client_id=named_id("report", notice.number),
            text="两具灭火器已更换并登记；巡查改为每天三次，记录已补签。请复查。",
        )  # fmt: skip

    def _go_on(self, campaign: Campaign, notice: Notice) -> None:
        second = services.add_round(
            actor=self.planner, campaign=campaign, first_on=date(2026, 7, 1), last_on=campaign.last_on
        )
        for day, place in _NEXT:
            self._plan(second, day, place)
        services.plan_visit(
            actor=self.planner, round=second, org_unit=notice.addressee, planned_on=date(2026, 7, 8),
            members=[(self.person, self.section)], mode="follow_up", follows=notice,
            client_id=named_id("re-check", notice.number),
        )  # fmt: skip

    def _plan(self, round_: Round, day: date, place: int) -> Visit:
        return services.plan_visit(
            actor=self.planner,
            round=round_,
            org_unit=self.schools[place],
            planned_on=day,
            members=[(self.person, self.section)],
            client_id=named_id("visit", round_.number, day, place),
        )


def _values() -> dict[str, Any]:
    return {
        "title": "暑假前校园安全督查",
        "theme": "regular",
        "mode": "scheduled",
        "first_on": date(2026, 6, 15),
        "last_on": date(2026, 7, 31),
        "number_prefix": PREFIX,
        "overdue_steps": [[1, "电话提醒学校"], [5, "报分管领导约谈"], [10, "全市通报"]],
    }
