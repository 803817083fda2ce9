"""A page that goes on after its draft was filed, by a press whose answer was lost or from another window: what it calls
as the draft did are rows of that version now, not new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taizhang.ledgers.drafting import DraftRow
from taizhang.ledgers.models import GridDraft
from taizhang.ledgers.services.draft_checks import Filing, filed_rows, filed_submission


def names_since_filed(filing: Filing, draft: GridDraft, base: int) -> Mapping[str, str]:
    """What a row was called in the draft -> what it is called in the version that the draft became; {} where the page
    stands on that version already, or another one came after it. base: the version that the page stands on."""
    if not draft.filed_ids or base >= draft.filed_version:
        return {}
    if draft.rows is not None and draft.base_version != draft.filed_version:
        return {}
    submission = filed_submission(filing)
    if submission is None or submission.version != draft.filed_version:
        return {}
    now = [row["id"] for row in filed_rows(filing, draft.filed_version)]
    return dict(zip(draft.filed_ids, now, strict=True)) if len(now) == len(draft.filed_ids) else {}


def renamed(rows: Sequence[DraftRow], names: Mapping[str, str]) -> list[DraftRow]:
    return [{"id": names.get(row["id"], row["id"]), "v": row["v"], "c": row["c"]} for row in rows]
