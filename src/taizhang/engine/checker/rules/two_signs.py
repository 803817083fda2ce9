"""收支结余, 城乡差距, 男女相差: a difference of which two signs tell the two levels."""

from __future__ import annotations

import re
from dataclasses import replace

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import signed

_SIGNED = 14  # code points in which two signs and the word for their difference stand
_PAIRED = re.compile(
    r"(?P<signs>(?!上年|去年|本年|当年|全年|同期|年[初末]|上[月期季])[一-龥]{2})(?:相抵(?:后)?|之间|两项)?(?:相差|差距|差额|之差|结余|盈余|顺差|逆差|亏损|缺口|净[增减])[一-龥]{0,4}$"
)
SIGNS = "差余损口净"  # one of which stands in each of the above: seldom there
_PAIRED_SIGN = re.compile(f"[{SIGNS}]")


def of(prose: Prose, change: Mention) -> Claim | None:
    """收支结余, 城乡差距, 男女相差, 进出口顺差: two signs tell the two, as those of a ratio do."""
    head = change.head[-_SIGNED:]
    found = _PAIRED.search(head) if _PAIRED_SIGN.search(head) else None
    if found is None or change.unit in ("%", "‰") or re.search(r"累计|滚存|历年", change.head):
        return None
    near = [
        m for m in prose.mentions[max(0, change.index - 24) : change.index]
        if m.unit == change.unit and m.is_level and change.paragraph - m.paragraph <= 1 and m.whole is None
    ]  # fmt: skip
    names = [(m, m.number.subject + _topic(prose, m)) for m in near]
    one, two = (
        [m for m, told in names if any(word in told for word in signed(sign))] for sign in found["signs"]
    )  # fmt: skip
    ones, twos = [m for m in one if m not in two], [m for m in two if m not in one]
    ways = [
        Way(Form.DIFFERENCE, (a.number,), (b.number,), Strength.SOUGHT) for a in ones[::-1][:3] for b in twos[::-1][:3]
    ]
    if len(ways) == 1:
        ways = [replace(ways[0], strength=Strength.LIKELY)]
    return Claim("difference", "difference.two_levels", change.number, ways, found[0]) if ways else None


def _topic(prose: Prose, mention: Mention) -> str:
    """城区考生6240人，平均分468.3分: what the segment begins with names its later figures too."""
    last = prose.mentions[mention.index - 1] if mention.index else mention
    if last is mention or last.segment != mention.segment or last.depth != mention.depth or mention.counts:
        return ""
    return last.number.subject
