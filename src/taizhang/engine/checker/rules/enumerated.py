"""Counted lists by the form of their items, wherever these begin: 三个批次，首先…，其次…，最后…; 三点，一是…，二是…；
四条：其一，…；其二，…; 六处：①…；②…; 三期。第一期…，第二期…; 三个小组，综合组牵头，督查组抽查，宣传组报道;
三种方式，可以来信，可以来电，也可以来访; 五名公示如下：⏎甲，…；⏎乙，…; 两个重点是师德师风和课堂质量.

Each form looks for the first item near the count and follows the items as long as they go on in that form. Fewer are
only wrong where the list is told to its end: what a plan has (分三批) need not all have come."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from taizhang.engine.checker.rules import fixed_names
from taizhang.engine.checker.scan import NUMERAL
from taizhang.engine.numerals import chinese_value

# Where a list was told: the count's value and place, where the list begins and ends, how many it names.
Told = tuple[int, tuple[int, int], tuple[int, int], int]

_ORDER = "一二三四五六七八九十"
_UNIT = (
    r"(?:大)?(?:[个项类种条点家所门科件批期组步名位者级处片支镇县乡村校轮档块]|部分?|方面?|环节?|阶段)|大(?=[一-龥]{2})"
)
_NOUN = r"(?:(?![二两三四五六七八九十][个大项类种条])[一-龥])"
_COUNT = re.compile(
    rf"(?P<n>[\d二两三四五六七八九十](?<![\d{NUMERAL}第.每前].)(?:(?<=\d)\d|(?<=十)[一二三四五])?)(?P<unit>{_UNIT}|(?=[:，]))"
    rf"(?:(?P<noun>{_NOUN}{{0,8}}?)(?=(?P<open>，?(?:分别)?[是为指即](?=[一-龥“])|[:，。;]|[一-龥]{{0,4}}如下[:。]))|(?=(?P<far>[^。;:\n]{{1,24}}?[。;:，])))"
)
_CIRCLES, _ROUND = "①②③④⑤⑥⑦⑧⑨⑩", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"
_FIRST = re.compile(
    r"(?P<circle>①|⑴)|(?P<said>其一|一(?:[是要为看查抓靠建强促改评帮督学讲]|类是|类为))|(?P<nth>第一(?P<kind>[批期组类步轮阶点条]|[，、]))|(?P<word>首先)"
)
_THEN, _LAST = ("其次", "再次", "然后", "接着"), ("最后", "再其次")
_LEADS = re.compile(r"(?P<lead>或|可以?|既|统一|坚持|带头|查|看|不|限|定|有)(?!限公司)")
_TWO = re.compile(r"[^，。;:\n、和与]{2,12}[和与][^，。;:\n、和与]{2,12}(?=[，。;\n])")
_ENDED = re.compile(r"[。\n]")
_SPLIT = re.compile(r"[，;]")
_ITEM = r"(?:(?![二两三四五六七八九十])[一-龥])"
_SLASHED = re.compile(rf"{_ITEM}{{2,8}}(?:[/→]{_ITEM}{{2,8}}){{2,}}")
_CUT = re.compile(r"[/→]")
_COUNTED = re.compile(rf"(?:，?共)?(?P<n>[二两三四五六七八九十\d])(?:{_UNIT})")
_COUNTS = re.compile(
    rf"(?P<n>[二两三四五六七八九十\d])(?:{_UNIT})[一-龥]{{0,8}}?(?:[:是为即]|，即|，?分别[是为])[一-龥]{{0,8}}$"
)
_THEY = re.compile(
    rf"(?P<n>[\d二两三四五六七八九十](?<![\d{NUMERAL}第.].)\d?)[名位人][一-龥]{{0,10}}[。，]?[他她]们(?:分别)?是"
    r"(?=[^。]*、)"
)
_PERSONS = re.compile(rf"(?P<n>[\d二两三四五六七八九十](?<![\d{NUMERAL}第.].)\d?)[名位](?!\d)")
_NAMED = re.compile(r"(?P<names>(?:[一-龥]{2,8}、)(?:[一-龥]{2,3}、)+[一-龥]{2,3}?)(?P<open>等)?$")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_TWO_OF = re.compile(r"(?P<n>[两三四](?<!第.))(?P<unit>[家项证率方者类科门级镇县校])")
_LEAF = r"[^，。;:、\d\n和与及二两三四五六七八九十]{2,12}"
_BOTH = re.compile(rf"(?<=[，。;:\n])[^，。;:、\d\n二两三四五六七八九十]{{2,12}}[和与及]{_LEAF}$")
_TOTAL = frozenset("共计有")
_NTH_FIGURE = re.compile(r"第[一二三四五六七八九][批期组类步轮][^，。;]{0,10}?\d")
_NEAR, _REACH, _LONG, _ROW, _NAME = 24, 900, 1, 120, 7


def find(text: str, claimed: Collection[int]) -> Iterator[Told]:
    """`claimed`: where the counts begin that other rules have claimed."""
    done = -1
    for match in _COUNT.finditer(text):
        begin = match.start("n")
        if begin in claimed or begin < done:
            continue
        number = _value(match["n"])
        if not 1 < number <= 20:
            continue
        found = _pair(text, match, number) or _marked(text, match, number) or _subjects(text, match, number)
        if found is None:
            found = _leads(text, match, number) or _lines(text, match, number)
        if found is not None and _closes(text[match.end("unit") : found[1]]):
            continue  # （公办89所，民办5所）。①中学20所…②小学74所: the list is of what the bracket stands behind
        if found is not None and not fixed_names.far_more(number, found[0]):
            count, end = found
            yield number, match.span("n"), (begin, end), count
        elif text[begin - 1 : begin] in _TOTAL and (told := _circled(text, begin)) is not None:
            yield number, match.span("n"), (told[0], match.end("unit")), told[1]
    yield from _slashed(text, claimed)
    yield from _joined(text, claimed)
    yield from _people(text, claimed)


def _closes(between: str) -> bool:
    """Whether a bracket that is opened before closes there, other than the bracket of an item's number."""
    depth = 0
    for sign in between:
        depth += (sign in "(（") - (sign in ")）")
        if depth < 0:
            return True
    return False


def _value(words: str) -> int:
    return int(words) if words.isdigit() else chinese_value(words) or 0


def _after(match: re.Match[str]) -> int:
    return match.end("open") if match["open"] else match.end("far")


def _circled(text: str, begin: int) -> tuple[int, int] | None:
    """①甲；②乙；③丙，共3所: where it begins, and how many."""
    for signs in (_CIRCLES, _ROUND):
        first = text.rfind(signs[0], max(0, begin - _REACH // 3), begin)
        if first >= 0 and "。" not in text[first:begin]:
            return first, 1 + max(at for at, sign in enumerate(signs) if sign in text[first:begin])
    return None


def _slashed(text: str, claimed: Collection[int]) -> Iterator[Told]:
    """四项措施为建档/结对/家访/心理辅导; 推荐→初评→公示→终评四步."""
    if "/" not in text and "→" not in text:
        return
    for items in _SLASHED.finditer(text):
        first = items.start() + len(_CUT.split(items[0])[0])
        told = _COUNTED.match(text, items.end()) or _COUNTS.search(text, max(0, first - _NEAR), first)
        count = len(_CUT.split(items[0]))
        if told is not None and told.start("n") not in claimed and abs(_value(told["n"]) - count) <= 2:
            span = (min(items.start(), told.start("n")), max(items.end(), told.end()))
            yield _value(told["n"]), told.span("n"), span, count


def _people(text: str, claimed: Collection[int]) -> Iterator[Told]:
    """王海燕、赵国庆、孙立等3名同志; 10名教师当选。他们是…: persons, by name."""
    for match in _PERSONS.finditer(text):
        begin = match.start("n")
        told = _NAMED.search(text[max(0, begin - _ROW) : begin]) if text[begin - 4 : begin - 1].strip() else None
        names = told["names"].split("、") if told is not None else []
        if told is None or begin in claimed or not all(name[0] in _SURNAMES for name in names[1:]):
            continue
        number = _value(match["n"])
        if not (told["open"] and number > len(names)):
            yield number, match.span("n"), (begin - len(told[0]), match.end()), len(names)
    for match in _THEY.finditer(text) if "们" in text else ():
        end = text.find("。", match.end())
        names = text[match.end() : end].split("、")
        known = all(1 < len(name) < _NEAR for name in names) and not names[-1].endswith("等")
        if match.start("n") not in claimed and known:
            yield _value(match["n"]), match.span("n"), (match.start(), end), len(names)


def _joined(text: str, claimed: Collection[int]) -> Iterator[Told]:
    """准考证和身份证两证; 人事科和监察组两家: of things of other kinds three need not be two (城区和乡镇三家医院)."""
    for match in _TWO_OF.finditer(text):
        begin, number = match.start("n"), _value(match["n"])
        told = _BOTH.search(text[max(0, begin - _NEAR - 4) : begin])
        if told is not None and begin not in claimed and (number == 2 or match["unit"] in "证率方者"):
            yield number, match.span("n"), (begin - len(told[0]), match.end()), 2


def _pair(text: str, match: re.Match[str], number: int) -> tuple[int, int] | None:
    """两个重点是师德师风和课堂质量: two, and no more, where no 、 stands between."""
    if not match["open"] or match["open"][-1] not in "是为指即" or number > 4:
        return None
    two = _TWO.match(text, _after(match))
    return (2, two.end()) if two is not None and (number == 2 or match["n"] in _ORDER) else None


def _marked(text: str, match: re.Match[str], number: int) -> tuple[int, int] | None:
    """①…②…, 其一…其二…, 一是…二是…, 第一批…第二批…, 首先…其次…最后…."""
    first = _FIRST.match(text, _after(match)) or _nth_after(text, match)
    if first is None:
        return None
    stop = min(len(text), first.end() + _REACH)
    line = text.find("\n", first.end(), stop)
    stop = line if line >= 0 else stop
    if first["word"]:
        return _in_words(text, first.end(), stop)
    if first["kind"] in tuple("批期组类步轮阶点条") and first["kind"] not in match["unit"] + (match["noun"] or ""):
        return None
    signs = _CIRCLES if first["circle"] == "①" else _ROUND if first["circle"] else ""
    before, after = "", ""
    if first["said"]:
        before, after = ("其", "") if first["said"][0] == "其" else ("", first["said"][1:])
    elif first["nth"]:
        before, after = "第", first["kind"]
    end, count = first.end(), 1
    for at in range(1, 10):
        sign = signs[at] if signs else f"{before}{_ORDER[at]}{after}"
        place = _next(text, sign, end, stop)
        if place < 0:
            break
        end, count = place + len(sign), count + 1
    if count < 2:
        return None
    if count < number and first["nth"] and first["kind"] not in "，、" and not _even(text, first.start(), end, count):
        return None
    return count, end


def _nth_after(text: str, match: re.Match[str]) -> re.Match[str] | None:
    """三大类8个，涉及金额436.5万元。第一类…: a few words on, by the unit of the count."""
    begin = match.end("unit")
    for kind in "批期组类步轮点条":
        if kind in match["unit"] or (match["noun"] or "").endswith(kind):
            place = text.find("第一" + kind, begin + 1, begin + _NEAR * 2)
            if place > 0 and text[place - 1] in "。，;:\n":
                return _FIRST.match(text, place)
    return None


def _next(text: str, sign: str, begin: int, end: int) -> int:
    """Where the next point begins, right after a mark."""
    at = text.find(sign, begin, end)
    while at > 0 and text[at - 1] not in "、，;。:( " and not text.startswith(("①", "⑴"), at):
        at = text.find(sign, at + 1, end)
        if sign[0] in _CIRCLES + _ROUND:
            break
    return at


def _even(text: str, begin: int, end: int, count: int) -> bool:
    """第一批36名，3月2日出发；第二批28名，8月25日出发。: told in one sentence in one form, the list is at its end."""
    figured = _NTH_FIGURE.findall(text[begin : end + 12])
    return "。" not in text[begin:end] and len(figured) == count


def _in_words(text: str, begin: int, stop: int) -> tuple[int, int] | None:
    """首先是提前批，其次是统招批，最后是补录批."""
    count, at = 1, begin
    sentence = text.find("。", begin, stop)
    stop = sentence if sentence >= 0 else stop
    for word in (*_THEN, *_LAST):
        place = text.find(word, at, stop)
        if place > 0:
            count, at = count + 1, place + len(word)
            if word in _LAST:
                return (count, at) if count > 1 else None
    return None


def _clauses(text: str, begin: int) -> tuple[list[str], int]:
    """The clauses up to the end of the sentence."""
    end = _ENDED.search(text, begin, begin + 200)
    if end is None:
        return [], begin
    return [clause.strip() for clause in _SPLIT.split(text[begin : end.start()])], end.start()


def _subjects(text: str, match: re.Match[str], number: int) -> tuple[int, int] | None:
    """三个工作小组，综合组牵头，督查组抽查，宣传组报道: each clause begins with a name that ends as the noun does."""
    noun = match["noun"] or ""
    if len(noun) < 2 or (match["open"] or "") not in ("，", ":", "。"):
        return None
    begin = _after(match)
    if text.find(noun[-1], begin + 1, begin + _NAME) < 0:
        return None
    clauses, end = _clauses(text, begin)
    if not 2 < len(clauses) <= number + _LONG or len(clauses) < number - _LONG:
        return None
    named = all(0 < clause.find(noun[-1]) < min(_NAME - 1, len(clause) - 1) for clause in clauses)
    return (len(clauses), end) if named else None


def _leads(text: str, match: re.Match[str], number: int) -> tuple[int, int] | None:
    """可以来信，可以来电，也可以当面来访; 或同课异构，或专题讲座，或评课议课."""
    if (match["open"] or "") not in ("，", ":"):
        return None
    lead = _LEADS.match(text, _after(match))
    if lead is None:
        return None
    clauses, end = _clauses(text, _after(match))
    sign = lead["lead"]
    if len(clauses) < 2 or any("、" in clause or re.search(r"\d", clause) for clause in clauses):
        return None
    if not all(clause.startswith((sign, "也" + sign, "还" + sign)) for clause in clauses):
        return None
    return (len(clauses), end) if abs(number - len(clauses)) <= _LONG + 1 else None


_LINE = re.compile(r"\n(?P<item>[^\n]{2,80}?)(?P<mark>[;。:]?)(?=\n|$)")
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.、]|[(][一二三四五六七八九十\d]{1,2}[)]|--|[一二三四五六七八九十]{1,2}、)")


def _lines(text: str, match: re.Match[str], number: int) -> tuple[int, int] | None:
    """5名同志公示如下：⏎甲，拟任…；⏎乙，拟任…。: one a line, ended by ；, or numbered, or after a dash."""
    if not text.startswith("\n", _after(match)) or not match["open"] or match["open"][-1] not in ":。":
        return None
    if match["open"] == "。":
        return None
    lines, end = list[str](), _after(match)
    for line in _LINE.finditer(text, _after(match), _after(match) + _REACH):
        if line.start() != end:
            break
        item, end = line["item"], line.end()
        if lines and bool(_NUMBERED.match(item)) != bool(_NUMBERED.match(lines[0])):
            break
        lines.append(item)
        if line["mark"] == "。" and not _NUMBERED.match(item):
            break
        if line["mark"] != ";" and not _NUMBERED.match(item):
            return None
    return (len(lines), end) if len(lines) > 1 and abs(number - len(lines)) <= _LONG + 1 else None
