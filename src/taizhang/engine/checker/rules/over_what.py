"""What an average is told over, and how surely a figure counts it."""

from __future__ import annotations

import re
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention
from taizhang.engine.checker.each import CUE, MANY
from taizhang.engine.checker.rules.any_average import Per
from taizhang.engine.checker.rules.nearby import name
from taizhang.engine.checker.words import PER

_TWICE = re.compile(r"每[^每]{1,4}每[^每]{1,4}$")  # 每所每月1次: over two counts, of which a division tells nothing
_MEASURED = frozenset(("亩", "公顷", "平方米", "公里", "米", "吨", "公斤", "立方米", "千瓦时", "小时", "株", "升"))
_GENERIC = frozenset(("人", "个", "项"))
_OWN = frozenset("户班村校厂店")
_THINGS = frozenset(("个", "项", "件", "次", "所", "家", "处", "条", "座"))
_PLAIN = ("人", "个", "所", "户", "班", "场", "次", "辆", "条", "件")  # what 平均 alone may be over
_DAY = re.compile(r"(?:工作|自然|交易|营业|开放)?[日天]")
_LEARNERS = re.compile(r"(?:名)?(?:学生|在校生|幼儿)")
_PEOPLE = re.compile(r"人口|户籍|常住|总人|居民")


def per_of(average: Mention) -> Per | None:
    found = list(CUE.finditer(average.head))
    if not found or average.unit in ("%", "‰") or _TWICE.search(average.head):
        return None
    cue = found[-1]
    thing, scope = average.head[cue.end() :], re.sub(r"^(?:其中|,|\s)+|[的,\s]+$", "", average.head[: cue.start()])
    told = cue["per"] or cue["yield"]
    if told:
        units, words = PER.get(told, ((told[0],), (told[0],)))
        return Per(told, units, words, "", thing, scope)
    noun = re.sub(r"平均[为达有约]*$", "", cue["noun"] or cue["bare"] or "")  # 每项平均27.6支队
    if cue["unit"] or cue["bare"]:
        key = f"{(cue['unit'] or cue['bare'])[0]}均"
        units, words = PER.get(key, ((), ()))
        unit = cue["unit"] or ""
        units = (*units, "人" if unit in ("名", "位") else unit) if unit else units
        if _DAY.match(noun):
            units, words = (*units, "天"), (*words, "天", "日")
        told, many = re.sub(r"平均[为达有约]*$", "", cue[0]), MANY.get(cue["many"], Decimal(1))
        return Per(told, units or ("",), (*words, unit), noun, noun, scope, many)
    return Per(cue[0], (), (), "", thing, scope)


def cue_of(mention: Mention) -> str:
    found = list(CUE.finditer(mention.head))
    return found[-1][0] if found else ""


def _words(mention: Mention) -> str:
    """What a number counts; what follows another number of the clause is named by that one: 三个督查组深入九个乡镇."""
    told = mention.tail
    if "每" in told:
        return mention.number.subject + told.split("每")[0]  # 252个行政村每月1场: of villages, not of months
    return told[:12] if mention.gap_start == mention.start - len(mention.label) > 0 else name(mention)


def counted(per: Per, mention: Mention, average: Mention) -> int:
    """How surely the average is over this number: 3 named (48所学校, 每所学校), 2 by its unit or the word of its kind,
    1 perhaps."""
    if per.many > 1:
        words = _words(mention).replace("卫生", "")
        people = _PEOPLE.search(words) if mention.unit in per.units else None
        if _LEARNERS.match(per.noun) and mention.unit == "人":
            return 3 if _LEARNERS.search(words) and mention.whole is None else 1
        if mention.unit not in per.units or (per.noun[:1] == "口" and not people):
            return 0
        return 3 if mention.unit != "人" or people else 1
    if mention.unit in _THINGS and per.cue.startswith("人均"):
        return 0  # 迈上4个万亿元台阶，人均地区生产总值16.7万元
    if mention.unit == "元" or (mention.unit == average.unit and mention.unit not in ("人", "个")):
        return 0
    words = _words(mention).replace("卫生", "")
    if len(per.noun) > 1 and per.noun[:2] in words:
        # 家庭户294617户，家庭户人口703095人，平均每个家庭户的人口: over the 户, whose persons bear their name too
        return 0 if mention.unit == average.unit and per.noun.partition("的")[0][-1:] in _OWN else 3
    if not per.units:
        return int(mention.unit in _PLAIN and mention.unit != average.unit)
    bears = any(word and word in words for word in per.words)
    if per.cue[:1] == mention.unit != "人" or (
        len(mention.unit) > 1 and mention.unit.removesuffix("次") in per.units and mention.unit != "人次"
    ):
        return 3 if per.cue[:1] == mention.unit else 2
    if mention.unit in ("个", "项") and per.cue.endswith(mention.unit):
        return 2
    if not mention.unit and per.noun[:1] not in words:
        return 0
    if mention.unit in per.units:
        if len(per.noun) > 1 and mention.unit in _GENERIC:
            return int(not words.strip() or mention.unit == "个")
        if bears or mention.unit not in _GENERIC:
            return 2
        if mention.unit != "人" or average.unit in ("人", "人次"):
            return 0
        return 2 if per.cue[0] == "人" or per.cue.endswith("人") else 1
    if mention.unit == "人次" and "人" in per.units:
        return 2 if average.unit == "元" else 1
    if mention.unit in _MEASURED:
        return 0  # 人工造林7300亩: no persons
    return 2 if bears or (mention.unit == "笔" and "户" in per.units) else 0
