"""Whether a list names all parts of its whole: what its words, its form, its marks and the shares beside it tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Form, Strength, Way
from taizhang.engine.checker.rules.evidence import are_halves, has_rest, is_complement, one_dimension
from taizhang.engine.checker.types import Number

_OPEN_LIST = re.compile(r"等|主要|部分|例如|比如|之一|含|重点|特别|尤其")
_TOP = re.compile(
    r"前[两二三四五六七八九十]|[居列排]前|[较最][多大高]的[一-龥]{0,6}(?:有|是|为)|主要(?:有|是|为)|居多|排名"
)
_ET_CETERA = re.compile(r"[，、]?等")
_APART = re.compile(r"^(?:另有|另外|此外|另)")
_ACROSS = re.compile(r"(?:涉及|含|重复)")  # …，涉及师德11件: it cuts across the others
_RUNNING = "累计"
_LIMITS = frozenset(("以上", "及以上", "以下", "以内", "不低于", "不少于", "不超过", "不高于"))
_WHOLE = Decimal(100)
_SMALL = 50  # below it a slip explains nearly any two figures


def strength_of(prose: Prose, whole: Mention, parts: list[Mention], opener: str) -> Strength:
    if all(part.number.qualifier in _LIMITS for part in parts):
        return Strength.OPEN  # 规定分别为4.5平方米以上和5.8平方米以上: what is asked for, no part of what there is
    words = prose.plain[whole.end : parts[-1].end]
    shares = sum(share.value for share in _shares(prose, parts))
    if any(_ACROSS.match(part.label.strip()) for part in parts[1:]) or (shares and abs(shares - _WHOLE) > len(parts)):
        return Strength.OPEN  # 其中工业占69.6%，居民占19.6%: the shares tell that others are left out
    if _RUNNING not in whole.label and all(_RUNNING in part.label for part in parts):
        return Strength.OPEN  # 今年新命名3家，其中省级累计2家、市级累计5家: of more years than the whole
    if len(parts) == 2 and not is_complement(parts) and not has_rest(parts):
        # 风险点12个，其中高风险4个，全年复查12个; 立案63起：一是…，立案63起，办结57起: all of it once more, no part
        again = (part for part in parts if part.number.amount == whole.number.amount)
        if any(whole.number.amount < _SMALL or part.number.subject[-2:] in whole.head for part in again):
            return Strength.OPEN
        if whole.number.amount < _SMALL and any(part.head.strip().startswith("含") for part in parts):
            return Strength.OPEN
    if _ET_CETERA.match(prose.plain, parts[-1].end) and sum(p.number.amount for p in parts) < whole.number.amount:
        return Strength.OPEN
    if _TOP.search(prose.plain[whole.end : parts[0].start]):
        return Strength.OPEN  # 前四位依次为: the first of more
    if len(words) < 1500 and _OPEN_LIST.search(words):
        return Strength.LIKELY
    if opener == "topic":
        return Strength.LIKELY
    if any(_APART.match(part.head.strip()) for part in parts):
        return Strength.OPEN if whole.number.amount < _SMALL else Strength.SLIP  # 另有…: beside the whole, or in it
    if any(part.number.amount > whole.number.amount and part.unit != whole.unit for part in parts):
        return Strength.OPEN  # 5个项目，其中扶持11所小学的项目已完成，其他4个: the schools are no projects
    if are_halves(parts) and opener in ("其中", "(", "中"):
        return Strength.FIRM
    if has_rest(parts) and (len(parts) > 2 or parts[0].index - whole.index < 4):
        return Strength.FIRM
    if len(parts) > 2 and (one_dimension(parts) or (opener in (":", "中") and _even(parts))):
        return Strength.CLOSED
    if one_dimension(parts):
        return Strength.SOME
    if opener == "其中" and any(not part.number.subject and _follows_alike(prose, part) for part in parts):
        return Strength.OPEN  # 其中20件为…，2件…: told one by one
    if len(parts) == 2 and not is_complement(parts):
        if opener == "中" and 2 * sum(part.number.amount for part in parts) < whole.number.amount:
            return Strength.OPEN  # 212人中审计18人、财务26人: some of them are named
        return Strength.LIKELY if opener in ("其中", "中") else Strength.LISTED
    return Strength.SOME if opener == "其中" else Strength.LISTED


def _shares(prose: Prose, parts: Sequence[Mention]) -> list[Number]:
    """The shares told of the parts: right after each, or of all in one row after them; none where any is not told."""
    told: list[Number] = []
    for part in parts:
        share = _share_after(prose, part)
        if share is None:
            return _in_turn(prose, parts)
        told.append(share)
    return told


def _share_after(prose: Prose, part: Mention) -> Number | None:
    after = prose.mentions[part.index + 1] if part.index + 1 < len(prose.mentions) else part
    told = after.unit == "%" and not after.delta and after.sentence == part.sentence and "占" in after.head[-4:]
    return after.number if told else None


def _in_turn(prose: Prose, parts: Sequence[Mention]) -> list[Number]:
    row = prose.mentions[parts[-1].index + 1 : parts[-1].index + 1 + len(parts)]
    told = len(row) == len(parts) > 1 and all(m.unit == "%" and not m.delta for m in row)
    if not told or "分别占" not in row[0].head or row[0].sentence != parts[0].sentence:
        return []
    return [m.number for m in row]


def closed_by_shares(prose: Prose, whole: Mention, parts: Sequence[Mention]) -> bool:
    """…，占63.72%；…；其它类9791件，占5.01%: a list that its last part closes and of which the shares are all there is;
    or of which they are to the last digit, and two of them are taken of that whole."""
    shares = _shares(prose, parts)
    if len(shares) < 3:
        return False
    off = abs(sum(share.value for share in shares) - _WHOLE)
    if has_rest(parts) and off < 1:
        return True
    exact = off <= sum(share.high - share.low for share in shares) / 2 and any("." in share.text for share in shares)
    return exact and sum(_is_of(share, part, whole) for share, part in zip(shares, parts, strict=True)) > 1


def _is_of(share: Number, part: Mention, whole: Mention) -> bool:
    return meets(Way(Form.SHARE, (part.number,), (whole.number,)), share)


def _even(parts: Sequence[Mention]) -> bool:
    """教学楼5处、宿舍4处、食堂3处: short names, one mark between all, no other figure."""
    if parts[-1].index - parts[0].index >= len(parts):
        return False
    return len({part.lead for part in parts[1:]}) == 1 and all(0 < len(part.number.subject) < 9 for part in parts)


def _follows_alike(prose: Prose, part: Mention) -> bool:
    before = prose.mentions[part.index - 1]
    return before.counts and before.unit == part.unit
