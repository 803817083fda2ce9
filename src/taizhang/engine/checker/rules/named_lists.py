"""Counted lists by what their items look like, whatever word opens them: 7大类：粮食24批次，调味品18批次…; 前三名为A;
“四清”管理：A、B、C、D; 片区三个——A、B、C; 4部《A》《B》《C》《D》; A3件、B4件，两类共7件."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Form, Strength, Way
from taizhang.engine.checker.rules import fixed_names
from taizhang.engine.checker.rules.said_lists import lacks, one_row
from taizhang.engine.checker.scan import NUMERAL, found_at
from taizhang.engine.numerals import chinese_value

# Where a list was told: the count's value and place, where the list begins and ends, how many it names.
Told = tuple[int, tuple[int, int], tuple[int, int], int]

# A look at what stands before comes after the first sign: only so does a search skip at once what begins no number.
_NUMBER = (
    rf"(?P<n>[\d一二两三四五六七八九十](?<![\d{NUMERAL}第.].)(?:(?<=\d)\d)?)"
    rf"(?![\d{NUMERAL}.%年月日岁元分来多余届周倍成A-Za-z]|点(?!:))"
)
_NAME = r"(?![二两三四五六七八九十][个大项类种批条处家件镇村县校所])[^，,。;:!?、()”“\"\n\d|\t-]"
_OPENED = re.compile(
    rf"{_NUMBER}(?P<noun>(?:{_NAME}){{0,12}}?)(?P<quote>[”\"](?:{_NAME}){{0,10}}?)?"
    r"(?P<open>(?P<beside>，?[一-龥]{1,10}+\d[\d.,]*+[万亿]?[一-龥]{1,3}+[:(])|[:(]|--?|，?即[:，]?|，?(?:分别|依次)?(?:为|是|有)|，?包括|，分(?:为|成)?|，|(?<=”)中(?=[一-龥]{2,6}\d)"
    r"|(?=《[^》]{1,20}》《)|(?=“[^”]{2,8}”“))"
    r"(?=[“《]?[一-龥A-Z])"
)
_STRICT = re.compile(r"[:(即中-]|分别|依次|包括|分")
_CLASSED = re.compile(r"大?[类种项档级等批期]|方面|部分|环节|个(?:方面|部分|环节|系列|类别|档次|等级)")
_KINDS = re.compile(r"[类种](?:别|型)?|个[方环][面节]")
_COUNTED = re.compile(r"[个条处家类支种片项宗所座门本部场批款组科站点名位队级档等期镇乡村县校大]")
_ENDS = re.compile(r"[。;:\n)]|--")
_QUOTED = re.compile(r"(?:“[^”]{1,14}”){2,}|(?:《[^》]{1,20}》){2,}")
_BARE = re.compile(r"[“《]?[一-龥A-Za-z·]{1,12}[”》]?")
_FIGURED = re.compile(
    r"[“《]?(?P<name>[一-龥A-Za-z·()]{1,16}?)[”》]?[(]?(?P<figure>\d[\d.,]*)(?P<unit>[万亿]?[^\d，、;。:()]{1,4})\)?"
)
_JOINED = re.compile(r"(?<=[^\d，、])(?:(?:和|与|及|以及)(?=[一-龥]{1,10}\d)|以及(?=[一-龥]{2,10}$))")
_SAID_OF = re.compile(r"(?<=[一-龥]{2})(?:[均都皆各已也共]|全部|--).*$")  # 树葬、花坛葬、海葬均免费
_COUNTS_ON = re.compile(r"[二两三四五六七八九十](?:个|[类种项家者])")  # 韭菜、豇豆、芹菜三个品种
_TOTALS = re.compile(r"合计|共计|总计|累计|^(?:共|总|占|其余|其他共)")
_OPEN_END = re.compile(r"等(?!级)[一-龥]{0,4}$|[.…]{2,}")
KNOWN = re.compile(r"[农会支公免四八一五史]")  # 三农, 两会, 五四, 三公: names that count no list
_ONE_KIND = str.maketrans("家所处校名", "个个个个人")
_TOLD_OFF = re.compile(
    rf"[，;。]\s*(?:以上|上述|这)?{_NUMBER}(?P<noun>[者类项个种科家处门大条级期组地县镇校村档批所次市区部][一-龥]{{0,6}}?)"
    r"(?:合计|共计|累计|总计|总数|共|总)[一-龥]{0,4}"
)
_BOTH = re.compile(
    rf"[，。;:\n](?P<one>[一-龥]{{2,6}})[和与](?P<two>[一-龥]{{2,6}}?){_NUMBER}[项类者种](?=合计|共|占|之和)"
)
_BOTH_ENDS = re.compile(r"[项类者种](?:合计|共|占|之和)")  # seldom told, and soon found
_DAY = r"\d{1,2}月\d{1,2}日(?:[至到-](?:\d{1,2}月)?\d{1,2}日)?"
_DATED = re.compile(
    rf"{_NUMBER}(?:天|次|场|日|轮|回)[一-龥]{{0,10}}?(?:[:，为是]|，?(?:分别|依次)?(?:发生|出现|举办|举行)?[在于为是])(?P<days>{_DAY}(?:[、和]{_DAY})+)"
)
_DAYS = re.compile(r"日[、和]\d")  # seldom told, and soon found
AMONG = re.compile(r"(?<![高初])中$")  # 5所高中中，一中、二中…: some of them
_IDIOMS = [4, 4]
_SUM_ROW, _LONGER, _NEAR, _SHORT = 24, 2, 12, 4


def find(prose: Prose, places: Sequence[int], claimed: Collection[int]) -> Iterator[Told]:
    """`places`: where small numbers begin; `claimed`: where the counts begin that other rules have claimed."""
    text = prose.plain
    done = 0
    for match in found_at(places, _OPENED, text):
        begin, before, done = match.start(), done, match.end()
        if begin in claimed:
            continue
        told = _list_after(text, match, top=begin > before and text[begin - 1] == "前")
        if told is not None:
            yield told
    yield from _added_up(prose, claimed)
    yield from _both(text, claimed)
    for match in _DATED.finditer(text) if _DAYS.search(text) else ():
        if match.start("n") not in claimed:
            days = re.split("(?<=日)[、和]", match["days"])
            yield _value(match["n"]), match.span("n"), match.span(), len(days)


_POINTS_BACK = re.compile(r"(?:上述|以上|前述|这|该)$")


def _value(words: str) -> int:
    return int(words) if words.isdigit() else chinese_value(words) or 0


def _list_after(text: str, match: re.Match[str], *, top: bool) -> Told | None:
    number, noun, opened = _value(match["n"]), match["noun"], match["open"]
    strict = bool(_STRICT.search(opened)) or not opened
    if opened == "，" and AMONG.search(noun):
        return None
    if _POINTS_BACK.search(text, max(0, match.start("n") - 2), match.start("n")):
        return None  # 上述三项任务，是相互联系、紧密结合的
    if number > 20 or noun.startswith(("中学", "小学")) or not _may_count(match, strict=strict, top=top):
        return None
    if noun or top:
        found = _items(text, match.end(), bracket=opened == "(")
    else:
        found = _told_one_by_one(text, match.end())
    if found is None:
        return None
    items, unit, end = found
    kind = unit[-1:].translate(_ONE_KIND)
    classed = top or (_CLASSED.match(noun) if opened != "，" else _KINDS.fullmatch(noun))
    if match["quote"] and fixed_names.counted_together(number, noun, len(items)):
        return None
    if unit and (kind == noun[:1].translate(_ONE_KIND) or not (strict or classed)):
        return None  # 5件：主办1件、会办4件: a whole and its parts
    if unit.startswith(("%", "‰")) and not strict:
        return None  # 分3类，覆盖率100%，合格率96%: rates of the whole
    if opened == "(" and any(len(item) < 2 for item in items):
        return None  # 9县（市、区）
    ended = text[end : end + 1] in ("。", ";", ")", "\n", "")
    if not _is_whole(match, items, number, unit, top=top, strict=strict, ended=ended):
        return None
    return number, match.span("n"), (match.start("n"), end), len(items)


def _may_count(match: re.Match[str], *, strict: bool, top: bool) -> bool:
    noun = match["noun"]
    if fixed_names.known_or_range(match.string, match.start("n")):
        return False
    if match["quote"]:
        row = not match["open"] or match["n"] in "一01" or fixed_names.one_of_names(match.string, match.start("n"))
        return strict and not row and not KNOWN.fullmatch(noun)
    if top:
        return match["open"] != "，"
    if not noun:
        return match.string[match.start("n") - 1 : match.start("n")] == "有" and match["open"] == ":"
    return bool(_COUNTED.match(noun)) if match["n"] in "一01" or not strict or not match["open"] else True


def _items(text: str, begin: int, *, bracket: bool) -> tuple[list[str], str, int] | None:
    """The things that a list names, the unit of the figures beside them (empty where there are none), and its end."""
    quoted = _QUOTED.match(text, begin)
    if quoted:
        return re.findall(r"“[^”]+”|《[^》]+》", quoted[0]), "", quoted.end()
    end = _end_of(text, begin)
    if bracket and not text.startswith(")", end):
        return None
    inside = one_row(text[begin:end])
    if bracket and lacks(inside):
        return None
    if _OPEN_END.search(inside):
        return None
    first = inside.split("，", 1)[0]
    if "、" in first:
        return _joined(first, begin)
    return _parted(inside, begin)


def _told_one_by_one(text: str, begin: int) -> tuple[list[str], str, int] | None:
    """困难有三：季节性缺工；烘干能力不足；化肥价格高。"""
    end = text.find("。", begin, begin + 200)
    items = [item.strip() for item in text[begin:end].split(";")] if end > 0 else []
    if len(items) < 2 or any(not item or re.search(r"[\d、，:]", item) for item in items):
        return None
    return [item[:_SHORT] for item in items], "", end


def _end_of(text: str, begin: int) -> int:
    """Where a list ends at the latest: at a strong mark, or with the bracket that it stands in."""
    for stop in _ENDS.finditer(text, begin, begin + 300):
        if stop[0] != ")" or text.count("(", begin, stop.start()) == text.count(")", begin, stop.start()):
            return stop.start()
    return min(len(text), begin + 300)


def _joined(first: str, begin: int) -> tuple[list[str], str, int] | None:
    """A、B、C before the first comma, all bare or each with a figure of one unit."""
    if _OPEN_END.search(first):
        return None
    if first.startswith(("其中", "包括")):
        return None
    items = _JOINED.sub("、", first).split("、")
    items[-1] = _SAID_OF.sub("", items[-1])
    figured = [_FIGURED.fullmatch(item.strip()) for item in items]
    if all(figured):
        units = {found["unit"].translate(_ONE_KIND) for found in figured if found}
        return (items, units.pop(), begin + len(first)) if len(units) == 1 else None
    if any(figured) or not all(_BARE.fullmatch(item.strip()) for item in items) or _COUNTS_ON.search(items[-1]):
        return None
    return items, "", begin + len(first)


def _parted(inside: str, begin: int) -> tuple[list[str], str, int] | None:
    """A3件，B4件，C5件, up to what is no such item."""
    items: list[str] = []
    unit, length = "", 0
    for piece in inside.split("，"):
        found = _FIGURED.fullmatch(piece.strip())
        if found is None or _TOTALS.search(piece.strip()) or (items and found["unit"] != unit):
            break
        unit = found["unit"]
        items.append(piece)
        length += len(piece) + 1
    return (items, unit, begin + length - 1) if len(items) > 1 else None


def _is_whole(
    match: re.Match[str], items: list[str], number: int, unit: str, *, top: bool, strict: bool, ended: bool
) -> bool:
    """Whether the list is so surely all that the number counts that another number is wrong."""
    count = len(items)
    miss = abs(number - count)
    if not miss:
        return number > 1
    if match["quote"]:
        return miss == 1
    printed = match["n"].isdigit()
    classed = top or bool(_CLASSED.match(match["noun"]))
    if unit:
        sign = match["noun"][-1:]
        if match["beside"] and not all(sign in item for item in items):
            return False
        return miss <= (5 if classed and count > 3 else 2) if printed and count > 2 else miss == 1 and classed
    lengths = [len(item.strip("“”《》 ")) for item in items]
    if re.search("[和与及]", items[-1]) or match["beside"]:
        return False
    if not ended and lengths[-1] > max(lengths[:-1]) + _LONGER:
        return False  # 六家景区即甲、乙、丙接待情况如下: the sentence goes on
    alike = len({item.strip("“”《》 ")[-1:] for item in items}) == 1 or max(lengths) - min(lengths) <= 1
    if number < 2:
        return strict and alike
    if match["open"] == "，" and lengths == _IDIOMS:
        return False  # 打好三大攻坚战，精准发力、务求实效
    if not printed:
        return miss == 1 and (strict or alike or top)
    return miss <= 2 or (strict and alike and miss <= 10)


def _added_up(prose: Prose, claimed: Collection[int]) -> Iterator[Told]:
    """煤炭14吨、矿石11吨、粮食2吨，三类货种共27吨: figures that the total adds up are as many as it says."""
    mentions = prose.mentions
    for match in _TOLD_OFF.finditer(prose.plain):
        total = next(iter(mentions[bisect_left(mentions, match.end(), key=lambda m: m.start) :][:1]), None)
        if total is None or total.start != match.end() or match.start("n") in claimed:
            continue
        parts = _row(prose, total, match.start())
        if parts:
            number, most = _value(match["n"]), sum(_many(prose, part) for part in parts)
            yield number, match.span("n"), (parts[0].start, total.start), min(max(number, len(parts)), most)


def _row(prose: Prose, total: Mention, end: int) -> list[Mention]:
    """The figures before, as few as add up to the total."""
    row: list[Mention] = []
    for part in reversed(prose.mentions[max(0, total.index - _SUM_ROW) : total.index]):
        if part.end > end or part.depth > total.depth or part.unit == "%":
            continue
        if part.whole is not None and part.whole.number.amount != total.number.amount:
            continue  # its whole is told before it: 统招1751人、定向1167人
        if part.unit[:1] != total.unit[:1] or part.paragraph != total.paragraph:
            break
        row.insert(0, part)
        if row[-1].end < end - _NEAR:
            return []
        if len(row) > 1 and meets(Way(Form.SUM, tuple(m.number for m in row), strength=Strength.OPEN), total.number):
            return row
    return []


def _many(prose: Prose, part: Mention) -> int:
    """城南、城北小学20人: two of them at most."""
    gap = re.split(r"[，;。:\n]", prose.gap(part))[-1].strip("、 ")
    return 1 + len(re.findall("[、和与及]", gap))


def _both(text: str, claimed: Collection[int]) -> Iterator[Told]:
    """火灾和抢险两项合计739起."""
    for match in _BOTH.finditer(text) if _BOTH_ENDS.search(text) else ():
        if match.start("n") not in claimed and abs(len(match["one"]) - len(match["two"])) < _LONGER:
            yield _value(match["n"]), match.span("n"), (match.start("one"), match.end()), 2
