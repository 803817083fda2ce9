"""Refusing, in words that a person can act on; and what every change of a published plan leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from django.db.models import Model

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.targets import keys
from taizhang.targets.models import Amendment, Plan, PlanState, Target, Task

Changes = dict[str, list[str]]


class TargetsError(TaizhangError):
    """A change that the rules of targets and tasks do not allow."""


def refuse(
    where: str,
    expected: tuple[str, str],
    found: tuple[str, str],
    cure: tuple[str, str],
    *,
    code: str,
    data: Mapping[str, object] | None = None,
) -> NoReturn:
    """Raises TargetsError; each pair is Chinese, English. data: what a page needs to lead on, as its code says."""
    raise TargetsError([Problem(code, where, Text(*expected), Text(*found), Text(*cure), data=dict(data or {}))])


def require_words(text: str, zh: str, en: str) -> str:
    """The text without spaces around it; refuses an empty one."""
    found = text.strip()
    if not found:
        refuse("", (zh, en), ("空", "nothing"), (f"请填写{zh}。", f"Enter {en}."), code="words")
    return found


def require_reachable(key: str, number: Decimal | None) -> None:
    """key: of a figure or ledger. Refuses a number that a count never has."""
    if number is not None and number < 0 and keys.is_never_negative(key):
        shown = format(number.normalize(), "f")
        refuse(
            "数值",
            ("0 或更大的数", "0 or more"),
            (shown, shown),
            ("它数的是数量，不会小于 0；去掉负号。", "It is a count and never below 0; take the minus away."),
            code="number.negative",
            data={"field": "number"},
        )


def writable_plan(actor: Actor, plan: Plan) -> Plan:
    """The plan, locked, when the actor may write it and it is not closed."""
    actor.require(Permission.WRITE_TARGETS, plan.org_unit.code)
    locked = Plan.objects.select_for_update().select_related(None).get(pk=plan.pk)
    if locked.state == PlanState.CLOSED:
        refuse(
            locked.title,
            ("草稿或已发布的计划", "a draft or published plan"),
            ("已经结束", "it is closed"),
            ("未完成的目标可结转到下一年的计划。", "Carry what was not met over to the next plan."),
            code="plan.closed",
        )
    return locked


def writable_task(actor: Actor, task: Task) -> Task:
    """The task, locked, when the actor may write it and it is neither closed nor taken out."""
    actor.require(Permission.WRITE_TARGETS, task.org_unit.code)
    if task.target is not None:
        writable_plan(actor, task.target.plan)
    locked = Task.objects.select_for_update().get(pk=task.pk)
    if locked.closed_on is not None or locked.dropped_at is not None:
        refuse(
            locked.title,
            ("未办结的任务", "an open task"),
            ("已办结或已撤下", "it is done or taken out"),
            ("请新建任务。", "Add a new task."),
            code="task.closed",
        )
    return locked


def differences(old: Model, values: Mapping[str, Any]) -> Changes:
    """{field: [old, new]} of what really changes, as text that stays readable when rows are renamed."""
    found: Changes = {}
    for name, new in values.items():
        before = getattr(old, name)
        if before != new:
            found[name] = [_plain(before), _plain(new)]
    return found


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def amend(
    *,
    actor: Actor,
    reason: str,
    changes: Changes,
    plan: Plan | None = None,
    target: Target | None = None,
    task: Task | None = None,
) -> None:
    """Keep what changed and why. In a draft nothing is kept; once published, and for tasks of meetings and visits,
    which hold from the start, no change without a reason."""
    if not changes or (plan is not None and plan.state == PlanState.DRAFT):
        return
    if not reason.strip():
        refuse(
            "",
            ("调整原因", "a reason"),
            ("空", "nothing"),
            ("已发布的内容要写明为什么调整。", "Say why it changes: it is published."),
            code="amend.reason",
        )
    Amendment.objects.create(
        plan=plan,
        target=target,
        task=task,
        at=clock.now(),
        by_id=actor.user_id,
        reason=reason.strip(),
        changes=changes,
    )
