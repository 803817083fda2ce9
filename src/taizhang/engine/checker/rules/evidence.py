"""What makes it sure that figures are the parts of one whole: halves, one dimension, a list that closes, one unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taizhang.engine.checker.clauses import Mention
from taizhang.engine.checker.words import CLASSIFIERS, COMPLEMENTS, HALVES, SERIES

_HALF_WORDS = tuple({word for pair in COMPLEMENTS for word in pair})
_REST = re.compile(
    r"^(?:和|及|与|以及)?(?:其他|其它|其余|余下|剩余|另外|尚有|还有)|(?:其他|其它|其余)(?:[一-龥]{0,6})$"
)
_SERIES = tuple(re.compile("|".join(sorted(words.split("|"), key=len, reverse=True))) for words in SERIES)
_NAME = 14  # code points of a part's name; what is longer tells something else of it


def is_complement(parts: Sequence[Mention], pairs: Sequence[tuple[str, str]] = COMPLEMENTS) -> bool:
    one, two = (_half_words(part) for part in parts[:2])
    if not one or not two:
        return False
    return any((a in one and b in two) or (b in one and a in two) for a, b in pairs)


def _half_words(part: Mention) -> frozenset[str]:
    if part.halves is None:
        words = part.owner[-24:] + part.tail[:8]
        part.halves = frozenset(word for word in _HALF_WORDS if word in words)
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
