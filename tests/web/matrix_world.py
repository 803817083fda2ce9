"""One of everything that an address can name, small: a county, a pack, a filing, a draft, an issued summary, a job."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from taizhang.accounts import tokens
from taizhang.accounts.models import User
from taizhang.core import audit, packs
from taizhang.core.actor import Actor
from taizhang.core.models import AuditEvent, InstalledPack, Job
from taizhang.core.permissions import Role
from taizhang.engine.pack import DatedValue, Parameter
from taizhang.engine.text import Text
from taizhang.engine.trace import Trace, TraceStart, TraceStep
from taizhang.figures import services as figure_services
from taizhang.ledgers.designing.design import Design, DesignField
from taizhang.ledgers.models import (
    Evidence,
    FilingDuty,
    FilingTask,
    LedgerDesign,
    OutsideList,
    Submission,
    SubmissionEvent,
)
from taizhang.ledgers.services.evidence import store_file
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import (
    Delegation,
    GroupMember,
    LeadingGroup,
    OrgUnit,
    PlannedChange,
    Post,
    PostHolding,
    RoleGrant,
    Zone,
    ZoneMembership,
)
from taizhang.proofreading import services as proofreading_services
from taizhang.proofreading.checking import checked, pasted_source
from taizhang.proofreading.models import SavedCheck
from taizhang.summaries import queries as summary_queries
from taizhang.summaries import services as summary_services
from taizhang.summaries.models import CommitmentKind, Summary, VerificationRecord
from taizhang.targets import services as target_services
from taizhang.targets.models import Plan, Task
from tests.engine.checklist_sample import BEDS, BOARDERS, CHECKLIST, EXITS, PATROLS
from tests.summaries import summaries_world as small
from tests.web import matrix_inspection

PACK = replace(
    small.PACK,
    notices={matrix_inspection.NOTICE.id: matrix_inspection.NOTICE},
    circulars={matrix_inspection.CIRCULAR.id: matrix_inspection.CIRCULAR},
    parameters={
        "limit": Parameter(
            "limit",
            Text("班额上限", "Class size limit"),
            "人",
            (DatedValue(from_=small.ALWAYS, value=Decimal(50), reference="试用办法"),),
        )
    },
    checklists={"visit": replace(CHECKLIST, pack="t", items=(EXITS, PATROLS, BOARDERS, BEDS))},
    traces={
        "grades": Trace(
            id="grades",
            pack="t",
            title=Text("年级追溯", "Grades"),
            steps=(TraceStep("listed", Text("名册", "Listed"), "t.roll", ("grade",)),),
            starts=(TraceStart("grade", Text("年级", "Grade"), {"listed": "grade"}),),
        )
    },
)
OF_THE_SCHOOL = {Role.SCHOOL_CLERK, Role.SCHOOL_HEAD}  # at school S1, the zone inspector in its zone, all others above
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(16)
TODAY = date(2026, 7, 6)


@dataclass
class MatrixWorld:
    """Rows by the name of the argument that addresses them."""

    people: dict[Role, User]
    rows: dict[str, Any] = field(default_factory=dict)
    inspection: dict[str, Any] = field(default_factory=dict)  # the rows of matrix_inspection

    def client(self, role: Role) -> Client:
        client = Client()
        client.force_login(self.people[role])
        return client

    def actor(self, role: Role) -> Actor:
        return org_queries.actor_for(self.people[role])


def stand_up(monkeypatch: pytest.MonkeyPatch) -> MatrixWorld:
    """The county with PACK as the only pack, on TODAY. Needs a database."""
    installed = packs.InstalledPacks({PACK.id: PACK}, {})
    monkeypatch.setattr(packs, "_read_installed", lambda: installed)
    monkeypatch.setattr(packs, "_stamp", lambda: (str(id(installed)),))
    monkeypatch.setattr(packs, "_cached", None)
    monkeypatch.setattr(settings, "TODAY", TODAY)
    return _build()


def _build() -> MatrixWorld:
    units = small.build_units()
    for period in (small.H1_BEFORE, small.H1):
        small.file("S1", period, ("1", 100))
        small.file("S2", period, ("1", 90))
        figure_services.compute(period=period)
    zone = Zone.objects.create(code="Z1", name="第一责任区", valid_from=small.ALWAYS)
    ZoneMembership.objects.create(zone=zone, school=units["S1"], valid_from=small.ALWAYS)
    world = MatrixWorld({role: _person(role, units, zone) for role in Role})
    world.rows = {"zone": zone, "units": units, **_organisation(units["C"]), **_filing(), **_summaries()}
    clerk = world.actor(Role.SCHOOL_CLERK)
    token, _secret = tokens.issue_token(actor=clerk, name="学籍系统", scopes=["ledgers:read"], days=30)
    world.rows["token"] = token
    world.rows |= _targets(world)
    world.inspection = matrix_inspection.rows(world.actor, units, world.people[Role.ZONE_INSPECTOR])
    world.rows["saved_check"] = _saved_check(world.actor(Role.OFFICE))
    job = Job.objects.create(title="试用", kind="nothing", actor=world.people[Role.OFFICE])
    version = {"version": "1.0.0", "content_hash": "0" * 64}
    InstalledPack.objects.update_or_create(pack_id="t", defaults=version)
    audit.record(actor=world.actor(Role.ADMINISTRATOR), action="zone.create", obj=zone, org_unit="C", detail={})
    world.rows |= {"job": job, "event": AuditEvent.objects.latest("pk")}
    return world


def _saved_check(office: Actor) -> SavedCheck:
    source = pasted_source("共有学校10所，其中小学6所、初中5所。")
    return proofreading_services.save_check(actor=office, source=source, checked=checked(source))


def _person(role: Role, units: dict[str, OrgUnit], zone: Zone) -> User:
    user = User.objects.create(username=f"matrix-{role.value}", full_name="安知远")
    of_school, inspects = role in OF_THE_SCHOOL, role is Role.ZONE_INSPECTOR
    RoleGrant.objects.create(
        user=user,
        role=role.value,
        org_unit=units["S1" if of_school else "C"],
        zone=zone if inspects else None,
        valid_from=small.ALWAYS,
    )
    return user


def _organisation(county: OrgUnit) -> dict[str, Any]:
    post = Post.objects.create(org_unit=county, kind="section_head", title="安全科科长")
    PostHolding.objects.create(post=post, person_name="麦清和", valid_from=small.ALWAYS)
    group = LeadingGroup.objects.create(name="校园安全领导小组", topic="安全", org_unit=county, valid_from=small.ALWAYS)
    GroupMember.objects.create(group=group, role="head", person_name="禾望舒", valid_from=small.ALWAYS)
    member = GroupMember.objects.create(group=group, role="member", post=post, valid_from=small.ALWAYS)
    person = User.objects.create(username="somebody", full_name="麦清和")
    grant = RoleGrant.objects.create(
        user=person, role=Role.SECTION_CLERK.value, org_unit=county, valid_from=small.ALWAYS
    )
    delegation = Delegation.objects.create(
        giver=User.objects.get(username="matrix-zone_inspector"),
        taker=User.objects.get(username="matrix-section_head"),
        duties=["filing"], reason="培训", valid_from=small.ALWAYS, valid_to=TODAY - timedelta(days=1), made_at=small.AT,
        made_by=User.objects.get(username="matrix-administrator"),
    )  # fmt: skip
    planned = PlannedChange.objects.create(
        org_unit=county, kind="rename", target="新名", on=TODAY + timedelta(days=30), reason="更名", made_at=small.AT
    )
    return {
        "planned": planned, "delegation": delegation, "post": post, "group": group, "member": member, "person": person,
        "grant": grant,
    }  # fmt: skip


def _filing() -> dict[str, Any]:
    submission = Submission.objects.get(org_unit__code="S1", period_code="2026H1")
    stored = store_file(PICTURE, "image/png")
    evidence = Evidence.objects.create(submission=submission, file=stored, name="照片.png", uploaded_at=small.AT)
    task = FilingTask.objects.create(
        ledger_key="t.roll",
        period_code="2026H1",
        period_last=submission.period_last,
        due_on=TODAY + timedelta(days=5),
        minutes=10,
        sent_at=small.AT,
        sent_by=User.objects.get(username="matrix-section_clerk"),
    )
    FilingDuty.objects.create(task=task, org_unit=submission.org_unit, due_on=task.due_on, added_at=small.AT)
    handed_in = SubmissionEvent.objects.create(
        submission=submission, version=1, from_state="draft", to_state="submitted", at=small.AT
    )
    design = LedgerDesign.objects.create(
        user=User.objects.get(username="matrix-section_clerk"),
        county=OrgUnit.objects.get(code="C"),
        title="草稿",
        data=Design(title="草稿", fields=[DesignField("f1", title="数", kind="integer")]).as_data(),
        created_at=small.AT,
        saved_at=small.AT,
    )
    listed = store_file("学段,学生数\n1,90\n".encode(), "application/octet-stream")
    outside = OutsideList.objects.create(
        ledger_key="t.roll", period_code="2026H1", name="名单.csv", source="学籍系统", file=listed,
        sha256=listed.sha256,
        sheet="名单.csv", columns=["学段", "学生数"], heading_row=1, row_count=1, keys=[["stage", 0]],
        uploaded_at=small.AT, uploaded_by=User.objects.get(username="matrix-section_clerk"),
    )  # fmt: skip
    rest = {"handed_in": handed_in, "asked": task, "design": design}
    rows = {"filed_row": submission.rows.get(), "outside": outside}
    return {"submission": submission, "evidence": evidence, **rest, **rows}


def _targets(world: MatrixWorld) -> dict[str, Any]:
    """A published plan with a task of school S1 that waits for its confirmation, a draft that could be published, and
    one of each register. Nobody of the matrix holds the task's post."""
    office, leader = world.actor(Role.OFFICE), world.actor(Role.BUREAU_LEADER)
    county, school = world.rows["units"]["C"], world.rows["units"]["S1"]
    owned = {"lead_unit": school, "owner": world.rows["post"]}
    rows: dict[str, Any] = {}
    for name in ("plan", "sketch"):
        plan = target_services.create_plan(actor=office, org_unit=county, period="2026", title=name)
        target = target_services.add_target(
            actor=office, plan=plan, values={"title": "目标", "measure": "做到", **owned}
        )
        task = target_services.add_task(
            actor=office, target=target, values={"title": "任务", "deadline": date(2026, 9, 30), **owned}
        )
        rows |= {name: plan, f"{name}_target": target, f"{name}_task": task}
    rows["step"] = target_services.set_milestone(actor=office, task=task, title="节点", on=date(2026, 9, 1))
    rows["proof"] = target_services.name_proof(actor=office, task=task, key="t.roll")
    target_services.publish_plan(actor=leader, plan=rows["plan"])
    done = target_services.add_task(
        actor=office,
        target=rows["plan_target"],
        values={"title": "完成的任务", "deadline": date(2026, 9, 30), **owned},
        reason="补充",
    )
    Task.objects.filter(pk=done.pk).update(reported_on=TODAY)
    target_services.record_result(
        actor=office, target=type(rows["plan_target"]).objects.get(pk=rows["plan_target"].pk), met=False, text="差一点"
    )
    meeting = target_services.record_meeting(
        actor=office,
        org_unit=county,
        values={
            "kind": "special",
            "level": "county",
            "title": "会",
            "chair": "某",
            "held_on": TODAY,
            "attendees": 3,
        },
    )
    visit = target_services.record_visit(
        actor=office,
        org_unit=county,
        values={
            "direction": "out",
            "on": TODAY,
            "partner": "邻县",
            "unit": None,
            "purpose": "学习",
            "people": 3,
        },
    )
    decision = target_services.add_decision(
        actor=office, source=meeting, text="办一件事", lead_unit=school, owner=world.rows["post"], deadline=TODAY
    )
    document = target_services.record_document(
        actor=office, org_unit=county, values={"title": "通知", "issuer": "教育局", "kind": "notice"}
    )
    rows |= {"done": done, "meeting": meeting, "visit": visit, "decision": decision, "document": document}
    rows["plan"] = Plan.objects.get(pk=rows["plan"].pk)
    return rows


def _summaries() -> dict[str, Any]:
    """Last half-year's issued with a promise; this one's draft with a pair and a number typed by hand."""
    office, leader = small.actor(Role.OFFICE), small.actor(Role.BUREAU_LEADER)
    issued = small.create(small.H1_BEFORE)
    small.write(issued, "本期平稳。")
    promise = summary_services.save_commitment(
        actor=office, summary=issued, kind=CommitmentKind.PLAN, values={"measure": "学生达到320人。"}
    )
    for finding in summary_queries.document(office, issued, "zh").open_findings:
        summary_services.answer_finding(actor=office, summary=issued, finding=finding.id, reason="试用时没有上年数据")
    summary_services.issue_summary(actor=leader, summary=issued, number="教总〔2026〕1号")
    draft = small.create()
    pair = summary_services.save_commitment(
        actor=office, summary=draft, kind=CommitmentKind.PROBLEM, values={"problem": "台账迟报。"}
    )
    record = VerificationRecord.objects.create(
        summary=issued, at=small.AT, ok=True, figure_count=5, broken_count=0, moved_count=0,
        report={"document_intact": True, "slots": []},
    )  # fmt: skip
    return {
        "issued": Summary.objects.get(pk=issued.pk),
        "draft": draft,
        "block": small.place_of(draft, "opening"),
        "promise": promise,
        "pair": pair,
        "record": record,
    }
