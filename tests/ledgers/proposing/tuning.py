"""The workbooks that the rules were tuned on. The others stand in held_out.py."""

from __future__ import annotations

from tests.ledgers.proposing.tuning_offices import (
    BUDGET,
    FEES,
    HAZARDS,
    HYGIENE,
    MEETINGS,
    PUPILS,
    SCORES,
    TEXT_NUMBERS,
    TRAINING,
    VISITORS,
)
from tests.ledgers.proposing.tuning_schools import (
    ASSETS,
    BOOKS,
    BUILDINGS,
    CANTEEN,
    DRILLS,
    SCHOLARSHIP,
    STAFF,
    TIMETABLE,
    VEHICLES,
)

TUNED = (
    ASSETS,
    STAFF,
    CANTEEN,
    DRILLS,
    SCHOLARSHIP,
    BOOKS,
    VEHICLES,
    BUILDINGS,
    TIMETABLE,
    SCORES,
    TRAINING,
    FEES,
    MEETINGS,
    VISITORS,
    BUDGET,
    HYGIENE,
    PUPILS,
    HAZARDS,
    TEXT_NUMBERS,
)
