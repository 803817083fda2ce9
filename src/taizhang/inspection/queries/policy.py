"""Numbers of policy that inspection asks the installed packs for, by the parameter's name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from taizhang.core.packs import installed_packs

VISITS_A_TERM = "zone_visits_a_term"
MOST_SCHOOLS = "zone_schools_most"
ROTATION_YEARS = "zone_rotation_years"
RECEIPT_DAYS = "notice_receipt_days"
TOUR_BEGINS, TOUR_ENDS = "tour_begins_hour", "tour_ends_hour"
TOUR_STAY, TOUR_SPEED = "tour_stay_minutes", "tour_km_an_hour"


def policy_number(name: str, day: date) -> int | None:
    """The number in force on a day in the first pack that has the parameter; None when no pack has it."""
    for pack in installed_packs().packs.values():
        parameter = pack.parameters.get(name)
        found = parameter.on(day) if parameter is not None else None
        if found is not None and isinstance(found.value, Decimal):
            return int(found.value)
    return None
