"""Which mechanisms are served by pages: mechanism id -> URL names. Pack items say it themselves, beside the item.

A page is named here only when it does what the mechanism asks for; tests hold the names against the address table.
"""

from __future__ import annotations

from collections.abc import Mapping

PAGES: Mapping[str, list[str]] = {
    "food-safety-leading-group": ["organisation:group-list", "organisation:group-detail"],
    "problem-and-measure-pairs": ["summaries:summary-edit", "summaries:summary-detail"],
    "next-year-disclosure-plan": ["summaries:summary-edit", "summaries:summary-detail"],
    "period-work-summary": ["summaries:summary-list", "summaries:summary-detail"],
}
