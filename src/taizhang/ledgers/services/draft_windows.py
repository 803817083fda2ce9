"""Of two windows on one draft the second is shown what differs; what it holds replaces nothing without a choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.ledgers.draft_windows import MINE, SAVED, TwoRows, moved_to_saved, settled, two_windows
from taizhang.ledgers.drafting import DraftRow
from taizhang.ledgers.models import GridDraft
from taizhang.ledgers.services import photos
from taizhang.ledgers.services.draft_checks import Filing
from taizhang.ledgers.services.drafts import DraftMoved, Handed, locked_draft, take_window


class DraftUndecided(TaizhangError):
    """A row that differs is without a choice; nothing was kept. draft: as it is saved."""

    def __init__(self, draft: GridDraft, left: int) -> None:
        expected, found = Text("每一行都选好", "a choice for every row"), Text(f"还有 {left} 行没选", f"{left} without")
        cure = Text("逐行选，或选全部留一份。", "Choose for each row, or one window for all.")
        super().__init__([Problem("draft.undecided", "", expected, found, cure)])
        self.draft = draft


def differences_of_windows(
    filing: Filing, mine: Sequence[DraftRow], draft: GridDraft, language: str
) -> list[TwoRows] | None:
    """What a window that was refused holds otherwise than the saved draft; None where that is filed or thrown away, so
    that there is nothing to choose from."""
    saved: list[DraftRow] | None = draft.rows
    return two_windows(mine, saved, filing.ledger, language) if saved is not None else None


@transaction.atomic
def settle_windows(
    filing: Filing, handed: Handed, *, seen: int, picks: Mapping[str, str], every: str = ""
) -> GridDraft:
    """The draft as chosen row by row. seen: the revision of the saved draft that the choices were made beside. picks:
    TwoRows.name -> MINE or SAVED; every: the same for all rows.

    Raises DraftMoved when it was written again since, or is gone, DraftUndecided when a row has no choice.
    """
    draft = locked_draft(filing)
    saved: list[DraftRow] | None = draft.rows
    if saved is None or draft.revision != seen:
        raise DraftMoved(draft)
    rows = two_windows(handed.rows, saved, filing.ledger, "zh")
    chosen = {one.name: every or picks.get(one.name, "") for one in rows}
    left = sum(choice not in (MINE, SAVED) for choice in chosen.values())
    if left:
        raise DraftUndecided(draft, left)
    same_base = handed.base == draft.base_version
    mixed = settled(handed.rows, saved, filing.ledger, chosen, same_base=same_base)
    kept = saved if every == SAVED else mixed
    photos.follow(draft, kept, moved_to_saved(handed.rows, saved, filing.ledger))
    take_window(draft, kept, handed)
    return draft
