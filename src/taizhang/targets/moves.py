"""What the acts on plans, tasks and registers move in their ledgers."""

from __future__ import annotations

from datetime import date

from taizhang.core.moves import Act, Moved, register_acts
from taizhang.engine.periods import Period
from taizhang.targets.models import Decision, Meeting, Plan, Target, Task, Visit
from taizhang.targets.system_ledgers import DOCUMENTS, MEETINGS, TARGETS, TASKS, VISITS

_PLANS = (
    "plan.change", "plan.close", "plan.publish", "target.adopt", "target.change", "target.create", "target.drop",
    "target.result", "task.change", "task.confirm", "task.create", "task.drop", "task.milestone", "task.proof",
    "task.report", "task.returned",
)  # fmt: skip
_REGISTERS = ("meeting.create", "meeting.change", "visit.create", "visit.change", "decision.create")
_REDATED = ("meeting.change", "visit.change", "document.change")  # the day of before may be any
_MOVED = {
    **dict.fromkeys(_PLANS, (TASKS, TARGETS)),
    **dict.fromkeys(("task.create", "task.drop"), (TASKS, TARGETS, MEETINGS, VISITS)),  # registers count the tasks made
    **dict.fromkeys(_REGISTERS, (MEETINGS, VISITS)),
    **dict.fromkeys(("document.create", "document.change"), (DOCUMENTS,)),
}


def register_all() -> None:
    register_acts(_MOVED, _moved)


def _moved(act: Act) -> Moved:
    ledgers = tuple(ledger.key for ledger in _MOVED[act.action])
    return Moved(ledgers, None if act.action in _REDATED else _since(act.obj))


def _since(obj: object) -> date | None:
    """The first day that is concerned: of a plan its period's, of what was entered the day that it is of."""
    if isinstance(obj, Task):
        source = obj.decision
        obj = obj.target if obj.target is not None else source and (source.meeting or source.visit)
    if isinstance(obj, Decision):
        obj = obj.meeting or obj.visit
    if isinstance(obj, Target):
        obj = obj.plan
    if isinstance(obj, Plan):
        return Period.parse(obj.period_code).first
    if isinstance(obj, Meeting):
        return obj.held_on
    return obj.on if isinstance(obj, Visit) else None
