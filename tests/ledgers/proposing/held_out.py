"""Workbooks that the rules were not tuned on: they were written first and scored when the rules stood."""

from __future__ import annotations

from tests.ledgers.proposing.held_out_offices import (
    AWARDS,
    FITNESS,
    INSPECTION,
    METERS,
    PAYROLL,
    RISK,
    ROSTER,
    SEALS,
    TEXTBOOKS,
)
from tests.ledgers.proposing.held_out_schools import (
    CLUBS,
    CONTRACTS,
    DONATION,
    DORMITORY,
    DUTY,
    ENROLMENT,
    PROJECTS,
    RURAL_PAY,
    SAMPLES,
)

HELD_OUT = (
    DORMITORY,
    CLUBS,
    SAMPLES,
    RURAL_PAY,
    PROJECTS,
    CONTRACTS,
    DONATION,
    ENROLMENT,
    DUTY,
    FITNESS,
    AWARDS,
    TEXTBOOKS,
    METERS,
    SEALS,
    ROSTER,
    RISK,
    INSPECTION,
    PAYROLL,
)
