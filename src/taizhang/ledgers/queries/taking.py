"""Values that a ledger's fields take from another ledger (`from` in the pack), offered to a unit to be confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.engine.pack import Field, FieldType, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.drafting import MAX_ROWS, texts_from
from taizhang.ledgers.models import Submission
from taizhang.ledgers.queries.submissions import current_rows
from taizhang.ledgers.reading.heading import plain
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.models import OrgUnit

Key = tuple[str, ...]


def taken_texts(ledger: Ledger, period: Period, org_unit: OrgUnit) -> list[dict[str, str]]:
    """`taken_rows` as a person would type them."""
    codes = code_lists_of(ledger, installed_packs())
    return [texts_from(values, ledger, codes) for values in taken_rows(ledger, period, org_unit)]


def taken_rows(ledger: Ledger, period: Period, org_unit: OrgUnit) -> list[dict[str, Any]]:
    """Rows by field id with what the unit's last accepted filings of the other ledgers say; at most MAX_ROWS.

    A ledger with a key gets one row for each key that the others hold; one without a key takes from filings of one row,
    because of several nobody knows which is meant. Two queries a ledger that is taken from.
    """
    packs = installed_packs()
    rows: dict[Key, dict[str, Any]] = {}
    for key in dict.fromkeys(field.source_ledger for field in ledger.fields if field.source_ledger):
        other = packs.ledgers.get(key)
        last = _last(key, period, org_unit) if other is not None else None
        keys = _same_key(ledger, other) if other is not None else None
        if other is None or last is None or keys is None:
            continue
        stored = [orjson.loads(row.data) for row in current_rows(last, last.accepted_version)]
        if not keys and len(stored) != 1:
            continue
        pairs = [*keys, *((item, one) for item in ledger.fields if (one := _source(item, other)) is not None)]
        for values in stored[:MAX_ROWS]:
            named = tuple(str(values.get(one.id, "")) for _item, one in keys)
            row = rows.setdefault(named, {})
            row |= {item.id: value for item, one in pairs if (value := _moved(values, item, one, packs)) is not None}
    return list(rows.values())[:MAX_ROWS]


def _last(key: str, period: Period, org_unit: OrgUnit) -> Submission | None:
    found = Submission.objects.filter(
        org_unit=org_unit, ledger_key=key, period_first__lte=period.last, accepted_version__isnull=False
    )
    return found.order_by("-period_last", "-pk").first()


def _same_key(ledger: Ledger, other: Ledger) -> list[tuple[Field, Field]] | None:
    """Key fields that stand for each other; None when the rows are about different things."""
    theirs = {plain(item.title.zh): item for item in other.fields if item.id in other.row_key}
    mine = {plain(item.title.zh): item for item in ledger.fields if item.id in ledger.row_key}
    if theirs.keys() != mine.keys() or any(mine[title].type is not item.type for title, item in theirs.items()):
        return None
    return [(mine[title], item) for title, item in theirs.items()]


def _source(item: Field, other: Ledger) -> Field | None:
    if item.source_ledger != other.key:
        return None
    return next((one for one in other.fields if one.id == item.source_field), None)


def _moved(values: Mapping[str, Any], item: Field, one: Field, packs: InstalledPacks) -> Any:
    """The value; a code by its word, since two ledgers may write one word with different codes."""
    value = values.get(one.id)
    if value is None or item.type is not FieldType.CODE:
        return value
    word = packs.code_lists[one.code_list].codes.get(str(value))
    codes = packs.code_lists[item.code_list].codes
    return next((code for code, text in codes.items() if word is not None and text.zh == word.zh), None)
