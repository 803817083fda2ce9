"""Targets of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.targets import keys
from taizhang.targets.models import Plan, PlanState, Target
from taizhang.targets.services.plans import next_position
from taizhang.targets.services.rules import amend, differences, refuse, require_reachable, require_words, writable_plan

FIELDS = ("title", "parent", "indicator_key", "comparison", "number", "measure", "lead_unit", "owner", "weight")


@transaction.atomic
def add_target(*, actor: Actor, plan: Plan, values: Mapping[str, Any], reason: str = "") -> Target:
    """values: some of FIELDS. In a published plan with a reason; the new target then stands among those without a
    task until it has one."""
    locked = writable_plan(actor, plan)
    target = Target(plan=locked, position=next_position(locked), **_checked(locked, None, values))
    target.save()
    amend(actor=actor, plan=locked, target=target, reason=reason, changes={"added": ["", target.title]})
    audit.record(
        actor=actor, action="target.create", obj=target, org_unit=plan.org_unit.code, detail={"title": target.title}
    )
    return target


@transaction.atomic
def change_target(*, actor: Actor, target: Target, values: Mapping[str, Any], reason: str = "") -> Target:
    """values: some of FIELDS; the others stay."""
    plan = writable_plan(actor, target.plan)
    locked = Target.objects.select_for_update().get(pk=target.pk)
    kept = {name: getattr(locked, name) for name in FIELDS}
    checked = _checked(plan, locked, {**kept, **values})
    changes = differences(locked, checked)
    amend(actor=actor, plan=plan, target=locked, reason=reason, changes=changes)
    for name, value in checked.items():
        setattr(locked, name, value)
    locked.save()
    audit.record(actor=actor, action="target.change", obj=locked, org_unit=plan.org_unit.code, detail=dict(changes))
    return locked


@transaction.atomic
def drop_target(*, actor: Actor, target: Target, reason: str) -> None:
    """Take a target out with all that stands below it; the rows stay, with the reason."""
    plan = writable_plan(actor, target.plan)
    words = require_words(reason, "撤下的原因", "a reason")
    now = clock.now()
    below = [target.pk]
    for pk in below:
        below += plan.targets.filter(parent_id=pk, dropped_at__isnull=True).values_list("pk", flat=True)
    plan.targets.filter(pk__in=below, dropped_at__isnull=True).update(dropped_at=now)
    amend(actor=actor, plan=plan, target=target, reason=words, changes={"dropped": [target.title, ""]})
    audit.record(actor=actor, action="target.drop", obj=target, org_unit=plan.org_unit.code, detail={"reason": words})


@transaction.atomic
def record_result(
    *, actor: Actor, target: Target, met: bool, text: str, value: Decimal | None = None, reason: str = ""
) -> Target:
    """Whether a target was met, and what came of it. reason: why an answer that stands is changed. What an issued
    document says is changed by its correction alone."""
    actor.require(Permission.WRITE_TARGETS, target.plan.org_unit.code)
    words = require_words(text, "完成情况", "what came of it")
    if target.plan.state != PlanState.PUBLISHED:
        refuse(
            target.plan.title,
            ("已发布的计划", "a published plan"),
            ("草稿或已结束", "a draft or closed one"),
            ("发布后、结束前答复。", "Answer between publishing and closing."),
            code="target.not-published",
        )
    if target.answer_document:
        refuse(
            target.title,
            ("还没有印发的答复", "an answer that no document gave"),
            (f"{target.answer_document}已答复", f"answered by {target.answer_document}"),
            ("请在那份总结上起草更正件。", "Begin a correction of that summary."),
            code="target.answered",
        )
    return store_result(actor=actor, target=target, met=met, text=words, value=value, reason=reason)


def store_result(
    *,
    actor: Actor,
    target: Target,
    met: bool,
    text: str,
    value: Decimal | None,
    document: str = "",
    reason: str = "",
) -> Target:
    """In the caller's transaction, whoever may answer. document: number of the summary that says so. An answer that
    stood before is kept among the changes, with the reason."""
    locked = Target.objects.select_for_update().select_related("plan").get(pk=target.pk)
    old = "" if locked.met is None else _answer_words(locked.met, locked.result_text)
    if old and old != _answer_words(met, text):
        changes = {"answer": [old, _answer_words(met, text)]}
        amend(actor=actor, plan=locked.plan, target=locked, reason=reason or document, changes=changes)
    locked.met, locked.result_text, locked.result_value = met, text, value
    locked.answered_at, locked.answered_by_id, locked.answer_document = clock.now(), actor.user_id, document
    locked.save()
    audit.record(
        actor=actor,
        action="target.result",
        obj=locked,
        org_unit=target.plan.org_unit.code,
        detail={"met": met, "text": text, "document": document},
    )
    return locked


def _answer_words(met: bool, text: str) -> str:
    return f"{'达到' if met else '未达到'}：{text}"


def _checked(plan: Plan, target: Target | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Refuses what does not fit together."""
    found = {**{name: None if name in _NULLABLE else "" for name in FIELDS}, **values}
    found["title"] = require_words(found["title"] or "", "目标内容", "the target")
    found["measure"], found["weight"] = (found["measure"] or "").strip(), (found["weight"] or "").strip()
    _check_parent(plan, target, found["parent"])
    typed = (found["indicator_key"] or "").strip()
    if not typed:
        if found["number"] is not None or found["comparison"]:
            refuse(
                "指标",
                ("数值所属的指标", "the figure that the number is of"),
                ("只有比较方式或数值", "only a comparison or a number"),
                ("选一个指标，或写进文字说明并清空数值。", "Choose a figure, or put it in words and clear the number."),
                code="target.indicator",
            )
        return {**found, "indicator_key": ""}
    key = keys.known_key(typed)
    if key is None or not keys.is_indicator(key):
        refuse(
            "指标",
            ("已安装的指标", "an installed figure"),
            (f"“{typed}”", repr(typed)),
            ("从提示里选一个，或改用文字说明。", "Choose one that is offered, or measure in words."),
            code="target.indicator",
        )
    if found["number"] is None or not found["comparison"]:
        refuse(
            "指标",
            ("比较方式和数值", "a comparison and a number"),
            ("没有填全", "not both"),
            ("例如 ≥ 95。", "For example ≥ 95."),
            code="target.number",
        )
    require_reachable(key, found["number"])
    return {**found, "indicator_key": key}


_NULLABLE = {"parent", "number", "lead_unit", "owner"}


def _check_parent(plan: Plan, target: Target | None, parent: Target | None) -> None:
    """A target stands below one of the same plan, and never below itself."""
    above = parent
    while above is not None:
        if above.plan_id != plan.pk or (target is not None and above.pk == target.pk):
            refuse(
                "上级目标",
                ("同一计划里的其他目标", "another target of this plan"),
                (above.title, above.title),
                ("请另选。", "Choose another."),
                code="target.parent",
            )
        above = above.parent
