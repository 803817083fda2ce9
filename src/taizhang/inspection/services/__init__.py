"""Everything that changes inspection: each one transaction, one check, one audit event."""

from taizhang.inspection.services.campaigns import (
    add_round,
    create_campaign,
    record_complaint,
    record_draw,
    record_recusal,
    set_liaison,
    set_team,
)
from taizhang.inspection.services.circulars import circular_file
from taizhang.inspection.services.difficulties import assign_difficulty, solve_difficulty
from taizhang.inspection.services.documents import (
    AT_ONCE,
    MEDIA,
    delete_notice_files,
    keep_notice_file,
    kept_path,
    notice_file,
    start_notice_files,
)
from taizhang.inspection.services.filing import file_visit
from taizhang.inspection.services.interruptions import pause_notice, readdress_notice, withdraw_notice
from taizhang.inspection.services.notices import (
    ask_extension,
    close_finding,
    decide_extension,
    issue_notices,
    record_receipt,
)
from taizhang.inspection.services.phone import (
    PhotoAnnounced,
    delete_parts,
    note_phone,
    receive_piece,
    take_along,
    take_entries,
)
from taizhang.inspection.services.rankings import correct_ranking, issue_ranking
from taizhang.inspection.services.rechecks import record_recheck
from taizhang.inspection.services.reports import NewPhoto, report_rectification
from taizhang.inspection.services.rules import InspectionError
from taizhang.inspection.services.visits import add_entries, add_photo, call_off_visit, plan_rechecks, plan_visit

__all__ = [
    "AT_ONCE",
    "MEDIA",
    "InspectionError",
    "NewPhoto",
    "PhotoAnnounced",
    "add_entries",
    "add_photo",
    "add_round",
    "ask_extension",
    "assign_difficulty",
    "call_off_visit",
    "circular_file",
    "close_finding",
    "correct_ranking",
    "create_campaign",
    "decide_extension",
    "delete_notice_files",
    "delete_parts",
    "file_visit",
    "issue_notices",
    "issue_ranking",
    "keep_notice_file",
    "kept_path",
    "note_phone",
    "notice_file",
    "pause_notice",
    "plan_rechecks",
    "plan_visit",
    "readdress_notice",
    "receive_piece",
    "record_complaint",
    "record_draw",
    "record_receipt",
    "record_recheck",
    "record_recusal",
    "report_rectification",
    "set_liaison",
    "set_team",
    "solve_difficulty",
    "start_notice_files",
    "take_along",
    "take_entries",
    "withdraw_notice",
]
