"""What a failed check expected and found, in words: the values that stand against each other, and the limit.

The words are the same whichever way the rows came, so personal values are always masked. The pack's message, which
follows as the cure, tells the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlglot import exp

from taizhang.analytics.checks import CheckHit
from taizhang.analytics.limits import Limit, in_words, is_open, is_read
from taizhang.engine.pack import Check, CodeList, Ledger
from taizhang.engine.rounding import plain_number
from taizhang.engine.text import Text
from taizhang.ledgers.showing import shown

MOST_NAMED = 4  # values of a rule that are named; a longer line is not read
MOST_CHARACTERS = 60  # of a rule in words


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
    if hit.row_position is None:
        found = _sums(hit, ledger, codes) or Text("全表合计对不上", "rows that do not add up")
    rule = Text(f"合乎规则的{zh}", f"{en} that keeps the rule")
    return _limit(hit, ledger, values, codes) or rule, found


def _found(hit: CheckHit, ledger: Ledger, values: Mapping[str, object], codes: Mapping[str, CodeList]) -> Text:
    """The one value that is marked where the limit names the other, else each with its title."""
    if _is_plain(hit.limit, hit.field) or hit.names == (hit.field,):
        return _value(hit.field, ledger, values, codes)
    zh, en = [], []
    for name in hit.names[:MOST_NAMED]:
        field, value = ledger.field(name), _value(name, ledger, values, codes)
        if field is not None:
            zh.append(f"{field.title.zh} {value.zh}")
            en.append(f"{field.title.get('en')} {value.get('en')}")
    more = len(hit.names) > MOST_NAMED
    told = Text("、".join(zh) + ("等" if more else ""), ", ".join(en) + (" and more" if more else ""))
    if hit.sides[0] is None or hit.limit is None or not is_open(hit.limit.mine, ledger):
        return told
    mine = _number(hit.sides[0])
    return Text(f"{mine.zh}（{told.zh}）", f"{mine.get('en')} ({told.get('en')})")


def _sums(hit: CheckHit, ledger: Ledger, codes: Mapping[str, CodeList]) -> Text | None:
    """The sums that a rule over the whole filing reads, with what they are."""
    told = [(in_words(node, ledger, codes), _number(value)) for node, value in hit.sums if is_open(node, ledger)]
    if not told:
        return None
    told, more = told[:MOST_NAMED], len(told) > MOST_NAMED
    zh = "、".join(f"{words.zh} {value.zh}" for words, value in told) + ("等" if more else "")
    en = ", ".join(f"{words.get('en')} {value.get('en')}" for words, value in told) + (" and more" if more else "")
    return Text(zh, en)


def _is_plain(limit: Limit | None, field: str) -> bool:
    """`field <= other` or `field <= 12`: what there is to say of it are two values."""
    if limit is None or not isinstance(limit.mine, exp.Column) or limit.mine.name != field:
        return False
    return isinstance(limit.other, exp.Column | exp.Literal)


def _limit(hit: CheckHit, ledger: Ledger, values: Mapping[str, object], codes: Mapping[str, CodeList]) -> Text | None:
    """The rule's own limit, with its numbers put in: 不大于 “班级数” × 45（=180）."""
    limit = hit.limit
    if limit is None or not (
        (is_open(limit.mine, ledger) and is_open(limit.other, ledger)) or _is_plain(limit, hit.field)
    ):
        return None
    bound = _side(limit.other, hit.sides[1], ledger, values, codes)
    if bound is None:
        return None
    words = Text(f"{limit.words.zh}{_gap(bound.zh)}{bound.zh}", f"{limit.words.get('en')} {bound.get('en')}")
    if not (isinstance(limit.mine, exp.Column) and limit.mine.name == hit.field):
        if not is_read(limit.mine):
            return None
        mine = in_words(limit.mine, ledger, codes)
        words = Text(f"{mine.zh}{words.zh}", f"{mine.get('en')} {words.get('en')}")
    return words if len(words.zh) <= MOST_CHARACTERS else None


def _side(
    node: exp.Expr, value: object, ledger: Ledger, values: Mapping[str, object], codes: Mapping[str, CodeList]
) -> Text | None:
    """The other side of a limit: a number, a column with its value, a formula with what it comes to."""
    if isinstance(node, exp.Literal):
        return Text(node.name, node.name)
    words = in_words(node, ledger, codes)
    if isinstance(node, exp.Column):
        held = _value(node.name, ledger, values, codes) if ledger.field(node.name) is not None else None
        return Text(f"{words.zh}（{held.zh}）", f"{words.get('en')} ({held.get('en')})") if held is not None else None
    if value is None:
        return None
    number = _number(value)
    if not is_read(node) or node.find(exp.Column, exp.Count) is None:
        return number
    return Text(f"{words.zh}（={number.zh}）", f"{words.get('en')} (= {number.get('en')})")


def _gap(words: str) -> str:
    return "" if words.startswith("“") else " "


def _number(value: object) -> Text:
    if value is None:
        return Text("空", "nothing")
    words = plain_number(Decimal(value)) if isinstance(value, int | Decimal) else str(value)
    return Text(words, words)


def _value(name: str, ledger: Ledger, values: Mapping[str, object], codes: Mapping[str, CodeList]) -> Text:
    field = ledger.field(name)
    words = shown(values.get(name), field, codes, whole=False) if field is not None else ""
    return Text(words, words) if words else Text("空", "nothing")
