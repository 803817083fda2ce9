"""Everything that changes targets, tasks and their registers: each one transaction, one check, one audit event."""

from taizhang.targets.services.plans import carry_over, change_plan, close_plan, create_plan, publish_plan
from taizhang.targets.services.promises import Promise, adopt_promise, answer_promise
from taizhang.targets.services.registers import (
    add_decision,
    change_document,
    change_meeting,
    change_visit,
    make_task,
    record_document,
    record_meeting,
    record_visit,
)
from taizhang.targets.services.reports import confirm_task, report_progress, send_back
from taizhang.targets.services.rules import TargetsError
from taizhang.targets.services.targets import add_target, change_target, drop_target, record_result
from taizhang.targets.services.tasks import (
    add_task,
    change_task,
    drop_milestone,
    drop_proof,
    drop_task,
    name_proof,
    set_milestone,
)

__all__ = [
    "Promise",
    "TargetsError",
    "add_decision",
    "add_target",
    "add_task",
    "adopt_promise",
    "answer_promise",
    "carry_over",
    "change_document",
    "change_meeting",
    "change_plan",
    "change_target",
    "change_task",
    "change_visit",
    "close_plan",
    "confirm_task",
    "create_plan",
    "drop_milestone",
    "drop_proof",
    "drop_target",
    "drop_task",
    "make_task",
    "name_proof",
    "publish_plan",
    "record_document",
    "record_meeting",
    "record_result",
    "record_visit",
    "report_progress",
    "send_back",
    "set_milestone",
]
