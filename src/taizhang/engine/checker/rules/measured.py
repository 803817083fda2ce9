"""Of figures told side by side in two units, the one that a word measures: 工矿38宗86.42公顷, 工矿面积."""

from __future__ import annotations

import re

from taizhang.engine.checker.clauses import Mention, Prose

MEASURED = re.compile(r"[一-龥]{2,}?(?P<measure>面积|金额|资金)")
_PIECES = frozenset("宗个处块项户人件家")


def of_measure(prose: Prose, named: Mention, measure: str) -> Mention:
    """工矿38宗86.42公顷，…，工矿面积占…: the figure beside the named one that measures so."""
    for mention in prose.mentions[named.index : named.index + 2]:
        beside = mention is named or not mention.label.strip("、 ")
        if beside and mention.counts and (mention.unit == "元") == (measure != "面积") and mention.unit not in _PIECES:
            return mention
    return named
