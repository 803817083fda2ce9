"""The summaries of the demo: last half-year's issued, this half-year's half written, as an office would have them."""

from __future__ import annotations

from decimal import Decimal

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit
from taizhang.summaries import queries, services
from taizhang.summaries.models import CommitmentKind, Summary

TEMPLATE = "city-half-year.city-half-year"
REASON = "演示：上一期按当时的记录印发"


def load() -> None:
    if Summary.objects.exists() or TEMPLATE not in installed_packs().summaries:
        return
    office, leader = _actor("office"), _actor("leader")
    unit = OrgUnit.objects.get(code="QH")
    last = services.create_summary(actor=office, template_key=TEMPLATE, org_unit=unit, period=Period.parse("2025H2"))
    services.save_commitment(
        actor=office,
        summary=last,
        kind=CommitmentKind.PROBLEM,
        values={
            "problem": "部分学校应急演练只走过场，演练后没有复盘。",
            "cause": "演练方案多年不改，安全员人少事多。",
            "measure": "每次演练当天填台账，写明用时和问题，安全科按月抽看。",
            "owner": "安全科",
        },
    )
    services.save_commitment(
        actor=office,
        summary=last,
        kind=CommitmentKind.PLAN,
        values={
            "measure": "上半年演练场次不少于三百。",
            "owner": "安全科",
            "indicator_key": "city-half-year.drills",
        },
        promised=Decimal(300),
    )
    for finding in queries.document(office, last, "zh").open_findings:
        services.answer_finding(actor=office, summary=last, finding=finding.id, reason=REASON)
    services.issue_summary(actor=leader, summary=last, number=services.next_number("QH"))
    services.create_summary(actor=office, template_key=TEMPLATE, org_unit=unit, period=Period.parse("2026H1"))


def _actor(username: str) -> Actor:
    return org_queries.actor_for(User.objects.get(username=username))
