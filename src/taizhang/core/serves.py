"""Which mechanisms are served by pages: mechanism id -> URL names. Pack items say it themselves, beside the item.

A page is named here only when it does what the mechanism asks for; tests hold the names against the address table.
"""

from __future__ import annotations

from collections.abc import Mapping

PAGES: Mapping[str, list[str]] = {
    "food-safety-leading-group": ["organisation:group-list", "organisation:group-detail"],
    "leading-group-meetings": ["targets:meeting-list", "targets:meeting-detail"],
    "coordination-meetings": ["targets:meeting-list", "targets:meeting-detail"],
    "leaders-on-site-office": ["targets:visit-list", "targets:visit-detail"],
    "peer-learning-visits": ["targets:visit-list", "targets:visit-detail"],
    "preparation-target-level": ["targets:target-list", "targets:target-detail"],
    "indicator-breakdown": ["targets:board", "targets:plan-detail"],
    "annual-work-points": ["targets:plan-detail", "targets:board"],
    "basis-document": ["targets:document-list", "targets:document-detail"],
    "campaign-term-opening": ["inspection:campaign-detail", "inspection:statistics"],
    "regulated-schooling-checklist": ["inspection:statistics"],
    "on-site-photo-evidence": [
        "inspection:visit-phone",
        "inspection:visit-detail",
        "inspection:visit-originals",
        "inspection:notice-detail",
        "inspection:notice-report",
    ],
    "order-immediate-rectification": ["inspection:notice-detail", "inspection:notice-report", "web:today"],
    "finance-inspection": ["inspection:notice-detail", "inspection:statistics"],
    "problem-and-measure-pairs": ["summaries:summary-edit", "summaries:summary-detail"],
    "next-year-disclosure-plan": ["summaries:summary-edit", "summaries:summary-detail"],
    "period-work-summary": ["summaries:summary-list", "summaries:summary-detail"],
}
