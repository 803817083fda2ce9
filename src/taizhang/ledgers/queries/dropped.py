"""Columns that a filing has and its ledger no longer asks: what was filed is still shown."""

from __future__ import annotations

from dataclasses import replace

from taizhang.core.packs import installed_packs
from taizhang.core.past_packs import past_pack
from taizhang.engine.pack import Field, FieldType, Ledger
from taizhang.engine.text import Text
from taizhang.ledgers.models import Submission


def as_filed(submission: Submission, ledger: Ledger) -> Ledger:
    """The ledger with the columns behind its own that the filing's pack version had and today's has not. The same
    object where there are none."""
    packs = installed_packs()
    if submission.pack_version == packs.pack(ledger.pack).version:
        return ledger
    past = past_pack(ledger.pack, submission.pack_version, packs)
    then = past.ledgers.get(ledger.id) if past is not None else None
    if then is None:
        return ledger
    known = {field.id for field in ledger.fields}
    dropped = tuple(_told_apart(field) for field in then.fields if field.id not in known)
    return replace(ledger, fields=(*ledger.fields, *dropped)) if dropped else ledger


def _told_apart(field: Field) -> Field:
    """Codes as they were written: the list of then may be gone, too."""
    title = Text(f"{field.title.zh}（不再填报）", f"{field.title.get('en')} (no longer asked)")
    kind = FieldType.STRING if field.type is FieldType.CODE else field.type
    return replace(field, title=title, type=kind, code_list="")
