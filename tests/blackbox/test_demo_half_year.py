"""The half-year of the demo as it was made, visit by visit, gives the numbers of the supervision office's summary; the
records behind them are there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

NUMBERS = {
    "sup_zones": 9,
    "sup_campaigns": 4,
    "sup_tutoring_visits": 77,
    "sup_tutoring_violations": 0,
    "sup_opening_schools": 120,
    "sup_previsit_rounds": 2,
    "sup_previsit1_date": 3,
    "sup_notices": 49,
    "sup_followup_date": 4,
    "sup_followup_schools": 30,
    "sup_hygiene_first_month": 5,
    "sup_hygiene_last_month": 6,
    "sup_joint_rounds": 2,
    "sup_joint_teams": 2,
    "sup_joint_sections": 3,
    "sup_base_units": 39,
    "sup_school_visits": 154,
}
FIGURES = """
    select indicator_key, value from figures_figure join organisation_orgunit unit on unit.id = org_unit_id
    where unit.code = 'QH' and period_code = '2026H1' and indicator_key like 'county-supervision.sup_%'
"""
OPENED = """
    select count(*) from inspection_visit visit join inspection_round round on round.id = visit.round_id
    join inspection_campaign campaign on campaign.id = round.campaign_id
    where campaign.theme = 'tutoring' and exists (
        select 1 from inspection_visitphoto photo where photo.visit_id = visit.id
    )
"""


def ask(county: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{county / 'taizhang.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(question).fetchall()


def test_the_half_year_is_counted_from_visits(demo_county: Path) -> None:
    values = {key.partition(".")[2]: value for key, value in ask(demo_county, FIGURES)}
    assert {name: values[name] for name in NUMBERS} == NUMBERS
    assert ask(demo_county, OPENED) == [(77,)]  # rooms that were opened stand behind the zero, in pictures
