"""Everything that changes inspection: each one transaction, one check, one audit event."""

from taizhang.inspection.services.campaign_changes import (
    change_campaign,
)
from taizhang.inspection.services.campaigns import (
    add_round,
    create_campaign,
)
from taizhang.inspection.services.circulars import (
    circular_file,
)
from taizhang.inspection.services.complaints import (
    plan_complaint_visit,
    record_complaint,
)
from taizhang.inspection.services.deliveries import (
    deliver_notice,
)
from taizhang.inspection.services.difficulties import (
    assign_difficulty,
    solve_difficulty,
)
from taizhang.inspection.services.documents import (
    AT_ONCE,
    MEDIA,
    delete_notice_files,
    keep_notice_file,
    kept_path,
    notice_file,
    start_notice_files,
)
from taizhang.inspection.services.draws import (
    plan_drawn,
    publish_draw_list,
    run_draw,
)
from taizhang.inspection.services.filing import (
    file_visit,
)
from taizhang.inspection.services.interruptions import (
    lift_pause,
    pause_notice,
    readdress_notice,
    withdraw_notice,
)
from taizhang.inspection.services.notices import (
    ask_extension,
    close_finding,
    decide_extension,
    issue_notices,
    record_receipt,
)
from taizhang.inspection.services.originals import (
    keep_originals,
)
from taizhang.inspection.services.past_visits import PastPhoto, PastVisit, record_past_visits
from taizhang.inspection.services.people import (
    end_liaison,
    end_recusal,
    record_recusal,
    redraw_zones,
    set_liaison,
    withdraw_zone_change,
)
from taizhang.inspection.services.phone import (
    PhotoAnnounced,
    delete_parts,
    note_phone,
    receive_piece,
    take_along,
    take_entries,
)
from taizhang.inspection.services.rankings import (
    correct_ranking,
    issue_ranking,
)
from taizhang.inspection.services.rechecks import (
    plan_recheck,
    record_recheck,
)
from taizhang.inspection.services.reports import (
    NewPhoto,
    report_rectification,
)
from taizhang.inspection.services.rotation import (
    rotate_inspectors,
    withdraw_rotation,
)
from taizhang.inspection.services.rules import (
    InspectionError,
)
from taizhang.inspection.services.standing_aside import (
    replace_member,
)
from taizhang.inspection.services.taking_over import (
    take_over,
)
from taizhang.inspection.services.teams import (
    set_team,
)
from taizhang.inspection.services.term import (
    plan_term,
    set_visit_hours,
)
from taizhang.inspection.services.visits import (
    add_entries,
    add_photo,
    call_off_visit,
    plan_rechecks,
    plan_visit,
)

__all__ = [
    "AT_ONCE",
    "MEDIA",
    "InspectionError",
    "NewPhoto",
    "PastPhoto",
    "PastVisit",
    "PhotoAnnounced",
    "add_entries",
    "add_photo",
    "add_round",
    "ask_extension",
    "assign_difficulty",
    "call_off_visit",
    "change_campaign",
    "circular_file",
    "close_finding",
    "correct_ranking",
    "create_campaign",
    "decide_extension",
    "delete_notice_files",
    "delete_parts",
    "deliver_notice",
    "end_liaison",
    "end_recusal",
    "file_visit",
    "issue_notices",
    "issue_ranking",
    "keep_notice_file",
    "keep_originals",
    "kept_path",
    "lift_pause",
    "note_phone",
    "notice_file",
    "pause_notice",
    "plan_complaint_visit",
    "plan_drawn",
    "plan_recheck",
    "plan_rechecks",
    "plan_term",
    "plan_visit",
    "publish_draw_list",
    "readdress_notice",
    "receive_piece",
    "record_complaint",
    "record_past_visits",
    "record_receipt",
    "record_recheck",
    "record_recusal",
    "redraw_zones",
    "replace_member",
    "report_rectification",
    "rotate_inspectors",
    "run_draw",
    "set_liaison",
    "set_team",
    "set_visit_hours",
    "solve_difficulty",
    "start_notice_files",
    "take_along",
    "take_entries",
    "take_over",
    "withdraw_notice",
    "withdraw_rotation",
    "withdraw_zone_change",
]
