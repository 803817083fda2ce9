"""What an address takes and what its form sends, for every address of the product, in the county of matrix_world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver, get_resolver

from taizhang.core.permissions import Role
from tests.web import matrix_inspection
from tests.web.matrix_world import PICTURE, TODAY, MatrixWorld


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
    **matrix_inspection.PLACES,
    **{f"proofreading:saved-{name}": _row("saved_check") for name in ("check", "remove")},
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
    "ledgers:trace-detail": lambda world: ["t.grades"],
    "ledgers:personal-open": lambda world: ["t.roll"],
    "organisation:delegation-withdraw": _row("delegation"),
    "organisation:change-call-off": _row("planned"),
    "ledgers:template-download": lambda world: [*LEDGER],
    "ledgers:ledger-period": lambda world: [*LEDGER],
    **{
        f"ledgers:{name}": lambda world: [*LEDGER, "S1"]
        for name in (
            "filing-page", "filing-save", "filing-columns", "filing-discard", "filing-nil", "marked-download",
            "repaired-download",
            "grid-page", "grid-draft", "grid-check", "grid-merge", "grid-older", "grid-discard",
            "phone-form", "phone-photo",
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
            "summary-renew", "problems-found",
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
    **{f"targets:meeting-{name}": _row("meeting") for name in ("detail", "decide", "edit")},
    **{f"targets:visit-{name}": _row("visit") for name in ("detail", "decide", "edit")},
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
    "core:checklist-detail": lambda world: ["t", "visit"],
    "core:pack-detail": lambda world: ["t"],
    "core:pack-difference": lambda world: ["t"],
    "core:pack-parameter": lambda world: ["t", "limit"],
}  # fmt: skip
# What a form sends, enough for the command to be carried out by those who may.
SENT: dict[str, Data] = {
    **matrix_inspection.SENT,
    "proofreading:check": lambda world: {"text": "共有学校10所，其中小学6所、初中4所。"},
    "accounts:mail-page": lambda world: {"to": "somebody@example.cn"},
    "accounts:mail-switch": lambda world: {"email": "somebody@example.cn", "daily": "1"},
    "figures:period-compute": lambda world: {"period": "2026H1"},
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
    "targets:target-answer": lambda world: {"met": "yes", "text": "达到了", "reason": "复核"},
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
    "targets:meeting-edit": lambda world: {
        "kind": "special", "level": "county", "title": "改名的会", "held_on": _DAY, "chair": "某", "attendees": "3",
    },
    "targets:meeting-decide": lambda world: {"text": "定一件事"},
    "targets:visit-create": lambda world: {
        "org_unit": "C", "direction": "out", "on": _DAY, "partner": "邻县", "purpose": "学习", "people": "3"
    },
    "targets:visit-edit": lambda world: {
        "direction": "out", "on": _DAY, "partner": "邻县", "purpose": "学习", "people": "3"
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
