"""The day on which the demo stands still: the first Monday after the half-year that its summaries are about."""

from __future__ import annotations

from datetime import date

DEMO_TODAY = date(2026, 7, 6)
COUNTY_SINCE = date(2020, 1, 1)
MERGER_ON = date(2025, 9, 1)  # a small primary school goes over to its neighbour at the start of the school year
PERIODS = ("2025H1", "2025H2", "2026H1")
YEARS = ("2024", "2025")
