"""From a match of the scanner to a number: value, scale, unit, what rounding allows, and what kind of number it is."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from taizhang.engine.checker.scan import PATTERN
from taizhang.engine.checker.types import Role
from taizhang.engine.checker.words import QUALIFIERS_AFTER, QUALIFIERS_BEFORE, RATE_UNITS, SAME_UNIT, SCALES
from taizhang.engine.numerals import chinese_value

ONE, ZERO, HALF, TEN = Decimal(1), Decimal(0), Decimal("0.5"), Decimal(10)
# 节约12万元, 签约320户: the sign ends a verb.
_BEFORE = re.compile(
    rf"(?:(?<![节签预制违履契])约为?|(?<![附最靠])近"
    rf"|{'|'.join(sorted(QUALIFIERS_BEFORE.keys() - {'约', '约为', '近'}, key=len, reverse=True))})$"
)
_BEFORE_ENDS = frozenset(word[-1] for word in QUALIFIERS_BEFORE)
_PER_BEFORE = re.compile(
    r"(?:每[一-龥]{1,3}|每?[生人班校户师园]均[一-龥]{0,8}?|标准(?:为|是|达到?|提高到|调整为|由|从)?|单价|均价|定额)(?:为|达|约|按|按照)?$"
)
_DOUBLED = re.compile(r"翻[了近约]*$")
_NAMED = re.compile(r"(?:中学|小学|中|小|幼|职|高中|初中|幼儿园|院|大|届|附|校区|实验|号|纵|横|环)")
# Numerals that are part of a word and count nothing.
_PHRASES = frozenset(
    [
        "一批",
        "一本",
        "二本",
        "三本",
        "一次",
        "一期",
        "一个",
        "一项",
        "一种",
        "一条",
        "一起",
        "一支",
        "一对",
        "一部",
        "一轮",
        "一所",
        "一家",
        "一件",
        "一套",
        "一份",
        "一名",
        "一位",
        "一年",
        "一天",
        "一步",
        "一面",
        "一节",
        "一号",
        "一层",
        "一代",
        "一级",
        "十分",
        "万分",
        "百分",
        "千万",
        "一张",
        "一口",
        "一点",
        "一车",
        "一金",
        "三金",
        "一国",
        "一省",
        "一市",
        "一县",
        "一镇",
        "一村",
        "一校",
        "一院",
        "一局",
        "一组",
        "一类",
        "二类",
        "三类",
        "二批",
        "三批",
        "一段",
        "一人",
        "一门",
        "一元",
        "一篇",
        "一座",
        "一处",
        "一片",
        "一场",
        "一户",
        "一辆",
        "二期",
        "三期",
        "四期",
        "二次",
        "一般",
        "一成",
        "二级",
        "三级",
        "五号",
        "百人",
        "千人",
        "万人",
        "两国",
        "一周",
        "一排",
        "一块",
        "一只",
        "一字",
        "八字",
        "百家",
        "万家",
        "千家",
        "百村",
        "千村",
        "百校",
        "千校",
        "百县",
        "三农",
        "十年",
        "百年",
        "千年",
        "万年",
        "百名",
        "千名",
        "万名",
        "百件",
        "百个",
        "千个",
        "万个",
        "百所",
        "万里",
    ]
)


_NAMING = ("组", "片", "队")


# What stands at a match: value, scale, unit, low, high, qualifier, notation, role, how many digits follow the point. As
# there is one for each number of a text, and it is taken apart at once, no more than a tuple.
Reading = tuple[Decimal, Decimal, str, Decimal, Decimal, str, str, Role, int]


@lru_cache(maxsize=4096)
def decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def read(match: re.Match[str], text: str, label: str) -> Reading | None:
    """What stands at a match that is no mark. None for a numeral that is just part of a word."""
    kind = match.lastgroup
    if kind == "number":
        return _digits(match, text, label)
    if kind == "word":
        return _numeral(match, text, label)
    if kind == "percent":
        value = _spoken(match["pvalue"])
        return None if value is None else _plain(value, "%", "words", Role.QUANTITY)
    if kind == "tenths":
        return _tenths(match)
    if kind == "range":
        low, high = decimal(match["from"]), decimal(match["to"])
        scale = SCALES[match["rscale"] or ""]
        unit = _unit(match["runit"])
        role = Role.BOUND if unit in ("岁", "分", "年", "天", "") or not match["runit"] else Role.QUANTITY
        return high, scale, unit, low * scale, high * scale, "range", "range", role, 0
    if kind == "ratio":
        left, right = decimal(match["left"]), decimal(match["right"])
        if not right:
            return None
        value, half = left / right, HALF.scaleb(-_places(match["left"])) / right
        return value, ONE, "", value - half, value + half, "", "ratio", Role.RATIO, _places(match["left"])
    if kind == "fraction":
        above, below = chinese_value(match["above"]), chinese_value(match["below"])
        if not above or not below:
            return None
        share = Decimal(above * 100) / below
        return share, ONE, "%", share - HALF, share + HALF, "about", "fraction", Role.SET_PHRASE, 0
    return _plain(_first_digits(match[0]), "", "digits", _role(match))


def _tenths(match: re.Match[str]) -> Reading:
    """三成三 is 33 %, 六成 about 60 %."""
    words, rest = match[0].replace("两", "二", 1).split("成")[0], match["half"]
    value = Decimal("一二三四五六七八九".index(words[0]) + 1) * TEN
    if "点" in words:
        value += "一二三四五六七八九".index(words[2]) + 1
    if rest:
        value += 5 if rest == "半" else "一二三四五六七八九".index(rest) + 1
    half = HALF if rest or "点" in words else HALF * TEN
    if match["more"]:
        return value, ONE, "%", value, value + TEN, match["more"], "numerals", Role.QUANTITY, 0
    return value, ONE, "%", value - half, value + half, "", "numerals", Role.QUANTITY, 0


def _role(match: re.Match[str]) -> Role:
    if match.lastgroup == "ordinal":
        return Role.ARTICLE if match["class"] else Role.ORDINAL
    return {
        "document": Role.DOCUMENT_NUMBER, "phone": Role.PHONE, "span": Role.YEAR, "date": Role.DATE,
        "feast": Role.NAME, "clock": Role.TIME,
    }[match.lastgroup or ""]  # fmt: skip


def _first_digits(words: str) -> Decimal:
    found = re.search(r"\d+", words)
    if found:
        return Decimal(found[0])
    numeral = re.search(r"[零〇一二两三四五六七八九十百千]+", words)
    return Decimal((chinese_value(numeral[0]) if numeral else None) or 0)


def _plain(value: Decimal, unit: str, notation: str, role: Role) -> Reading:
    half = HALF.scaleb(-_places(format(value, "f"))) if unit in RATE_UNITS else ZERO
    return value, ONE, unit, value - half, value + half, "", notation, role, _places(format(value, "f"))


def _digits(match: re.Match[str], text: str, label: str) -> Reading:
    digits, printed, raw, per, said, sign, one, two, three = match.group(*_OF_DIGITS)
    value = decimal(digits)
    if sign:
        value = -value
    scale = SCALES[printed or ""]
    raw = raw or ""
    unit = SAME_UNIT.get(raw, raw)
    if not raw and (
        label.endswith(("平均分", "均分", "平均分为", "总分", "总分为"))
        or (label.endswith("平均") and _OF_SCORE.search(match.string, max(0, match.start() - 24), match.start()))
    ):
        unit = "分"
    if raw == "成":
        value, unit = value * TEN, "%"
    last = label[-1:]
    before = _BEFORE.search(label[-4:]) if last in _BEFORE_ENDS else None
    after = one or two or three or said or ""
    end = match.end()
    follow = text[end : end + 2]
    behind = follow[:1]
    role = Role.QUANTITY
    if (raw and (behind == "的" and (before or said or label in _TO))) or (
        (behind in _TO and follow[1:].isdigit()) or (last in _TO and _RANGED.search(label[-12:]))
    ):
        role = Role.BOUND  # 超过5万人的有2个, 3万人至5万人的有3个: a class of what is counted; 850元至1200元不等
    elif said and QUALIFIERS_AFTER[after] in ("over", "under") and behind not in _ENDS:
        role = Role.BOUND
    elif per or (unit == "元" and _PER_BEFORE.search(label[-14:])):
        role = Role.RATE
    elif raw:
        if raw in _NUMBERED and (behind.isdigit() or raw == "号" or label.endswith("级")):
            role = Role.NAME
    elif "." not in digits and _heading(match, text, follow):
        role = Role.HEADING
    elif behind == "级" or last in ("-", "_") or _LETTERED.match(follow + " "):
        role = Role.NAME
    qualifier = after or (before[0] if before else "")
    meaning = (QUALIFIERS_AFTER.get(after) or (QUALIFIERS_BEFORE[before[0]] if before else "")) if qualifier else ""
    places = _places(digits) if "." in digits else 0
    if places or printed or meaning or unit in RATE_UNITS:
        low, high = _interval(value, scale, unit, digits, meaning)
    else:
        low = high = value * scale  # exact
    return value, scale, unit, low, high, qualifier, "digits", role, places


_OF_DIGITS = [
    PATTERN.groupindex[name] for name in ("digits", "nscale", "nunit", "nper", "nq4", "sign", "nq1", "nq2", "nq3")
]
_TO = ("至", "-", "~")
_NUMBERED = ("班", "号")
_LETTERED = re.compile(r"[A-Z](?![A-Za-z])")  # 5G基站, 4A级景区: a name; not 19.4GB
_OF_SCORE = re.compile(r"总分\D?\d[^，。;]*平均$")  # 1班48人总分4110.5平均85.64
_RANGED = re.compile(r"\d[余多]?[万亿千]?[一-龥%]{1,2}(?:至|-|~)$")
_ENDS = frozenset('，,、;。!?:()\n\t| 的和及与”"')


@lru_cache(maxsize=8192)
def _interval(value: Decimal, scale: Decimal, unit: str, digits: str, meaning: str) -> tuple[Decimal, Decimal]:
    amount = value * scale
    places = _places(digits)
    if meaning:
        plain = digits.replace(",", "")
        zeros = len(plain) - len(plain.rstrip("0")) if not places else -places
        step = ONE.scaleb(zeros) * scale
        if meaning == "over":
            return amount, amount + max(step, abs(amount) / 10)
        if meaning == "under":
            return amount - max(step, abs(amount) / 10), amount
        slack = max(step / 2, abs(amount) / 20)
        return amount - slack, amount + slack
    if places or scale != ONE or unit in RATE_UNITS:
        half = HALF.scaleb(-places) * scale
        return amount - half, amount + half
    return amount, amount


def _heading(match: re.Match[str], text: str, follow: str) -> bool:
    if len(match[0]) > 3 or follow[:1] not in ("、", ".", ")", "，"):
        return False
    if follow[:1] == "." and follow[1:2].isdigit():
        return False
    before = text[match.start() - 1 : match.start()] if match.start() else "\n"
    return before in "\n(; 。:" and (follow[:1] != "，" or before == "\n")


def _numeral(match: re.Match[str], text: str, label: str) -> Reading | None:
    numeral, unit = match["numeral"], match["wunit"]
    if not unit:
        # 第 is often left out of a school's name: 四中, 七中.
        if len(numeral) < 2 or (number := chinese_value(numeral)) is None or number <= 10:
            return None
        role = Role.NAME if _NAMED.match(text, match.end()) else Role.SET_PHRASE
        return _plain(Decimal(number), "", "numerals", role)
    if numeral + unit in _PHRASES and not match["wscale"]:
        return None
    if unit in _NAMING and numeral != "两" and text[match.end() : match.end() + 1].isdigit():
        return None  # 二组11所: the numeral is its name
    if unit in ("日", "天") and text[match.end() : match.end() + 1] == "游":
        return None  # 一日游21.6万人次
    if unit == "番" and not _DOUBLED.search(label[-4:]):
        return None
    number = chinese_value(numeral + (match["wscale"] or ""))
    if number is None:
        return None
    if unit in ("年", "号", "届", "级", "层", "代"):
        return _plain(Decimal(number), unit, "numerals", Role.SET_PHRASE)
    whole = Decimal(number)
    after = next((word for word in (match["wq1"], match["wq2"], match["wq3"], match["wq4"]) if word), "")
    before = _BEFORE.search(label[-4:])
    meaning = QUALIFIERS_AFTER.get(after) or (QUALIFIERS_BEFORE[before[0]] if before else "")
    low, high = _interval(whole, ONE, _unit(unit), str(number), meaning)
    role = Role.BOUND if match["wq4"] and text[match.end() : match.end() + 1] not in _ENDS else Role.QUANTITY
    return whole, ONE, _unit(unit), low, high, after or (before[0] if before else ""), "numerals", role, 0


def _spoken(words: str) -> Decimal | None:
    if words[0].isdigit():
        return decimal(words)
    whole, _, fraction = words.partition("点")
    value = chinese_value(whole)
    if value is None:
        return None
    digits = "".join(str("零一二三四五六七八九".index(sign)) for sign in fraction if sign in "零一二三四五六七八九")
    return Decimal(f"{value}.{digits}") if digits else Decimal(value)


def _unit(printed: str | None) -> str:
    return SAME_UNIT.get(printed or "", printed or "")


@lru_cache(maxsize=4096)
def _places(digits: str) -> int:
    return len(digits.partition(".")[2])
