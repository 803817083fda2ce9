"""Plans with their targets and tasks, and the registers that feed them."""

from taizhang.targets.models.amendment import Amendment
from taizhang.targets.models.document import BasisDocument, DocumentKind
from taizhang.targets.models.meeting import Decision, Direction, Meeting, MeetingKind, MeetingLevel, Visit
from taizhang.targets.models.plan import Comparison, Plan, PlanState, Target
from taizhang.targets.models.task import Milestone, Proof, Task, TaskReport

__all__ = [
    "Amendment",
    "BasisDocument",
    "Comparison",
    "Decision",
    "Direction",
    "DocumentKind",
    "Meeting",
    "MeetingKind",
    "MeetingLevel",
    "Milestone",
    "Plan",
    "PlanState",
    "Proof",
    "Target",
    "Task",
    "TaskReport",
    "Visit",
]
