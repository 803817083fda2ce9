"""What a window is shown whose draft another one wrote to, and what a person chose there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from taizhang.core.language import language_of
from taizhang.ledgers import services
from taizhang.ledgers.draft_windows import MINE, SAVED
from taizhang.ledgers.drafting import DraftRow
from taizhang.ledgers.models import GridDraft

# `do` of the three buttons -> the side that is taken for every row; "": as chosen for each.
SETTLING = {"settle": "", "settle-mine": MINE, "settle-saved": SAVED}


def picks_of(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items() if name.startswith("take.")}


def moved_context(
    request: HttpRequest, filing: services.Filing, rows: Sequence[DraftRow], draft: GridDraft
) -> dict[str, Any]:
    """windows: the rows that differ, each with what was chosen already and how many files wait on it; None where
    nothing is left to choose from."""
    found = services.differences_of_windows(filing, rows, draft, language_of())
    picks = picks_of(request)
    files = services.waiting(draft)
    windows = [(one, picks.get(one.name, ""), files[one.row]) for one in found] if found is not None else None
    return {"windows": windows, "seen": draft.revision, "moved_at": draft.saved_at}
