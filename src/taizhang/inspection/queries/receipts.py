"""Notices that the unit should have received by now."""

from __future__ import annotations

from datetime import date

from taizhang.core.working_days import working_calendar
from taizhang.engine.working_days import working_days_left
from taizhang.inspection.models import Notice
from taizhang.inspection.queries.policy import RECEIPT_DAYS, policy_number
from taizhang.inspection.types import Standing


def days_unreceived(notice: Notice, standing: Standing, day: date) -> int:
    """Working days since an open notice was issued or sent again, when those are more than the packs allow; else 0,
    as when no pack says how many. deliveries are loaded."""
    most = policy_number(RECEIPT_DAYS, day)
    if most is None or notice.received_on is not None or not standing.open:
        return 0
    sent = max([notice.issued_on, *(item.on for item in notice.deliveries.all() if item.on <= day)])
    waited = working_days_left(working_calendar(), sent, day) if sent <= day else 0
    return waited if waited > most else 0
