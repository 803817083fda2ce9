"""What the acts on plans, tasks and registers move in their ledgers."""

from __future__ import annotations

from taizhang.core.moves import Act, Moved, register_acts

TASKS, TARGETS, MEETINGS, VISITS = "targets.tasks", "targets.targets", "targets.meetings", "targets.visits"
_PLANS = (
    "plan.change", "plan.close", "plan.publish", "target.adopt", "target.change", "target.create", "target.drop",
    "target.result", "task.change", "task.confirm", "task.create", "task.drop", "task.milestone", "task.proof",
    "task.report", "task.returned",
)  # fmt: skip
_REGISTERS = ("meeting.create", "meeting.change", "visit.create", "visit.change", "decision.create")
_MOVED = {
    **dict.fromkeys(_PLANS, (TASKS, TARGETS)),
    **dict.fromkeys(("task.create", "task.drop"), (TASKS, TARGETS, MEETINGS, VISITS)),  # registers count the tasks made
    **dict.fromkeys(_REGISTERS, (MEETINGS, VISITS)),
    **dict.fromkeys(("document.create", "document.change"), ("targets.documents",)),
}


def register_all() -> None:
    register_acts(_MOVED, _moved)


def _moved(act: Act) -> Moved:
    return Moved(_MOVED[act.action])
