"""Inspection in the county of matrix_world: its rows, what its addresses take, and who may call which service."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from copy import copy
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Role
from taizhang.engine.circular import CircularPart, CircularTemplate, CircularWords
from taizhang.engine.notice import NoticeTemplate, NoticeWords
from taizhang.engine.text import Text
from taizhang.inspection import services
from taizhang.inspection.models import (
    Draw,
    Finding,
    NoticePause,
    Ranking,
    RankingLine,
    Recheck,
    Report,
    ReportedFinding,
    ReportPhoto,
    Visit,
)
from taizhang.inspection.types import NewEntry
from taizhang.ledgers.services.evidence import store_file
from taizhang.organisation.models import OrgUnit, Post, ZoneMembership

if TYPE_CHECKING:
    from tests.web.matrix_world import MatrixWorld

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
FIRST, DAY, LAST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 7, 31)
TODAY = date(2026, 7, 6)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(16)
PICTURE_SHA = hashlib.sha256(PICTURE).hexdigest()
FINDING = {
    "problem": "台账不全", "rule": "other", "severity": "ordinary", "opinion": "补齐", "responsible": "禾望舒",
    "days": 5,
}  # fmt: skip
NOTICE = NoticeTemplate(
    "rectification", "t", Text("整改通知书"), "{bureau}", "{bureau}",
    {"days": "{days}日内", "hours": "{hours}小时内", "deadline": "{deadline}前"},
    NoticeWords("整改通知书", ("{addressee}：",), ("（{n}）{problem}",), ()),
)  # fmt: skip
CIRCULAR = CircularTemplate(
    "ranking", "t", Text("通报"), "{bureau}", "{bureau}", "更正",
    CircularWords("通报", (CircularPart("", ("各校：",)),), "排名表", (("学校", "{unit}"),)),
)  # fmt: skip
PLAN = {Role.SECTION_CLERK, Role.SECTION_HEAD}
INSPECT = PLAN | {Role.ZONE_INSPECTOR}
ISSUE = {Role.SECTION_HEAD, Role.BUREAU_LEADER}
ANSWER = {Role.SCHOOL_CLERK, Role.SCHOOL_HEAD}
TAKE = set(Role) - {Role.ADMINISTRATOR}  # of what they see


def _campaign(actor: Actor, county: OrgUnit) -> Any:
    return services.create_campaign(actor=actor, org_unit=county, values=campaign_values())


def campaign_values() -> dict[str, Any]:
    return {
        "title": "开学工作督查", "theme": "opening", "mode": "scheduled", "first_on": FIRST, "last_on": LAST,
        "number_prefix": "青教督",
    }  # fmt: skip


def entry(path: str, value: Any) -> NewEntry:
    return NewEntry(uuid.uuid4(), path, value, (), AT, "手机")


def rows(actor: Callable[[Role], Actor], units: dict[str, OrgUnit], inspector: User) -> dict[str, Any]:
    """A campaign of the county with two rounds. In the first, school S1 had a filed visit with two notices: one to
    receive, one received, with a request that waits, a report with a photo, and a re-check that found it fixed. A visit
    under way and a planned one of the second round; one finding without a notice; one difficulty."""
    planner, chief, head = actor(Role.SECTION_CLERK), actor(Role.SECTION_HEAD), actor(Role.SCHOOL_HEAD)
    campaign = _campaign(planner, units["C"])
    first = campaign.rounds.get()
    second = services.add_round(actor=planner, campaign=campaign, first_on=FIRST, last_on=LAST)

    def visit(in_round: Any, day: date) -> Visit:
        with clock.standing_at(datetime.combine(min(day, TODAY), time(8), timezone.get_current_timezone())):
            return services.plan_visit(
                actor=planner, round=in_round, org_unit=units["S1"], planned_on=day, members=[(inspector, None)]
            )

    def filed(day: date, *findings: dict[str, Any]) -> Visit:
        made = visit(first, day)
        said = [(uuid.uuid4(), {**FINDING, **item}) for item in findings]
        entries = [entry(f"finding/{name}/{part}", value) for name, parts in said for part, value in parts.items()]
        services.add_entries(actor=planner, visit=made, entries=[*entries, entry("met/pupils", 3)])
        return services.file_visit(actor=planner, visit=made, visited_on=day)

    old = filed(DAY, {})
    received = services.issue_notices(actor=chief, findings=list(old.findings.all()), issued_on=DAY)[0]
    services.record_receipt(actor=head, notice=received, on=DAY)
    new = filed(date(2026, 7, 2), {"problem": "门锁损坏"})
    waiting = services.issue_notices(actor=chief, findings=list(new.findings.all()), issued_on=TODAY)[0]
    extension = services.ask_extension(actor=head, notice=received, days=2, reason="等货")
    # By a colleague of the school: whoever closes must be somebody else, and each role of the matrix is tried.
    report = Report.objects.create(notice=received, kind="report", on=TODAY, at=AT, text="已补齐")
    finding = received.findings.get()
    ReportedFinding.objects.create(report=report, finding=finding)
    photo = ReportPhoto.objects.create(
        report=report, finding=finding, moment="after", file=store_file(PICTURE, "image/png"), name="照.png"
    )
    called_off = visit(second, LAST)
    services.add_entries(actor=planner, visit=called_off, entries=[entry("met/pupils", 3)])
    services.call_off_visit(actor=planner, visit=called_off, reason="停课")
    under_way, planned = visit(second, TODAY), visit(second, LAST)
    inner = uuid.uuid4()
    services.add_entries(
        actor=planner, visit=under_way, entries=[entry("met/pupils", 3), entry(f"difficulty/{inner}/text", "缺人")]
    )
    loose = filed(date(2026, 7, 3), {"problem": "窗户破损"})
    services.add_entries(actor=planner, visit=loose, entries=[entry("visit/note", "晴")])
    results = [entry(f"recheck/{made.findings.get().number}/result", "partly") for made in (new, loose)]
    services.add_entries(actor=planner, visit=under_way, entries=results)
    shown_again = ReportPhoto.objects.create(
        report=report, finding=new.findings.get(), moment="after", file=photo.file, name="照.png"
    )
    asked = visit(first, date(2026, 7, 4))
    services.add_entries(actor=planner, visit=asked, entries=[entry(f"difficulty/{uuid.uuid4()}/text", "缺人")])
    services.file_visit(actor=planner, visit=asked, visited_on=date(2026, 7, 4))
    Recheck.objects.create(finding=finding, visit=asked, on=TODAY, at=AT, result="fixed")
    visit_photo = services.add_photo(actor=planner, visit=under_way, photo_id=uuid.uuid4(), data=PICTURE, name="照.png")
    listed, drawn = (
        services.publish_draw_list(
            actor=planner, round=second, units=["S1"], people=[inspector.pk], count=1, per_unit=1,
            complaints_since=FIRST,
        )
        for _time in range(2)
    )  # fmt: skip
    services.run_draw(actor=planner, draw_of=drawn, seed="20260701", seed_from="抽号")
    team = services.set_team(actor=planner, campaign=campaign, name="联合组", members=[(inspector, units["C"])])
    complaint = services.record_complaint(
        actor=planner, org_unit=units["S1"], received_on=DAY, matter="反映补课", source="letter"
    )
    recusal = services.record_recusal(
        actor=planner, person=User.objects.exclude(pk=inspector.pk).earliest("pk"), org_unit=units["S1"],
        ground="relative", valid_from=FIRST,
    )  # fmt: skip
    liaison = services.set_liaison(actor=planner, post=Post.objects.latest("pk"), school=units["S1"], valid_from=FIRST)
    ranking = Ranking.objects.create(
        campaign=campaign, month="2026-06", number="青教督〔2026〕90号", issued_on=DAY, least=1, pack_id="t",
        pack_version="1.0.0", at=AT,
    )  # fmt: skip
    RankingLine.objects.create(ranking=ranking, org_unit=units["S1"], name="第一小学", place=1, rank=1, score="90")
    pause = NoticePause.objects.create(
        notice=received, first_on=date(2026, 7, 20), last_on=date(2026, 7, 21), reason="停课", at=AT
    )
    return {
        "pause": pause, "team": team, "complaint": complaint, "recusal": recusal, "liaison": liaison,
        "draw_list": listed, "drawn": Draw.objects.get(pk=drawn.pk),
        "ranking": ranking,
        "campaign": campaign, "round": first, "next_round": second, "inspected": new, "under_way": under_way,
        "planned": planned, "called_off": called_off,
        "notice": waiting, "received_notice": received, "extension": extension,
        "report_photo": photo, "shown_again": shown_again, "inspection_photo": visit_photo, "closable": finding,
        "loose": Finding.objects.get(visit=loose), "difficulty": asked.difficulties.get(),
        "inspector": inspector, "post": Post.objects.first(),
    }  # fmt: skip


def zone_change(_world: MatrixWorld) -> ZoneMembership:
    return ZoneMembership.objects.select_related("school").earliest("pk")


Place = Callable[["MatrixWorld"], list[Any]]
Data = Callable[["MatrixWorld"], dict[str, Any]]


def _row(name: str) -> Place:
    return lambda world: [world.inspection[name].pk]


def _two(name: str, other: str) -> Place:
    return lambda world: [world.inspection[name].pk, world.inspection[other].pk]


PLACES: dict[str, Place] = {
    "inspection:school-detail": lambda world: ["S1"],
    "inspection:campaign-detail": _row("campaign"),
    "inspection:campaign-change": _row("campaign"),
    "inspection:round-create": _row("campaign"),
    "inspection:team-create": _row("campaign"),
    "inspection:team-change": _two("campaign", "team"),
    "inspection:visit-create": _row("next_round"),
    "inspection:round-issue": _row("round"),
    "inspection:round-rechecks": _row("next_round"),
    "inspection:complaint-visit": _row("complaint"),
    "inspection:term-plan": lambda world: ["Z1"],
    "inspection:hours-set": lambda world: ["S1"],
    "inspection:zone-detail": lambda world: ["Z1"],
    "inspection:zone-change-withdraw": lambda world: [zone_change(world).pk],
    "inspection:zone-rotation-withdraw": lambda world: ["2027-01-01"],
    "inspection:recusal-detail": _row("recusal"),
    "inspection:recusal-end": _row("recusal"),
    "inspection:liaison-end": _row("liaison"),
    "inspection:draw-create": _row("next_round"),
    "inspection:draw-detail": _row("drawn"),
    "inspection:draw-run": _row("draw_list"),
    "inspection:draw-plan": _row("drawn"),
    "inspection:draw-file": _row("drawn"),
    "inspection:visit-detail": _row("inspected"),
    "inspection:visit-file": _row("under_way"),
    "inspection:visit-call-off": _row("planned"),
    "inspection:visit-over": _row("called_off"),
    "inspection:visit-originals": _row("under_way"),
    "inspection:visit-replace": _row("planned"),
    "inspection:visit-phone-sync": _row("planned"),
    "inspection:visit-phone-photo": _row("planned"),
    "inspection:visit-phone-file": _row("under_way"),
    "inspection:visit-phone-report": _two("planned", "shown_again"),
    "inspection:visit-photo": _two("under_way", "inspection_photo"),
    "inspection:notice-detail": _row("notice"),
    "inspection:notice-receive": _row("notice"),
    "inspection:notice-resend": _row("notice"),
    "inspection:notice-deliver": _row("notice"),
    "inspection:notice-recheck": _row("notice"),
    "inspection:notice-print": _row("notice"),
    "inspection:notice-docx": _row("notice"),
    "inspection:notice-file": lambda world: ["unknown"],
    "inspection:notices-take": lambda world: ["zip"],
    "inspection:round-notices": lambda world: [world.inspection["round"].pk, "docx"],
    "inspection:extension-ask": _row("notice"),
    "inspection:notice-report": _row("received_notice"),
    "inspection:report-photo": _two("received_notice", "report_photo"),
    "inspection:finding-close": _two("received_notice", "closable"),
    "inspection:extension-decide": _row("extension"),
    "inspection:ranking-month": lambda world: [world.inspection["campaign"].pk, "2026-07"],
    "inspection:ranking-issue": lambda world: [world.inspection["campaign"].pk, "2026-06"],
    "inspection:ranking-unit": lambda world: [world.inspection["campaign"].pk, "2026-07", "S1"],
    "inspection:ranking-detail": _row("ranking"),
    "inspection:ranking-correct": _row("ranking"),
    "inspection:circular-print": _row("ranking"),
    "inspection:circular-docx": _row("ranking"),
    "inspection:notice-pause": _row("received_notice"),
    "inspection:pause-lift": _row("pause"),
    "inspection:notice-withdraw": _row("notice"),
    "inspection:notice-readdress": _row("notice"),
}
SENT: dict[str, Data] = {
    "inspection:campaign-create": lambda world: {
        "org_unit": "C", "title": "新活动", "theme": "opening", "mode": "scheduled", "first_on": FIRST.isoformat(),
        "last_on": LAST.isoformat(),
    },
    "inspection:campaign-change": lambda world: {"title": "新名", "theme": "opening"},
    "inspection:round-create": lambda world: {"first_on": FIRST.isoformat(), "last_on": LAST.isoformat()},
    "inspection:visit-create": lambda world: {
        "org_unit": "S1", "planned_on": "2026-07-20", "leader": str(world.inspection["inspector"].pk),
    },
    "inspection:team-create": lambda world: {
        "name": "第二组", "members": [str(world.inspection["inspector"].pk)],
    },
    "inspection:team-change": lambda world: {
        "name": "第三组", "members": [str(world.inspection["inspector"].pk)],
    },
    "inspection:complaint-create": lambda world: {
        "org_unit": "S1", "received_on": TODAY.isoformat(), "source": "letter", "matter": "反映补课", "weight": "1",
    },
    "inspection:complaint-visit": lambda world: {
        "round": str(world.inspection["next_round"].pk), "planned_on": "2026-07-20",
        "leader": str(world.inspection["inspector"].pk),
    },
    "inspection:term-plan": lambda world: {
        "round": str(world.inspection["next_round"].pk), "first_on": "2026-07-20", "last_on": LAST.isoformat(),
        "leader": str(world.inspection["inspector"].pk),
    },
    "inspection:hours-set": lambda world: {"opens": "08:00", "closes": "16:00", "valid_from": FIRST.isoformat()},
    "inspection:recusal-create": lambda world: {
        "person": str(world.inspection["inspector"].pk), "org_unit": "S1", "ground": "own_school",
        "valid_from": FIRST.isoformat(),
    },
    "inspection:recusal-end": lambda world: {"on": TODAY.isoformat()},
    "inspection:liaison-create": lambda world: {
        "school": "S1", "post": str(world.inspection["post"].pk), "valid_from": FIRST.isoformat(),
    },
    "inspection:liaison-end": lambda world: {"on": TODAY.isoformat()},
    "inspection:zone-redraw": lambda world: {"act": "show", "on": TODAY.isoformat()},
    "inspection:zone-rotation": lambda world: {"act": "show", "on": "2027-01-01"},
    "inspection:draw-create": lambda world: {
        "count": "1", "per_unit": "0", "complaints_since": FIRST.isoformat(),
    },
    "inspection:draw-run": lambda world: {"seed": "7", "seed_from": "抽号"},
    "inspection:draw-plan": lambda world: {"first_on": "2026-07-20", "last_on": LAST.isoformat()},
    "inspection:round-issue": lambda world: {"issued_on": TODAY.isoformat()},
    "inspection:round-rechecks": lambda world: {
        "notices": [str(world.inspection["notice"].pk)], "planned_on": "2026-07-20",
        "leader": str(world.inspection["inspector"].pk),
    },
    "inspection:notice-pause": lambda world: {
        "first_on": TODAY.isoformat(), "last_on": TODAY.isoformat(), "reason": "停课",
    },
    "inspection:notice-deliver": lambda world: {"on": TODAY.isoformat(), "handed_to": "办公室"},
    "inspection:notice-recheck": lambda world: {
        "planned_on": "2026-07-20", "leader": str(world.inspection["inspector"].pk),
    },
    "inspection:pause-lift": lambda world: {"reason": "误录"},
    "inspection:notice-withdraw": lambda world: {"reason": "误发"},
    "inspection:ranking-issue": lambda world: {"issued_on": TODAY.isoformat()},
    "inspection:ranking-correct": lambda world: {"issued_on": TODAY.isoformat(), "reason": "漏报"},
    "inspection:notices-take": lambda world: {"selected": [str(world.inspection["notice"].pk)]},
    "inspection:visit-file": lambda world: {"visited_on": TODAY.isoformat()},
    "inspection:visit-replace": lambda world: {"person": str(world.inspection["inspector"].pk)},
    "inspection:visit-call-off": lambda world: {"reason": "停课"},
    "inspection:visit-over": lambda world: {"to": str(world.inspection["planned"].pk)},
    "inspection:extension-ask": lambda world: {
        "days": "2", "reason": "等货", "findings": [str(world.inspection["received_notice"].findings.get().pk)],
    },
    "inspection:extension-decide": lambda world: {"granted_days": "1"},
    "inspection:notice-report": lambda world: {
        "kind": "report", "text": "已补齐", "client_id": str(uuid.uuid4()),
        f"about-{world.inspection['received_notice'].findings.get().pk}": "on",
    },
}  # fmt: skip


def _of(name: str) -> Callable[[MatrixWorld], Any]:
    return lambda world: world.inspection[name]


def _members(world: MatrixWorld) -> list[tuple[User, None]]:
    return [(world.inspection["inspector"], None)]


def _county(world: MatrixWorld) -> OrgUnit:
    unit: OrgUnit = world.rows["units"]["C"]
    return unit


def _school(world: MatrixWorld) -> OrgUnit:
    unit: OrgUnit = world.rows["units"]["S1"]
    return unit


def _people(world: MatrixWorld) -> list[tuple[User, OrgUnit]]:
    return [(world.inspection["inspector"], _county(world))]


def _notices(world: MatrixWorld) -> list[int]:
    return [world.inspection["notice"].pk]


def _called_off(world: MatrixWorld) -> Visit:
    visit = copy(world.inspection["under_way"])
    visit.called_off_at = AT
    return visit


DAYS: dict[str, Any] = {"first_on": FIRST, "last_on": LAST}
FROM: dict[str, Any] = {"valid_from": FIRST}
S = "inspection.services."
SERVICES: dict[str, tuple[set[Role], dict[str, Any]]] = {
    S + "create_campaign": (PLAN, {"org_unit": _county, "values": lambda world: campaign_values()}),
    S + "change_campaign": (PLAN, {"campaign": _of("campaign"), "values": {"title": "新名"}}),
    S + "add_round": (PLAN, {"campaign": _of("campaign"), **DAYS}),
    S + "set_team": (PLAN, {"campaign": _of("campaign"), "name": "第一组", "members": _people}),
    S + "publish_draw_list": (
        PLAN,
        {"round": _of("round"), "units": ["S1"], "people": [], "count": 1, "per_unit": 0, "complaints_since": FIRST},
    ),
    S + "run_draw": (PLAN, {"draw_of": _of("draw_list")}),
    S + "plan_drawn": (PLAN, {"draw_of": _of("drawn"), "first_on": date(2026, 7, 20), "last_on": LAST}),
    S + "record_complaint": (PLAN, {"org_unit": _school, "received_on": TODAY, "matter": "反映补课"}),
    S + "plan_term": (
        INSPECT,
        {
            "zone": lambda world: world.rows["zone"], "round": _of("next_round"), "first_on": TODAY, "last_on": LAST,
            "members": _members,
        },
    ),
    S + "set_visit_hours": (
        INSPECT, {"org_unit": _school, "opens": time(8), "closes": time(16), **FROM},
    ),
    S + "plan_complaint_visit": (
        INSPECT,
        {
            "complaint": _of("complaint"), "round": _of("next_round"), "planned_on": date(2026, 7, 20),
            "members": _members,
        },
    ),
    S + "record_recusal": (PLAN, {"person": _of("inspector"), "org_unit": _school, "ground": "relative", **FROM}),
    S + "set_liaison": (PLAN, {"post": _of("post"), "school": _school, **FROM}),
    S + "end_recusal": (PLAN, {"recusal": _of("recusal"), "on": TODAY}),
    S + "end_liaison": (PLAN, {"liaison": _of("liaison"), "on": TODAY}),
    S + "redraw_zones": (
        {Role.SECTION_HEAD, Role.ADMINISTRATOR}, {"moves": {"S1": "Z1"}, "on": TODAY, "reason": "调整"},
    ),
    S + "rotate_inspectors": (
        {Role.SECTION_HEAD, Role.ADMINISTRATOR},
        {"moves": {1: 1}, "on": TODAY, "reason": "任满"},
    ),
    S + "withdraw_rotation": ({Role.SECTION_HEAD, Role.ADMINISTRATOR}, {"on": date(2027, 1, 1)}),
    S + "withdraw_zone_change": ({Role.SECTION_HEAD, Role.ADMINISTRATOR}, {"change": zone_change}),
    S + "plan_visit": (
        INSPECT,
        {"round": _of("next_round"), "org_unit": _school, "planned_on": date(2026, 7, 20), "members": _members},
    ),
    S + "record_past_visits": (PLAN, {"round": _of("next_round"), "visited_on": TODAY, "visits": []}),
    S + "plan_recheck": (
        INSPECT, {"notice": _of("notice"), "planned_on": date(2026, 7, 20), "members": _members},
    ),
    S + "plan_rechecks": (
        PLAN, {"round": _of("next_round"), "planned_on": LAST, "members": _members, "notices": []},
    ),
    S + "replace_member": (
        INSPECT,
        {"visit": _of("planned"), "by": None, "person": lambda world: User.objects.earliest("pk")},
    ),
    S + "call_off_visit": (INSPECT, {"visit": _of("planned"), "reason": "停课"}),
    S + "add_entries": (INSPECT, {"visit": _of("planned"), "entries": [entry("met/pupils", 1)]}),
    S + "add_photo": (
        INSPECT, {"visit": _of("planned"), "photo_id": uuid.uuid4(), "data": PICTURE, "name": "照.png"},
    ),
    S + "take_along": (INSPECT, {"visits": lambda world: [world.inspection["planned"]], "device": "手机"}),
    S + "note_phone": (INSPECT, {"visit": _of("planned"), "device": "手机", "left": 0, "skew_seconds": 0}),
    S + "take_entries": (INSPECT, {"visit": _of("planned"), "entries": [entry("met/pupils", 1)]}),
    S + "receive_piece": (
        INSPECT,
        {
            "visit": _of("planned"),
            "photo": services.PhotoAnnounced(uuid.uuid4(), "照.png", len(PICTURE), PICTURE_SHA, PICTURE_SHA),
            "data": PICTURE,
        },
    ),
    S + "file_visit": (INSPECT, {"visit": _of("under_way"), "visited_on": TODAY}),
    S + "record_recheck": (
        INSPECT, {"visit": _of("under_way"), "finding": _of("closable"), "result": "fixed"},
    ),
    S + "issue_notices": (ISSUE, {"findings": lambda world: [world.inspection["loose"]], "issued_on": TODAY}),
    S + "pause_notice": (
        ISSUE, {"notice": _of("received_notice"), "first_on": TODAY, "last_on": TODAY, "reason": "停课"},
    ),
    S + "lift_pause": (ISSUE, {"pause": _of("pause"), "reason": "误录"}),
    S + "deliver_notice": (ISSUE, {"notice": _of("notice")}),
    S + "withdraw_notice": (ISSUE, {"notice": _of("notice"), "reason": "误发"}),
    S + "readdress_notice": (ISSUE, {"notice": _of("notice")}),
    S + "decide_extension": (ISSUE, {"extension": _of("extension"), "granted_days": 1}),
    S + "close_finding": (ISSUE | {Role.ZONE_INSPECTOR}, {"finding": _of("closable")}),  # the inspector found it
    S + "issue_ranking": (ISSUE, {"campaign": _of("campaign"), "month": "2026-06", "issued_on": TODAY}),
    S + "correct_ranking": (ISSUE, {"ranking": _of("ranking"), "reason": "漏报", "issued_on": TODAY}),
    S + "circular_file": (TAKE, {"ranking": _of("ranking")}),
    S + "notice_file": (TAKE, {"notices": _notices, "form": "docx"}),
    S + "start_notice_files": (TAKE, {"notices": _notices, "form": "zip"}),
    S + "record_receipt": (ANSWER, {"notice": _of("notice")}),
    S + "ask_extension": (ANSWER, {"notice": _of("received_notice"), "days": 1, "reason": "等货"}),
    S + "report_rectification": (ANSWER, {"notice": _of("received_notice"), "kind": "report", "text": "已补齐"}),
    S + "assign_difficulty": (PLAN, {"difficulty": _of("difficulty"), "section": _county, "due_on": LAST}),
    S + "solve_difficulty": (PLAN, {"difficulty": _of("difficulty"), "outcome": "办好", "on": TODAY}),
    S + "keep_originals": (INSPECT, {"visit": _of("under_way"), "files": []}),
    S + "take_over": (INSPECT, {"source": _called_off, "target": _of("planned")}),
}  # fmt: skip
