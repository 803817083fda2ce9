"""What a failed check expected and found, in words: the values that stand against each other, and the limit.

The words are the same whichever way the rows came, so personal values are always masked. The pack's message, which
follows as the cure, tells the rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from taizhang.analytics.checks import CheckHit
from taizhang.engine.pack import Check, CodeList, Ledger
from taizhang.engine.text import Text
from taizhang.ledgers.showing import shown

MOST_NAMED = 4  # values of a rule that are named; a longer line is not read


def words_of_hit(
    hit: CheckHit, check: Check | None, ledger: Ledger, values: Mapping[str, object], codes: Mapping[str, CodeList]
) -> tuple[Text, Text]:
    """Expected and found. values: of the row, by field id; empty for a check of the whole submission."""
    field = ledger.field(hit.field) if hit.field else None
    name = field.title if field is not None else ledger.title
    zh, en = f"“{name.zh}”", name.get("en")
    found = _found(hit, ledger, values, codes)
    if check is not None and check.unique:
        same = Text("与别的行重复", "the same as another row")
        if found.zh:
            same = Text(f"{found.zh}，{same.zh}", f"{found.get('en')}, {same.get('en')}")
        return Text(f"不重复的{zh}", f"{en} without repetition"), same
    compared = Text(hit.compared.zh.strip("（）"), hit.compared.get("en").strip(" ()"))
    if check is not None and check.jump:
        return Text(f"与上期相近的{zh}", f"{en} near that of the period before"), compared
    if check is not None and check.balance is not None:
        return Text(f"两张台账一致的{zh}", f"{en} alike in both ledgers"), compared
    rule = Text(f"合乎规则的{zh}", f"{en} that keeps the rule")
    if hit.row_position is None:
        return rule, Text("全表合计对不上", "rows that do not add up")
    return _limit(hit, ledger, values, codes) or rule, found


def _found(hit: CheckHit, ledger: Ledger, values: Mapping[str, object], codes: Mapping[str, CodeList]) -> Text:
    """The one value that is marked where the limit names the other, else each with its title."""
    if hit.limit is not None or hit.names == (hit.field,):
        return _value(hit.field, ledger, values, codes)
    zh, en = [], []
    for name in hit.names[:MOST_NAMED]:
        field, value = ledger.field(name), _value(name, ledger, values, codes)
        if field is not None:
            zh.append(f"{field.title.zh} {value.zh}")
            en.append(f"{field.title.get('en')} {value.get('en')}")
    more = len(hit.names) > MOST_NAMED
    return Text("、".join(zh) + ("等" if more else ""), ", ".join(en) + (" and more" if more else ""))


def _limit(hit: CheckHit, ledger: Ledger, values: Mapping[str, object], codes: Mapping[str, CodeList]) -> Text | None:
    limit = hit.limit
    if limit is None:
        return None
    if limit.number:
        return Text(f"{limit.words.zh} {limit.number}", f"{limit.words.get('en')} {limit.number}")
    other = ledger.field(limit.field)
    if other is None:
        return None
    value = _value(limit.field, ledger, values, codes)
    return Text(
        f"{limit.words.zh}“{other.title.zh}”（{value.zh}）",
        f"{limit.words.get('en')} {other.title.get('en')} ({value.get('en')})",
    )


def _value(name: str, ledger: Ledger, values: Mapping[str, object], codes: Mapping[str, CodeList]) -> Text:
    field = ledger.field(name)
    words = shown(values.get(name), field, codes, whole=False) if field is not None else ""
    return Text(words, words) if words else Text("空", "nothing")
