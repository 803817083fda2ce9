"""Campaigns, visits, findings, notices and what closes them."""

from taizhang.inspection.models.campaign import (
    Campaign,
    ChecklistVersion,
    Complaint,
    ComplaintSource,
    Draw,
    Mode,
    Round,
    Team,
    TeamMember,
)
from taizhang.inspection.models.delivery import (
    Delivery,
)
from taizhang.inspection.models.device import (
    CarriedVisit,
)
from taizhang.inspection.models.interruption import (
    NoticePause,
    Withdrawal,
)
from taizhang.inspection.models.notice import (
    Closing,
    Extension,
    Finding,
    Moment,
    Notice,
    NumberSeries,
    Recheck,
    RecheckResult,
    Report,
    ReportedFinding,
    ReportKind,
    ReportPhoto,
    Severity,
)
from taizhang.inspection.models.people import (
    Liaison,
    Recusal,
    RecusalGround,
    VisitHours,
)
from taizhang.inspection.models.ranking import (
    Ranking,
    RankingBand,
    RankingLine,
)
from taizhang.inspection.models.visit import (
    Answer,
    Difficulty,
    Result,
    Visit,
    VisitEntry,
    VisitMember,
    VisitPhoto,
    VisitState,
)

__all__ = [
    "Answer",
    "Campaign",
    "CarriedVisit",
    "ChecklistVersion",
    "Closing",
    "Complaint",
    "ComplaintSource",
    "Delivery",
    "Difficulty",
    "Draw",
    "Extension",
    "Finding",
    "Liaison",
    "Mode",
    "Moment",
    "Notice",
    "NoticePause",
    "NumberSeries",
    "Ranking",
    "RankingBand",
    "RankingLine",
    "Recheck",
    "RecheckResult",
    "Recusal",
    "RecusalGround",
    "Report",
    "ReportKind",
    "ReportPhoto",
    "ReportedFinding",
    "Result",
    "Round",
    "Severity",
    "Team",
    "TeamMember",
    "Visit",
    "VisitEntry",
    "VisitHours",
    "VisitMember",
    "VisitPhoto",
    "VisitState",
    "Withdrawal",
]
