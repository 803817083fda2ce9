"""Drafts that are typed and not in the filing, as its page tells them before the filing is handed in."""

from __future__ import annotations

import secrets
from typing import Any

from taizhang.core.language import language_of
from taizhang.ledgers import services


def drafts_beside(filing: services.Filing) -> dict[str, Any]:
    """For `_waiting_draft.html` and the form that hands in."""
    waiting = services.waiting_draft(filing, language_of())
    return {
        "draft_waits": waiting,
        "draft_places": len(waiting.changes) if waiting is not None else 0,
        "draft_older": waiting is not None and services.is_older(filing, waiting.draft),
        "draft_aside": services.aside_of(filing),
        "drafts_of_others": services.drafts_of_others(filing, language_of()),
        "draft_token": secrets.token_urlsafe(24),
    }
