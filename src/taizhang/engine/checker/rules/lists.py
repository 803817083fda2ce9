"""Counted lists: A、B、C三个方面; 以下四项：一是…四是…; 五公开，即：…; and what is told again: 这64件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.scan import NUMERAL
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.numerals import chinese_value
from taizhang.engine.text import Text

# What a list of things is counted in; 人, 次, 元 count what the things did, not the things.
_ANCHOR = re.compile(
    rf"(?<![\d{NUMERAL}第.])(?P<n>\d{{1,2}}|[二两三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?)"
    r"(?P<u>个|大|项|种|类|条|点|部分|方面|门|科|所|家|级|季|者|件|校|县|镇|乡|村|步|字|环|关|期|个班|次)(?P<noun>[一-龥]{0,4})"
)
_STRICT = re.compile(
    r"方面|部分|品种|类|种|环节|阶段|学段|问题|内容|原则|特点|举措|措施|点|大|科|门|级|季|者|工程|行动|机制|体系|项|渠道|栏目|领域"
)
# 教育股、纪监室组成两个检查组: the number counts what the verb makes, not the list.
_VERB = re.compile(
    r"(?:组成|成立|分成|分为|建立|设立|召开|组织|开展|完成|有|派出|抽调|新建|创建|获|获得|共有|举办|制定|印发|出台|达|为|是|至少|各|每|成|到|设|建|选派|安排|培育|打造|评选|增加|减少|超|近|约)$"
)
_CUT = re.compile(r"[，,。;:!?\n()]")
_STEM = re.compile(
    rf"(?<![\d{NUMERAL}第])(?P<n>[二两三四五六七八九十])(?:个|项|大|种|类)?(?P<noun>[一-龥]{{1,6}}?)[”\"’]?(?:[，,]?即|，?(?:包括|分别(?:是|为)))?[:(](?:即|分别是|包括)?"
)
_SAME = re.compile(r"(?:这|该|上述)(?=\d|[二两三四五六七八九十])")
_FOLLOWS = re.compile(r"[一-龥、，“”（）()]{0,40}?[:。]?\s*(?=一是|[(]一[)]|1[.、])")
_SAID = re.compile(r"([一二三四五六七八九十]{1,2})(?:是|要)")
_EMPTY = Text("并列各项未必列全", "the list need not be complete")


def find(prose: Prose) -> Iterator[Claim]:
    text = prose.plain
    for match in _ANCHOR.finditer(text):
        number = _value(match["n"])
        if number is None or number < 2:
            continue
        claim = _list_before(prose, match, number) or _said_after(prose, match, number)
        if claim is not None:
            yield claim
    for match in _STEM.finditer(text):
        claim = _list_after(prose, match)
        if claim is not None:
            yield claim
    yield from _kinds(prose)
    yield from _again(prose)


def _value(words: str) -> int | None:
    return int(words) if words.isdigit() else chinese_value(words)


def _stated(prose: Prose, start: int, end: int, value: int) -> Number:
    whole = Decimal(value)
    return Number(
        start, end, prose.text[start:end], whole, Decimal(1), "", whole, whole, "", "", Role.QUANTITY, "", "", ""
    )  # fmt: skip


def _list_before(prose: Prose, match: re.Match[str], number: int) -> Claim | None:
    text = prose.plain
    begin = max(0, match.start() - 240)
    before = text[begin : match.start()]
    if "、" not in before[-120:]:
        return None
    before = re.sub(r"[共计这]$", "", before)
    wide = before.endswith("等")
    before = before.removesuffix("等")
    if before.endswith(("”", '"')):
        opened = max(before.rfind("“", 0, -1), before.rfind('"', 0, -1))
        if opened < 0:
            return None
        items_text, offset = before[opened + 1 : -1], begin + opened + 1
        items_text = re.sub(r"”\s*“", "”、“", items_text)
    else:
        cuts = [found.end() for found in _CUT.finditer(before)]
        offset = begin + (cuts[-1] if cuts else 0)
        items_text = before[cuts[-1] :] if cuts else before
    items = items_text.split("、")
    if len(items) < 2 or any(not item.strip() for item in items) or len(items) > 30:
        return None
    if any(re.search(rf"\d|^[{NUMERAL}]+$", item) for item in items[1:]):
        return None
    if _VERB.search(items[-1]):
        return None
    joined = re.split(r"[和与]|以及|及(?!格)", items[-1])
    most = len(items) - 1 + sum(bool(part) for part in joined)
    if len(items) == 2 and most == 2 and number != 2:
        return None
    unit = match["u"] + match["noun"][:2]
    strict = bool(_STRICT.search(unit))
    count = (
        number
        if len(items) <= number <= most
        else len(items)
        if abs(number - len(items)) <= abs(number - most)
        else most
    )
    if wide and number > most:
        strength = Strength.OPEN
    elif strict or (abs(number - count) <= 2 and number <= 10 and match["u"] not in ("件", "级", "条")):
        strength = Strength.FIRM
    else:
        strength = Strength.OPEN
        if number != count:
            return None
    stated = _stated(prose, match.start("n"), match.end("u"), number)
    way = Way(Form.COUNT, (), strength=strength, count=count, reason=_EMPTY)
    return Claim(
        "list_count", "list.before_count", stated, [way], "等" if wide else "、", start=offset, end=match.end("u")
    )


def _list_after(prose: Prose, match: re.Match[str]) -> Claim | None:
    """五公开，即：A、B、C; 三个增长(A、B、C)."""
    number = chinese_value(match["n"])
    if number is None or re.search(r"年|月|日|期|届|是|中学|小学|中|批", match["noun"][:2]):
        return None
    text = prose.plain
    closing = ")" if match[0].rstrip("即分别是包括").endswith("(") else "。"
    end = text.find(closing, match.end(), match.end() + 300)
    line = text.find("\n", match.end(), match.end() + 300)
    if end < 0 or (0 <= line < end) or (closing == "。" and "。" in text[match.end() : end]):
        return None
    inside = text[match.end() : end]
    if re.search(r"\d|[;。:]", inside):
        return None
    items = inside.split("、") if "、" in inside and "，" not in inside else inside.split("，")
    if not 2 <= len(items) <= 20 or any(len(item) < 2 for item in items):
        return None
    strength = Strength.OPEN if inside.rstrip().endswith("等") or "等" in items[-1] else Strength.FIRM
    if abs(number - len(items)) > 3:
        strength = Strength.OPEN
    stated = _stated(prose, match.start("n"), match.end("n"), number)
    way = Way(Form.COUNT, (), strength=strength, count=len(items), reason=_EMPTY)
    return Claim("list_count", "list.after_count", stated, [way], ":", start=match.start("n"), end=end)


def _said_after(prose: Prose, match: re.Match[str], number: int) -> Claim | None:
    """以下四项督查。一是…二是…: how many 是 follow."""
    text = prose.plain
    follows = _FOLLOWS.match(text, match.end("u"))
    if follows is None:
        return None
    if not text.startswith("一是", follows.end()):
        return None
    told = re.search(
        r"(?:以下|如下|下列|做好|抓好|开展|做到|抓|存在|采取|有|坚持|实施|突出|强化|实现)[一-龥]{0,6}$",
        text[max(0, match.start() - 14) : match.start()],
    )
    if told is None and ":" not in follows[0]:
        return None
    count = 0
    last = follows.end()
    for said in _SAID.finditer(text, follows.end(), follows.end() + 6000):
        value = chinese_value(said[1])
        if said.start() and text[said.start() - 1] not in "。;，:\n 、(" and value != 1:
            continue
        if value == count + 1:
            count, last = value, said.end()
        elif value == 1 or (value is not None and value > count + 1):
            break
    if count < 2:
        return None
    stated = _stated(prose, match.start("n"), match.end("u"), number)
    way = Way(Form.COUNT, (), strength=Strength.FIRM, count=count)
    return Claim(
        "list_count",
        "list.said_one_by_one",
        stated,
        [way],
        "一是",
        start=match.start("n"),
        end=min(last, match.start() + 120),
    )


def _kinds(prose: Prose) -> Iterator[Claim]:
    """10个品种49批次：A5批次，B16批次: as many items as kinds."""
    mentions = prose.mentions
    for index, kinds in enumerate(mentions):
        if kinds.unit not in ("个", "种", "类", "项") or kinds.number.scale != 1:
            continue
        if not re.match(
            r"(?:大)?(?:品种|类|种类|类别|方面|部分|环节|品类|大项)", kinds.tail + " "
        ) and kinds.unit not in ("种", "类"):
            continue
        parts: list[Mention] = []
        for mention in mentions[index + 1 : index + 60]:
            if mention.sentence != kinds.sentence:
                break
            if mention.whole is not None and (not parts or mention.whole is parts[0].whole):
                parts.append(mention)
        if len(parts) < 2 or parts[0].whole is None or parts[0].whole.index > index + 1 or "其中" in parts[0].label:
            continue
        strength = Strength.OPEN if parts[-1].tail.startswith("等") else Strength.FIRM
        way = Way(Form.COUNT, (), strength=strength, count=len(parts), reason=_EMPTY)
        yield Claim("list_count", "list.kinds", kinds.number, [way], ":", start=kinds.start, end=parts[-1].end)


def _again(prose: Prose) -> Iterator[Claim]:
    """这64件: the number told just before, once more."""
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        if (
            not index
            or not mention.counts
            or not _SAME.search(prose.plain, max(0, mention.start - 2), mention.start + 1)
        ):
            continue
        earlier = [
            m for m in mentions[max(0, index - 12) : index]
            if m.counts and m.unit == mention.unit and mention.sentence - m.sentence <= 2
        ]  # fmt: skip
        if not earlier:
            continue
        earlier.reverse()
        ways = [
            Way(
                Form.EQUAL,
                (earlier[0].number,),
                strength=Strength.FIRM if mention.sentence - earlier[0].sentence <= 1 else Strength.OPEN,
            )
        ]
        if "计" not in earlier[0].head and "共" not in earlier[0].head:
            ways.extend(Way(Form.EQUAL, (m.number,), strength=Strength.OPEN) for m in earlier[1:])
        yield Claim("same_quantity", "repeat.this_many", mention.number, ways, "这")
