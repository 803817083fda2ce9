"""Visits, findings, notices and difficulties as ledgers that indicators count.

Journals by their own day: a visit by the day it was made, a finding by the day it was found, a difficulty by the day it
was raised; only filed visits count. Notices are a register from the day they were issued. States, receipts, re-checks
and closings are as of the period's last day, or of today when that is still to come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pyarrow as pa
from django.urls import reverse
from django.utils import timezone

from taizhang.core import clock
from taizhang.core.system_ledgers import count_field, day_field, register_system_ledger, table_of, text_field, yes_field
from taizhang.core.working_days import working_calendar
from taizhang.engine.checklist import ABSENT, SEEN
from taizhang.engine.pack import Field, FieldType, FiledBy, Ledger, LedgerKind, Mask
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.engine.working_days import due_after
from taizhang.inspection import ledger_words
from taizhang.inspection.item_figures import item_figures, item_key
from taizhang.inspection.models import Difficulty, Finding, Mode, Notice, RankingLine, RecheckResult, Visit
from taizhang.inspection.queries import (
    HeldChecklist,
    closed_late,
    finding_standings,
    held_checklist,
    last_recheck,
    load,
    notice_standings,
)
from taizhang.inspection.queries.clocks import reports_of
from taizhang.inspection.ranking_ledger import RANKINGS, rankings
from taizhang.inspection.team_ledger import TEAM_MEMBERS, team_members
from taizhang.inspection.types import NoticeState, Standing
from taizhang.organisation import queries as org_queries

OPEN = "open"  # a finding that nobody re-checked yet
FIXED = RecheckResult.FIXED.value  # also one that was put right before the inspector's eyes and struck off
_STATIONS = {SEEN: "seen", ABSENT: "none"}


def _name(name: str, zh: str, en: str) -> Field:
    """Of a person: masked for who may not see it whole."""
    return Field(name, Text(zh, en), FieldType.STRING, mask=Mask.NAME)


_OF_CAMPAIGN = (
    text_field("campaign", "督查活动", "campaign"),
    count_field("round", "轮次", "round", "轮"),
    text_field("school", "被查单位", "inspected unit", format="org_unit"),
    text_field("kind", "单位类别", "kind of unit"),
)


def _ledger(name: str, title: Text, kind: LedgerKind, day: str, *fields: Field) -> Ledger:
    return Ledger(
        id=name,
        pack="inspection",
        title=title,
        kind=kind,
        period_kind=PeriodKind.HALF_YEAR,
        filed_by=FiledBy(()),
        fields=fields,
        date_field=day if kind is LedgerKind.JOURNAL else "",
        valid_from=day if kind is LedgerKind.REGISTER else "",
        unit_field="school",
        system=True,
    )


VISITS = _ledger(
    "visits",
    Text("督导走访", "inspection visits"),
    LedgerKind.JOURNAL,
    "visited_on",
    *_OF_CAMPAIGN,
    text_field("base_unit", "基层单位", "base unit", format="base_unit"),
    text_field("zone", "督学责任区", "zone", format="zone"),
    day_field("visited_on", "到校日期", "visited on"),
    text_field("mode", "走访方式", "mode"),
    text_field("team", "检查小组", "team"),
    text_field("sections", "参加股室", "sections"),
    _name("inspector", "带队督学", "inspector"),
    text_field("inspector_unit", "督学所在单位", "inspector's own unit", format="org_unit"),
    yes_field("follow_up", "是否跟踪督查", "follow-up"),
    text_field("classroom", "进教室", "classroom"),
    text_field("dormitory", "进宿舍", "dormitory"),
    text_field("canteen", "进食堂", "canteen"),
    count_field("teachers_met", "访谈教师数", "teachers met", "人"),
    count_field("pupils_met", "访谈学生数", "pupils met", "人"),
)
FINDINGS = _ledger(
    "findings",
    Text("督导问题", "findings"),
    LedgerKind.JOURNAL,
    "found_on",
    text_field("finding_no", "问题编号", "finding number"),
    *_OF_CAMPAIGN,
    day_field("found_on", "发现日期", "found on"),
    text_field("problem", "问题", "problem"),
    text_field("rule", "依据的规定", "rule"),
    text_field("rule_source", "规定出处", "source of the rule"),
    text_field("item", "检查项目", "item of the checklist"),
    text_field("severity", "严重程度", "severity"),
    yes_field("immediate", "立行立改", "at once"),
    text_field("opinion", "整改意见", "opinion"),
    day_field("deadline", "整改期限", "deadline"),
    _name("responsible", "责任人", "person responsible"),
    yes_field("head", "责任人是单位负责人", "head of the unit"),
    text_field("carried_from", "上轮问题编号", "carried over from"),
    text_field("action", "现场处置", "action on the spot"),
    day_field("handled_on", "处理日期", "handled on"),
    text_field("result", "复查结果", "result"),
    day_field("rechecked_on", "复查日期", "re-checked on"),
    yes_field("in_time", "按期销号", "closed in time"),
)
NOTICES = _ledger(
    "notices",
    Text("整改通知书", "rectification notices"),
    LedgerKind.REGISTER,
    "issued_on",
    text_field("notice_no", "通知书文号", "notice number"),
    *_OF_CAMPAIGN,
    text_field("zone", "督学责任区", "zone", format="zone"),
    count_field("problems", "问题数", "problems", "个"),
    day_field("issued_on", "下发日期", "issued on"),
    day_field("deadline", "整改期限", "deadline"),
    text_field("state", "状态", "state"),
    _name("receiver", "签收人", "received by"),
    day_field("received_on", "签收日期", "received on"),
    day_field("reported_on", "报告日期", "reported on"),
    day_field("rechecked_on", "复查日期", "re-checked on"),
    day_field("closed_on", "销号日期", "closed on"),
    yes_field("past_due", "期限已过", "past its deadline"),
)
DIFFICULTIES = _ledger(
    "difficulties",
    Text("被查单位的困难", "difficulties of units"),
    LedgerKind.JOURNAL,
    "raised_on",
    text_field("difficulty_no", "困难编号", "number"),
    text_field("school", "提出单位", "unit", format="org_unit"),
    text_field("kind", "单位类别", "kind of unit"),
    day_field("raised_on", "提出日期", "raised on"),
    text_field("difficulty", "困难", "difficulty"),
    text_field("section", "承办股室", "section in charge", format="org_unit"),
    day_field("due_on", "办理期限", "due on"),
    day_field("solved_on", "解决日期", "solved on"),
    text_field("outcome", "办理结果", "outcome"),
)


def _page(name: str) -> Callable[[int], str]:
    return lambda pk: reverse(f"inspection:{name}", args=[pk])


def _page_of_visit(model: type[Finding | Difficulty]) -> Callable[[int], str]:
    """Of the visit on which it was noted."""
    return lambda pk: reverse("inspection:visit-detail", args=[model._default_manager.get(pk=pk).visit_id])


def _page_of_ranking(line: int) -> str:
    return reverse("inspection:ranking-detail", args=[RankingLine.objects.get(pk=line).ranking_id])


def register_all() -> None:
    register_system_ledger(VISITS, visits, words=ledger_words.OF_VISITS, address=_page("visit-detail"))
    register_system_ledger(
        FINDINGS,
        findings,
        words=ledger_words.OF_FINDINGS,
        address=_page_of_visit(Finding),
        counts=item_figures,
    )
    register_system_ledger(NOTICES, notices, words=ledger_words.OF_NOTICES, address=_page("notice-detail"))
    register_system_ledger(
        DIFFICULTIES, difficulties, words=ledger_words.OF_DIFFICULTIES, address=_page_of_visit(Difficulty)
    )
    register_system_ledger(TEAM_MEMBERS, team_members, words=ledger_words.OF_TEAMS)
    register_system_ledger(RANKINGS, rankings, words=ledger_words.OF_RANKINGS, address=_page_of_ranking)


def _as_of(period: Period) -> date:
    return min(period.last, clock.today())


def visits(period: Period) -> pa.Table:
    """One row a filed visit that was made in the period, at its unit: rows count school-times."""
    found = list(
        Visit.objects.filter(filed_at__isnull=False, visited_on__range=(period.first, period.last))
        .select_related("org_unit", "zone", "team", "round__campaign")
        .prefetch_related("members__person", "members__section")
        .order_by("id")
    )
    sections = {member.section.code for visit in found for member in visit.members.all() if member.section}
    names = org_queries.names(sections, period.last)
    return table_of(VISITS, period, (_visit(visit, names) for visit in found))


def _visit(visit: Visit, names: Mapping[str, str]) -> dict[str, object]:
    members = list(visit.members.all())
    leader = next((member for member in members if member.leads), None)
    sections = dict.fromkeys(names.get(member.section.code, "") for member in members if member.section)
    return {
        "_row_id": visit.pk,
        **_of_visit(visit),
        "base_unit": visit.base_unit or None,
        "zone": visit.zone.code if visit.zone else None,
        "visited_on": visit.visited_on,
        "mode": "announced" if visit.announced else "unannounced",
        "team": visit.team.name if visit.team else None,
        "sections": "、".join(sections) or None,
        "inspector": str(leader.person) if leader else None,
        "inspector_unit": leader.section.code if leader and leader.section else None,
        "follow_up": visit.follows_id is not None or visit.mode == Mode.FOLLOW_UP,
        **{station: _STATIONS.get(visit.stations.get(station)) for station in ("classroom", "dormitory", "canteen")},
        "teachers_met": visit.teachers_met,
        "pupils_met": visit.pupils_met,
    }


def _of_visit(visit: Visit) -> dict[str, object]:
    return {
        "org_unit": visit.org_unit.code,
        "campaign": visit.round.campaign.theme,
        "round": visit.round.number,
        "school": visit.org_unit.code,
        "kind": visit.org_unit.kind,
    }


def findings(period: Period) -> pa.Table:
    """One row a finding of the period. rule: by its code, where it is one of its checklist's. deadline: counted from
    the issue, or from the filing, while no receipt is known. handled_on: the day itself when something was done on the
    spot, else that of the first report. in_time: by the hour where it was told in hours; none while it is open and its
    deadline to come."""
    day = _as_of(period)
    found = list(
        Finding.objects.filter(found_on__range=(period.first, period.last))
        .exclude(closing__dropped=True)
        .select_related("org_unit", "carried_from", "checklist", "visit__org_unit", "visit__round__campaign", "notice")
        .order_by("id")
    )
    standings = finding_standings(found, day)
    versions = {finding.checklist_id: finding.checklist for finding in found if finding.checklist is not None}
    held = {key: held_checklist(version) for key, version in versions.items()}
    rows = (_finding(item, standings[item.pk], held.get(item.checklist_id), day) for item in found)
    return table_of(FINDINGS, period, rows)


def _finding(finding: Finding, stands: Standing, held: HeldChecklist | None, day: date) -> dict[str, object]:
    last = last_recheck(finding, day)
    return {
        "_row_id": finding.pk,
        **_of_visit(finding.visit),
        "finding_no": finding.number,
        "found_on": finding.found_on,
        "problem": finding.problem,
        "rule": held.rule_code(finding.rule) if held is not None else finding.rule,
        "rule_source": finding.rule_source or None,
        "item": item_key(finding.checklist.key, finding.item) if finding.checklist and finding.item else None,
        "severity": finding.severity,
        "immediate": finding.immediate,
        "opinion": finding.opinion,
        "deadline": stands.due or _foreseen(finding),
        "responsible": finding.responsible,
        "head": finding.responsible_heads,
        "carried_from": finding.carried_from.number if finding.carried_from else None,
        "action": finding.action or None,
        "handled_on": finding.found_on if finding.action else _first_report(finding, day),
        "result": last.result if last else FIXED if stands.state is NoticeState.CLOSED else OPEN,
        "rechecked_on": last.on if last else None,
        "in_time": _in_time(finding, stands),
    }


def _in_time(finding: Finding, stands: Standing) -> bool | None:
    if stands.state is NoticeState.CLOSED:
        return not closed_late(finding.closing, stands)
    return False if stands.late else None


def _foreseen(finding: Finding) -> date:
    """What the deadline will not be before: the clock would start at the latest now known day."""
    told = timezone.localtime(finding.visit.filed_at).date() if finding.visit.filed_at else finding.found_on
    start = finding.notice.issued_on if finding.notice is not None else told
    return due_after(working_calendar(), start, finding.days or 0).last


def _reported(notice: Notice, day: date) -> date | None:
    """The newest report; none while a finding that is not fixed was left out of all of them."""
    told: list[date] = []
    for finding in notice.findings.all():
        days, last = [report.on for report in reports_of(finding, day)], last_recheck(finding, day)
        closing = getattr(finding, "closing", None)
        if not days and (last is None or last.result != FIXED) and (closing is None or closing.on > day):
            return None
        told += days
    return max(told, default=None)


def _first_report(finding: Finding, day: date) -> date | None:
    return min((report.on for report in reports_of(finding, day)), default=None)


def notices(period: Period) -> pa.Table:
    """Notices issued up to the period's last day, as they stood then."""
    day = _as_of(period)
    found = load(
        Notice.objects.filter(issued_on__lte=day)
        .exclude(withdrawal__on__lte=day)
        .select_related("org_unit", "received_by", "received_for", "round__campaign")
        .order_by("id")
    )
    visited = {finding.visit_id for notice in found for finding in notice.findings.all()}
    codes = dict(Visit.objects.filter(pk__in=visited).values_list("pk", "zone__code"))
    standings = notice_standings(found, day)
    return table_of(NOTICES, period, (_notice(notice, standings[notice.pk], codes, day) for notice in found))


def _notice(notice: Notice, stands: Standing, zones: Mapping[int, str | None], day: date) -> dict[str, object]:
    items = list(notice.findings.all())
    checked = [item.on for finding in items if (item := last_recheck(finding, day)) is not None]
    reported, rechecked = _reported(notice, day), max(checked, default=None)
    received = notice.received_on if notice.received_on is not None and notice.received_on <= day else None
    closed = [finding.closing.on for finding in items] if stands.state is NoticeState.CLOSED else []
    foreseen = max((_foreseen(finding) for finding in items if finding.days is not None), default=None)
    return {
        "_row_id": notice.pk,
        "org_unit": notice.org_unit.code,
        "notice_no": notice.number,
        "campaign": notice.round.campaign.theme,
        "round": notice.round.number,
        "school": notice.org_unit.code,
        "kind": notice.org_unit.kind,
        "zone": next((code for finding in items if (code := zones.get(finding.visit_id))), None),
        "problems": len(items),
        "issued_on": notice.issued_on,
        "deadline": stands.due or foreseen,
        "state": _state(stands, received, reported, rechecked),
        "receiver": notice.received_by_whom if received else None,
        "received_on": received,
        "reported_on": reported,
        "rechecked_on": rechecked,
        "closed_on": max(closed, default=None),
        "past_due": stands.late if stands.due is not None else foreseen is not None and foreseen < day,
    }


def _state(stands: Standing, received: date | None, reported: date | None, rechecked: date | None) -> str:
    """By what was done last, not by the clock."""
    if stands.state is NoticeState.CLOSED:
        return "closed"
    if rechecked is not None and (reported is None or rechecked >= reported):
        return "rechecked"
    return "reported" if reported is not None else "received" if received is not None else "issued"


def difficulties(period: Period) -> pa.Table:
    """One row a difficulty that was raised in the period."""
    day = _as_of(period)
    found = Difficulty.objects.filter(raised_on__range=(period.first, period.last)).select_related(
        "org_unit", "section"
    )
    return table_of(
        DIFFICULTIES,
        period,
        (
            {
                "_row_id": item.pk,
                "org_unit": item.org_unit.code,
                "difficulty_no": item.number,
                "school": item.org_unit.code,
                "kind": item.org_unit.kind,
                "raised_on": item.raised_on,
                "difficulty": item.text,
                "section": item.section.code if item.section else None,
                "due_on": item.due_on,
                "solved_on": item.solved_on if item.solved_on is not None and item.solved_on <= day else None,
                "outcome": item.outcome if item.solved_on is not None and item.solved_on <= day else None,
            }
            for item in found.order_by("id")
        ),
    )
