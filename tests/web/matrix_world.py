"""One of everything that an address can name, small: a county, a pack, a filing, a draft, an issued summary, a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, get_resolver

from taizhang.accounts import tokens
from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.models import AuditEvent, InstalledPack, Job
from taizhang.core.permissions import Role
from taizhang.engine.pack import DatedValue, Parameter
from taizhang.engine.text import Text
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
    Post,
    PostHolding,
    RoleGrant,
    Zone,
    ZoneMembership,
)
from taizhang.summaries import queries as summary_queries
from taizhang.summaries import services as summary_services
from taizhang.summaries.models import CommitmentKind, Summary, VerificationRecord
from taizhang.targets import services as target_services
from taizhang.targets.models import Plan, Task
from tests.summaries import summaries_world as small

PACK = replace(
    small.PACK,
    parameters={
        "limit": Parameter(
            "limit",
            Text("班额上限", "Class size limit"),
            "人",
            (DatedValue(from_=small.ALWAYS, value=Decimal(50), reference="试用办法"),),
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

    def client(self, role: Role) -> Client:
        client = Client()
        client.force_login(self.people[role])
        return client

    def actor(self, role: Role) -> Actor:
        return org_queries.actor_for(self.people[role])


def build() -> MatrixWorld:
    """Needs a database and PACK installed."""
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
    job = Job.objects.create(title="试用", kind="nothing", actor=world.people[Role.OFFICE])
    version = {"version": "1.0.0", "content_hash": "0" * 64}
    InstalledPack.objects.update_or_create(pack_id="t", defaults=version)
    audit.record(actor=world.actor(Role.ADMINISTRATOR), action="zone.create", obj=zone, org_unit="C", detail={})
    world.rows |= {"job": job, "event": AuditEvent.objects.latest("pk")}
    return world


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
    return {"delegation": delegation, "post": post, "group": group, "member": member, "person": person, "grant": grant}


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


def url_names() -> set[str]:
    """Every name that the product's address table knows."""

    def walk(resolver: URLResolver, namespace: str) -> set[str]:
        found: set[str] = set()
        for item in resolver.url_patterns:
            if isinstance(item, URLResolver):
                found |= walk(item, f"{namespace}{item.namespace}:" if item.namespace else namespace)
            else:
                assert item.name, item
                found.add(f"{namespace}{item.name}")
        return found

    return walk(get_resolver(), "")


_DAY = TODAY.isoformat()
ON = {"confirm": "1", "on": _DAY, "valid_from": _DAY, "day": _DAY, "reason": "机构调整"}
Place = Callable[[MatrixWorld], list[Any]]
Data = Callable[[MatrixWorld], dict[str, Any]]


def _row(name: str, *more: object) -> Place:
    return lambda world: [world.rows[name].pk, *more]


def _two(name: str, other: str) -> Place:
    return lambda world: [world.rows[name].pk, world.rows[other].pk]


LEDGER, FIGURE = ("t.roll", "2026H1"), ("t.pupils", "S1", "2026H1")
# Arguments of an address, where it takes any.
PLACES: dict[str, Place] = {
    **{
        f"ledgers:{name}": _row("submission")
        for name in (
            "submission-detail", "version-difference", "period-difference", "submission-submit", "submission-withdraw",
            "submission-accept", "submission-return", "submission-reopen", "evidence-attach",
            "submission-sign", "submission-unsigned", "peers",
        )
    },
    **{f"ledgers:design-{name}": _row("design") for name in ("page", "delete", "template", "rehearsal")},
    "ledgers:row-evidence": _two("submission", "filed_row"),
    "ledgers:outside-list": lambda world: [*LEDGER],
    **{f"ledgers:outside-{name}": _row("outside") for name in ("detail", "compare", "delete", "download")},
    "ledgers:receipt": _two("submission", "handed_in"),
    "accounts:token-revoke": _row("token"),
    "web:help-role": lambda world: ["office"],
    "api": lambda world: ["me"],  # a session is no token; its own matrix is in tests/api
    "ledgers:version-file": _row("submission", 1),
    **{f"ledgers:evidence-{name}": _row("evidence") for name in ("detail", "download", "withdraw")},
    "ledgers:drop-detail": lambda world: ["x"],
    "ledgers:drop-save": lambda world: ["x"],
    "ledgers:drop-place": lambda world: ["x", 1],
    "ledgers:ledger-detail": lambda world: ["t.roll"],
    "ledgers:personal-open": lambda world: ["t.roll"],
    "organisation:delegation-withdraw": _row("delegation"),
    "ledgers:template-download": lambda world: [*LEDGER],
    **{
        f"ledgers:{name}": lambda world: [*LEDGER, "S1"]
        for name in (
            "filing-page", "filing-save", "filing-columns", "filing-discard", "filing-nil", "marked-download",
            "repaired-download",
            "grid-page", "grid-draft", "grid-check", "grid-merge", "grid-discard", "phone-form", "phone-photo",
        )
    },
    **{
        f"ledgers:task-{name}": lambda world: [*LEDGER]
        for name in ("send", "deadline", "excuse", "remind", "call-off", "rehearsal")
    },
    "figures:indicator-detail": lambda world: ["t.pupils"],
    "figures:figure-trace": lambda world: [*FIGURE],
    "figures:figure-rows": lambda world: [*FIGURE, "value"],
    "figures:figure-export": lambda world: [*FIGURE, "parts"],
    "summaries:correction-ripple": _row("submission"),  # never corrected: there is nothing to see, for anybody
    "summaries:summary-detail": _row("issued"),
    "summaries:slot-trace": _row("issued", 1),
    "summaries:slot-rows": _row("issued", 1, 0, "value"),
    "summaries:summary-export": _row("issued", "json"),
    "summaries:summary-verify": _row("issued"),
    "summaries:verification-detail": _two("issued", "record"),
    "summaries:summary-correct": _row("issued"),
    **{
        f"summaries:{name}": _row("draft")
        for name in (
            "summary-edit", "block-add", "finding-answer", "findings-answer", "commitment-save", "summary-issue",
            "summary-renew",
        )
    },
    **{f"summaries:block-{name}": _two("draft", "block") for name in ("edit", "bind", "remove")},
    "summaries:commitment-remove": _two("draft", "pair"),
    "summaries:answer-save": _two("draft", "promise"),
    **{f"targets:plan-{name}": _row("plan") for name in ("detail", "edit", "close", "carry")},
    "targets:plan-publish": _row("sketch"),
    "targets:target-create": _row("sketch"),
    **{f"targets:target-{name}": _row("plan_target") for name in ("detail", "edit", "answer", "drop")},
    "targets:task-create": _row("sketch_target"),
    **{f"targets:task-{name}": _row("plan_task") for name in ("detail", "edit", "drop", "report")},
    **{f"targets:task-{name}": _row("done") for name in ("confirm", "return")},
    "targets:milestone-create": _row("sketch_task"),
    "targets:milestone-drop": _two("sketch_task", "step"),
    "targets:proof-create": _row("sketch_task"),
    "targets:proof-drop": _two("sketch_task", "proof"),
    **{f"targets:meeting-{name}": _row("meeting") for name in ("detail", "decide")},
    **{f"targets:visit-{name}": _row("visit") for name in ("detail", "decide")},
    "targets:decision-task": _row("decision"),
    **{f"targets:document-{name}": _row("document") for name in ("detail", "edit")},
    "organisation:unit-detail": lambda world: ["S1"],
    "organisation:unit-create": lambda world: ["C"],
    "organisation:unit-change": lambda world: ["S1", "rename"],
    **{f"organisation:zone-{name}": lambda world: ["Z1"] for name in ("detail", "assign", "close")},
    **{f"organisation:post-{name}": _row("post") for name in ("detail", "assign", "handover")},
    **{f"organisation:group-{name}": _row("group") for name in ("detail", "seat")},
    "organisation:group-leave": _two("group", "member"),
    **{f"organisation:person-{name}": _row("person") for name in ("detail", "active")},
    "organisation:grant-revoke": _row("grant"),
    "core:audit-detail": _row("event"),
    **{f"core:job-{name}": _row("job") for name in ("detail", "progress", "cancel")},
    "core:pack-detail": lambda world: ["t"],
    "core:pack-difference": lambda world: ["t"],
    "core:pack-parameter": lambda world: ["t", "limit"],
}  # fmt: skip
# What a form sends, enough for the command to be carried out by those who may.
SENT: dict[str, Data] = {
    "accounts:mail-page": lambda world: {"to": "somebody@example.cn"},
    "accounts:mail-switch": lambda world: {"email": "somebody@example.cn", "daily": "1"},
    "ledgers:personal-open": lambda world: {"reason": "核对名单"},
    "organisation:delegation-create": lambda world: {
        "giver": world.people[Role.SCHOOL_CLERK].pk, "taker": world.people[Role.SCHOOL_HEAD].pk, "duties": ["filing"],
        "first": _DAY, "last": _DAY, "reason": "培训", "confirm": "1",
    },
    "ledgers:evidence-attach": lambda world: {"file": SimpleUploadedFile("照片.png", PICTURE)},
    "ledgers:evidence-withdraw": lambda world: {"reason": "传错了。"},
    "ledgers:submission-return": lambda world: {"comment": "请核对。", "reason": "请核对。"},
    "ledgers:submission-unsigned": lambda world: {"reason": "请核对。"},
    "ledgers:outside-list": lambda world: {
        "source": "学籍系统", "file": SimpleUploadedFile("名单.csv", "学段,学生数\n1,90\n".encode())
    },
    "ledgers:outside-compare": lambda world: {"again": "yes"},
    "ledgers:submission-reopen": lambda world: {"reason": "学校要更正。"},
    "ledgers:task-send": lambda world: {"unit": ["S2"], "due_on": "2026-12-31"},
    "ledgers:design-begin": lambda world: {"empty": "yes"},
    "ledgers:design-page": lambda world: {"field": ["f1"], "f1-title": "人数", "f1-kind": "integer", "revision": "0"},
    "ledgers:task-deadline": lambda world: {"selected": ["S1"], "due_on": "2026-12-31"},
    "ledgers:task-excuse": lambda world: {"selected": ["S1"], "reason": "今年停办"},
    "ledgers:grid-draft": lambda world: {"payload": '{"rows": []}'},
    "ledgers:grid-check": lambda world: {"payload": '{"rows": []}'},
    "ledgers:filing-nil": lambda world: {"nothing": "yes"},
    "summaries:summary-create": lambda world: {"template": "t.half", "unit": "C", "period": "2026H2"},
    "summaries:finding-answer": lambda world: {"finding": "empty_place:1:place", "reason": "先征求意见"},
    "summaries:findings-answer": lambda world: {"kind": "empty_place"},
    "summaries:commitment-save": lambda world: {"kind": "plan", "measure": "做一件事"},
    "summaries:answer-save": lambda world: {"met": "yes", "text": "已经达到。"},
    "summaries:block-edit": lambda world: {"version": world.rows["block"].version, "human-opening": "新的开头。"},
    "summaries:block-bind": lambda world: {"typed": "7个", "figure": "t.pupils@C@2026H1"},
    "summaries:summary-issue": lambda world: {"number": "教总〔2026〕9号", "read": "on"},
    "targets:plan-create": lambda world: {"org_unit": "C", "period": "2026", "title": "新计划"},
    "targets:plan-edit": lambda world: {"title": "改名", "reason": "更正"},
    "targets:target-create": lambda world: {"title": "新目标"},
    "targets:target-edit": lambda world: {"title": "改目标", "measure": "做到", "reason": "更正"},
    "targets:target-answer": lambda world: {"met": "yes", "text": "达到了"},
    "targets:target-drop": lambda world: {"reason": "取消"},
    "targets:task-create": lambda world: {"title": "新任务"},
    "targets:task-edit": lambda world: {
        "title": "改任务", "lead_unit": "S1", "owner": world.rows["post"].pk, "deadline": "2026-10-30", "reason": "顺延"
    },
    "targets:task-drop": lambda world: {"reason": "取消"},
    "targets:task-report": lambda world: {"text": "在做", "on": _DAY},
    "targets:task-return": lambda world: {"reason": "缺佐证"},
    "targets:milestone-create": lambda world: {"title": "节点", "on": _DAY},
    "targets:proof-create": lambda world: {"key": "t.pupils"},
    "targets:meeting-create": lambda world: {
        "org_unit": "C", "kind": "special", "level": "county", "title": "新会", "held_on": _DAY, "chair": "某",
        "attendees": "3",
    },
    "targets:meeting-decide": lambda world: {"text": "定一件事"},
    "targets:visit-create": lambda world: {
        "org_unit": "C", "direction": "out", "on": _DAY, "partner": "邻县", "purpose": "学习", "people": "3"
    },
    "targets:visit-decide": lambda world: {"text": "定一件事"},
    "targets:document-create": lambda world: {
        "org_unit": "C", "title": "新通知", "issuer": "教育局", "kind": "notice"
    },
    "targets:document-edit": lambda world: {"title": "改通知", "issuer": "教育局", "kind": "notice"},
    "organisation:unit-create": lambda world: {"code": "S9", "kind": "school", "name": "新小学", **ON},
    "organisation:unit-change": lambda world: {"name": "松岭第一小学", **ON},
    "organisation:zone-create": lambda world: {"code": "Z9", "name": "第九责任区", **ON},
    "organisation:zone-assign": lambda world: {"schools": ["S2"], **ON},
    "organisation:zone-close": lambda world: ON,
    "organisation:post-create": lambda world: {"org_unit": "C", "kind": "other", "title": "干事"},
    "organisation:post-assign": lambda world: {"person_name": "禾小满", **ON},
    "organisation:group-create": lambda world: {
        "org_unit": "C", "name": "资助领导小组", "topic": "资助", "head_name": "禾望舒", **ON
    },
    "organisation:group-seat": lambda world: {"role": "member", "person_name": "谷雨", **ON},
    "organisation:group-leave": lambda world: ON,
    "organisation:unit-import": lambda world: {"check": "1", **ON},
    "organisation:person-create": lambda world: {
        "username": "new", "full_name": "谷雨", "password": "一个长口令12345"
    },
    "organisation:person-detail": lambda world: {"role": "section_clerk", "org_unit": "S1", **ON},
    "organisation:person-active": lambda world: {"active": "0"},
    "organisation:grant-revoke": lambda world: ON,
    "web:language": lambda world: {"language": "en"},
}  # fmt: skip
