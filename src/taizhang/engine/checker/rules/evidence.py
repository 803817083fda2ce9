"""What makes it sure that figures are the parts of one whole: halves, one dimension, a list that closes, one unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from taizhang.engine.checker.clauses import Mention
from taizhang.engine.checker.divided import CLASSIFIERS, COMPLEMENTS, HALVES, SERIES


def _partners(pairs: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one, two in pairs:
        found.setdefault(one, set()).add(two)
        found.setdefault(two, set()).add(one)
    return found


_PARTNERS = {False: _partners(COMPLEMENTS), True: _partners(HALVES)}
_BY_FIRST = {word[0]: tuple(w for w in _PARTNERS[False] if w[0] == word[0]) for word in _PARTNERS[False]}
_BEGUN = re.compile(f"[{''.join(_BY_FIRST)}]")
_REST = re.compile(
    r"^(?:和|及|与|以及)?(?:其他|其它|其余|余下|剩余|另外|尚有|还有)|(?:其他|其它|其余)(?:[一-龥]{0,6})$"
)
_NOT = re.compile(r"(?:尚未|没有|不予|未予|未|不|非|无)(?=[一-龥])")
_SERIES = tuple(re.compile("|".join(sorted(words.split("|"), key=len, reverse=True))) for words in SERIES)
_ANY_SERIES = re.compile("|".join(SERIES))  # a name that bears none is of no series: one look instead of twenty
# 90分以上21个、80—90分4个、80分以下1个: classes from one end to the other.
_ABOVE, _BELOW = (
    re.compile(r"\d[一-龥]{0,3}(?:及以上|以上)$"),
    re.compile(r"\d[一-龥]{0,3}(?:及以下|以下|以内)$|不足\d|未满\d"),
)
_NAME = 14  # code points of a part's name; what is longer tells something else of it


def is_complement(parts: Sequence[Mention], pairs: Sequence[tuple[str, str]] = COMPLEMENTS) -> bool:
    one = _half_words(parts[0])
    two = _half_words(parts[1]) if one else one
    if not two:
        return False
    return not two.isdisjoint(_other_halves(one, pairs is HALVES))


@lru_cache(maxsize=1024)
def _other_halves(words: frozenset[str], surely: bool) -> frozenset[str]:
    partners = _PARTNERS[surely]
    return frozenset(other for word in words for other in partners.get(word, ()))


def _half_words(part: Mention) -> frozenset[str]:
    if part.halves is None:
        words = part.owner[-24:] + part.tail[:8]
        begun = _BEGUN.findall(words)
        part.halves = frozenset([word for sign in begun for word in _BY_FIRST[sign] if word in words])
    return part.halves


def are_halves(parts: Sequence[Mention]) -> bool:
    return len(parts) == 2 and (is_complement(parts, HALVES) or _denied(parts[0], parts[1]))


def _denied(one: Mention, two: Mention) -> bool:
    """结案51件，未结7件; 公开开庭395次，不公开开庭35次: the second is what the first is not."""
    words = _said(two)
    found = _NOT.search(words)
    if found is None or _NOT.search(_said(one)):
        return False
    denied = words[found.end() : found.end() + 2]
    return bool(denied) and denied[0] in _said(one) and (len(denied) < 2 or denied in _said(one) or found[0] == "未")


def _said(part: Mention) -> str:
    return (part.number.subject or part.tail[:8])[-12:]


def parallel(whole: Mention, parts: Sequence[Mention]) -> bool:
    """馆藏图书…，中文图书…，外文图书…: parts that end in the same word as their whole."""
    noun = whole.number.subject[-2:]
    if len(noun) < 2 or noun[0] == "以":
        return False  # 90分以上12人，80分以上36人，60分以上88人
    names = {part.number.subject for part in parts}
    return len(names) == len(parts) and all(name.endswith(noun) and len(name) > 2 for name in names)


def paired(parts: Sequence[Mention]) -> bool:
    """调解结案102件，裁决结案84件: two names of one make, told apart by their first signs only."""
    if len(parts) != 2:
        return False
    one, two = (part.number.subject for part in parts)
    return one != two and one[-2:] == two[-2:] and 2 < len(one) < 9 and 2 < len(two) < 9


def named_alike(whole: Mention, parts: Sequence[Mention]) -> bool:
    """学校45所。…城镇学校28所，农村学校17所: the halves have the name of the whole."""
    noun = whole.number.subject[-2:]
    return len(noun) == 2 and all(part.number.subject.endswith(noun) for part in parts)


def beside_each_other(whole: Mention, parts: Sequence[Mention]) -> bool:
    """问题17个，已完成15个，2个正在推进: nothing of another unit between them."""
    return parts[0].index == whole.index + 1 and parts[1].index == parts[0].index + 1


def in_a_row(whole: Mention, parts: Sequence[Mention]) -> bool:
    """W，a、b、c: the parts directly after the whole, short names, one mark between them and another before."""
    if len(parts) < 3 or parts[0].index != whole.index + 1 or parts[-1].index - parts[0].index != len(parts) - 1:
        return False
    marks = {part.lead for part in parts[1:]}
    names = [part.number.subject for part in parts]
    return len(marks) == 1 and parts[0].lead not in marks and all(0 < len(name) < 9 for name in names)


def lacks(whole: Mention, parts: Sequence[Mention]) -> bool:
    """169人，高级47人、中级81人、初级38人: less than all, and some have no grade at all."""
    return _is_graded(parts[0].number.subject) and sum([part.number.amount for part in parts]) < whole.number.amount


@lru_cache(maxsize=4096)
def _is_graded(name: str) -> bool:
    return _GRADES.search(name) is not None


_GRADES = re.compile(r"职称|[正副]高|[高中初]级|博士|硕士|本科")


def has_rest(parts: Sequence[Mention]) -> bool:
    """…、其他3件: what closes a list."""
    last = parts[-1]
    return len(parts) > 1 and bool(_REST.search(last.number.subject) or _REST.search(last.head.strip()))


@lru_cache(maxsize=4096)
def _may_be_ranked(name: str) -> bool:
    return any(words.search(name) is not None for words in (_ANY_SERIES, _ABOVE, _BELOW))


def one_dimension(parts: Sequence[Mention]) -> bool:
    """省级…、市级…、县级…: the parts are told apart in one way, so that nothing belongs to two of them."""
    names = [part.number.subject for part in parts]
    if len(parts) < 2 or not _may_be_ranked(names[0]) or any(not name or len(name) > _NAME for name in names):
        return False
    for series in _SERIES if _ANY_SERIES.search(names[0]) else ():
        if series.search(names[0]) is None:
            continue
        found = [series.search(name) for name in names]
        if all(found) and len({match[0] for match in found if match}) == len(names):
            return True
    return bool(
        (_ABOVE.search(names[0]) and _BELOW.search(names[-1])) or (_BELOW.search(names[0]) and _ABOVE.search(names[-1]))
    )


def same_class(one: str, two: str) -> bool:
    """所 and 个 count schools alike, 件 and 批次 letters: one list may use both."""
    return one == two or (one in _CLASSES and _CLASSES[one] == _CLASSES.get(two))


_CLASSES = {unit: at for at, units in enumerate(CLASSIFIERS) for unit in units}
