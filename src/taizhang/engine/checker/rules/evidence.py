"""What makes it sure that figures are the parts of one whole: halves, one dimension, a list that closes, one unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taizhang.engine.checker.clauses import Mention
from taizhang.engine.checker.words import CLASSIFIERS, COMPLEMENTS, HALVES, SERIES


def _partners(pairs: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one, two in pairs:
        found.setdefault(one, set()).add(two)
        found.setdefault(two, set()).add(one)
    return found


_PARTNERS = {False: _partners(COMPLEMENTS), True: _partners(HALVES)}
_BY_FIRST = {word[0]: tuple(w for w in _PARTNERS[False] if w[0] == word[0]) for word in _PARTNERS[False]}
_REST = re.compile(
    r"^(?:和|及|与|以及)?(?:其他|其它|其余|余下|剩余|另外|尚有|还有)|(?:其他|其它|其余)(?:[一-龥]{0,6})$"
)
_SERIES = tuple(re.compile("|".join(sorted(words.split("|"), key=len, reverse=True))) for words in SERIES)
_NAME = 14  # code points of a part's name; what is longer tells something else of it


def is_complement(parts: Sequence[Mention], pairs: Sequence[tuple[str, str]] = COMPLEMENTS) -> bool:
    one = _half_words(parts[0])
    two = _half_words(parts[1]) if one else one
    if not two:
        return False
    partners = _PARTNERS[pairs is HALVES]
    return any(not two.isdisjoint(partners[word]) for word in one if word in partners)


def _half_words(part: Mention) -> frozenset[str]:
    if part.halves is None:
        words = part.owner[-24:] + part.tail[:8]
        begun = _BY_FIRST.keys() & set(words)
        part.halves = frozenset(word for sign in begun for word in _BY_FIRST[sign] if word in words)
    return part.halves


def are_halves(parts: Sequence[Mention]) -> bool:
    return len(parts) == 2 and is_complement(parts, HALVES)


def has_rest(parts: Sequence[Mention]) -> bool:
    """…、其他3件: what closes a list."""
    last = parts[-1]
    return len(parts) > 1 and bool(_REST.search(last.number.subject) or _REST.search(last.head.strip()))


def one_dimension(parts: Sequence[Mention]) -> bool:
    """省级…、市级…、县级…: the parts are told apart in one way, so that nothing belongs to two of them."""
    names = [part.number.subject for part in parts]
    if len(parts) < 2 or any(not name or len(name) > _NAME for name in names):
        return False
    for series in _SERIES:
        found = [series.search(name) for name in names]
        if all(found) and len({match[0] for match in found if match}) == len(names):
            return True
    return False


def same_class(one: str, two: str) -> bool:
    """所 and 个 count schools alike, 件 and 批次 letters: one list may use both."""
    return one == two or any(one in units and two in units for units in CLASSIFIERS)
