"""From a judgement to a finding: message, derivation, the smallest change that cures it, likely slips."""

from __future__ import annotations

import re
from decimal import Decimal
from operator import attrgetter

from taizhang.engine.checker.judge import Judgement
from taizhang.engine.checker.relations import Form
from taizhang.engine.checker.slips import Slip
from taizhang.engine.checker.types import Finding, Number, Verdict, Words
from taizhang.engine.numerals import chinese_number
from taizhang.engine.rounding import plain_number, round_half_up
from taizhang.engine.text import Text

_DIGITS = re.compile(r"\d[\d,，]*(?:[.．]\d+)?")
_PLAIN = str.maketrans("．", ".", ",，")
_START, _END = attrgetter("start"), attrgetter("end")
_SHOWN = 12  # parts written out in a derivation; of more, the ends


def explain(judgement: Judgement) -> Finding:
    claim, way = judgement.claim, judgement.way
    start, end = claim.start, claim.end
    if start < 0 or end < 0:
        numbers = (claim.stated, *way.parts, *way.base)
        start = min(map(_START, numbers)) if start < 0 else start
        end = max(map(_END, numbers)) if end < 0 else end
    return Finding(claim.kind, claim.rule, start, end, judgement.verdict, _words, judgement)


def _words(judgement: Judgement) -> Words:
    claim, way = judgement.claim, judgement.way
    if claim.shown is not None:
        stated, computed = claim.shown
    else:
        stated = claim.stated.text.strip()
        computed = "" if way.form is Form.NONE else printed(judgement.value, claim.stated)
    contradicted = judgement.verdict == Verdict.CONTRADICTION
    return Words(
        stated,
        computed,
        claim.message or _message(judgement, stated, computed),
        _derivation(judgement, stated, computed),
        claim.spans or tuple([(number.start, number.end) for number in (*way.parts, *way.base)]),
        _cure(judgement, stated, computed) if contradicted and not claim.cure else claim.cure,
        _slips(judgement) if contradicted else (),
    )


def printed(value: Decimal, like: Number) -> str:
    """A computed amount as the stated number is printed; two places more where it would not be exact."""
    scaled = value / like.scale
    exponent = like.value.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    exact = round_half_up(scaled, places)
    return plain_number(exact if exact == scaled else round_half_up(scaled, places + 2))


def _message(judgement: Judgement, stated: str, computed: str) -> Text:
    form = judgement.way.form
    unit = judgement.claim.stated.unit
    shown = computed + (unit if unit in ("%", "‰") else "")
    what_zh, what_en = _WHAT[form].zh, _WHAT[form].en
    if judgement.verdict == Verdict.OK:
        return Text(f"{what_zh}是{shown}，与“{stated}”相符", f"{what_en} {shown}, which agrees with {stated}")
    if judgement.verdict == Verdict.CONTRADICTION:
        return Text(f"{what_zh}是{shown}，文中写“{stated}”", f"{what_en} {shown}, but the text says {stated}")
    reason = judgement.way.reason or _REASONS.get(form) or Text("口径未写明", "the counting basis is not told")
    return Text(
        f"{what_zh}是{shown}，文中写“{stated}”；{reason.zh}", f"{what_en} {shown}, the text says {stated}; {reason.en}"
    )


_WHAT = {
    Form.SUM: Text("各部分相加", "the parts add up to"),
    Form.SHARE: Text("所占比例", "the share is"),
    Form.GROWTH_BY: Text("按增减数算，幅度", "by the change told, the rate is"),
    Form.GROWTH_OVER: Text("按前后两数算，幅度", "from the two figures, the rate is"),
    Form.CHANGE_OF: Text("按上期数算，幅度", "over the earlier figure, the rate is"),
    Form.DIFFERENCE: Text("两数相差", "the difference is"),
    Form.QUOTIENT: Text("相除得数", "the quotient is"),
    Form.PRODUCT: Text("相乘得数", "the product is"),
    Form.EQUAL: Text("前文", "the number before is"),
    Form.COUNT: Text("实际列出的项数", "the things listed are"),
    Form.NONE: Text("核对结果", "the check gives"),
}
_REASONS = {
    Form.SUM: Text("所列未必是全部，或有重叠", "the parts need not be all, or overlap"),
    Form.SHARE: Text("基数未写明", "the base is not told"),
    Form.GROWTH_BY: Text("基数未写明", "the base is not told"),
    Form.GROWTH_OVER: Text("基数未写明", "the base is not told"),
    Form.CHANGE_OF: Text("基数未写明", "the base is not told"),
    Form.DIFFERENCE: Text("比较的两数未写明", "the two figures compared are not told"),
    Form.QUOTIENT: Text("口径可能不同", "the counting bases may differ"),
    Form.PRODUCT: Text("标准可能不同", "the standards may differ"),
}
_TURNED = Text("可能升降写反", "a rise may be told as a fall, or a fall as a rise")
_FORMULAS = {
    Form.SHARE: "{left} ÷ {base}",
    Form.QUOTIENT: "{left} ÷ {base}",
    Form.DIFFERENCE: "{left} - {base}",
    Form.GROWTH_BY: "{base} ÷ ({left} {change} {base})",
    Form.GROWTH_OVER: "({left} - {base}) ÷ {base}",
    Form.CHANGE_OF: "{left} ÷ {base}",
    Form.COUNT: "{count} 项",
}
_SIGNS = {Form.SUM: " + ", Form.PRODUCT: " × "}


def _derivation(judgement: Judgement, stated: str, computed: str) -> tuple[str, ...]:
    claim, way = judgement.claim, judgement.way
    if way.form is Form.NONE:
        return tuple(claim.notes)
    parts = [number.text.strip() for number in way.parts]
    if len(parts) > _SHOWN:
        parts = [*parts[: _SHOWN - 2], "…", parts[-1]]
    left = _SIGNS.get(way.form, " + ").join(parts)
    if len(way.parts) > 1 and way.base:
        left = f"({left})"
    base = " + ".join(number.text.strip() for number in way.base)
    if len(way.base) > 1:
        base = f"({base})"
    change = "-" if way.sign > 0 else "+"
    formula = _FORMULAS.get(way.form, "{left}").format(left=left, base=base, change=change, count=way.count)
    lines = [f"{formula} = {computed}"]
    if judgement.low != judgement.high:
        low, high = (printed(bound, claim.stated) for bound in (judgement.low, judgement.high))
        if low != high:
            lines.append(f"{low} … {high}")
    lines.append(f"“{claim.cue}” → {stated}" if claim.cue else stated)
    lines.extend(claim.notes)
    return tuple(lines)


def _cure(judgement: Judgement, stated: str, computed: str) -> str:
    """The smallest change: the slip that explains it, else the stated number."""
    for slip in judgement.slips:
        if slip.text:
            shown = slip.number.text.strip()
            return f"{shown} → {_replaced(slip)}"
    number = judgement.claim.stated
    shown = printed(round_half_up(judgement.value / number.scale, _places(number)) * number.scale, number)
    return f"{stated} → {_reworded(stated, number, shown) or computed}"


def _places(number: Number) -> int:
    exponent = number.value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _replaced(slip: Slip) -> str:
    return _reworded(slip.number.text.strip(), slip.number, slip.text) or slip.text


def _reworded(words: str, number: Number, digits: str) -> str:
    """A figure as the text prints it, 四项 or 1,200人, with other digits; "" where it cannot be told how."""
    found = _DIGITS.search(words)
    if found is not None and Decimal(found[0].translate(_PLAIN)) == abs(number.value):
        return words.replace(found[0], digits, 1)
    numeral = chinese_number(abs(number.value))
    return words.replace(numeral, chinese_number(Decimal(digits)), 1) if numeral in words else ""


def _slips(judgement: Judgement) -> tuple[Text, ...]:
    """What may have gone wrong; 13家，比去年同期14家增长50.0% goes the other way besides."""
    told = tuple(_slip(slip) for slip in judgement.slips)
    turned = judgement.way.form is Form.GROWTH_OVER and judgement.value < 0 < judgement.claim.stated.amount
    return (*told, _TURNED) if turned and _TURNED not in told else told


def _slip(slip: Slip) -> Text:
    if slip.kind == "base":
        return Text("可能误以本期数为基数", "the rate was taken over this period's figure")
    if slip.kind == "direction":
        return _TURNED
    if slip.kind == "sum":
        return Text("可能误以整体与部分之和为基数", "the part may have been added to the base")
    if slip.kind == "rest":
        return Text("可能误以其余部分为基数", "the part may have been set against the rest")
    shown, new = slip.number.text.strip(), _replaced(slip)
    zh, en = {
        "digit": ("可能错了一位数字", "one digit may be wrong"),
        "swap": ("可能两位数字颠倒", "two digits may be swapped"),
        "ten": ("可能差了十倍", "it may be off by ten"),
        "scale": ("可能漏写或多写“万”", "万 may be dropped or added"),
        "lost": ("可能漏了一位", "a digit may be lost"),
        "extra": ("可能多了一位", "a digit may be doubled"),
    }[slip.kind]
    return Text(f"“{shown}”{zh}，或为“{new}”", f"{shown}: {en}, perhaps {new}")
