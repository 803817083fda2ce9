"""Counts beside figures: 抽检4个品种6批次：肉2批次…; 三项分别占…; and what is told again: 这64件, 48所学校中."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import said_again, told_again
from taizhang.engine.checker.rules.nearby import counts_things
from taizhang.engine.text import Text

_SAME = re.compile(r"(?:这|该|上述)(?=\d|[二两三四五六七八九十])")
_KINDS = re.compile(r"(?:大)?(?:品种|类|种类|类别|方面|部分|环节|品类|大项)")
_EACH = re.compile(r"^[一-龥]{0,12}?(?:分别|依次)[占为是][一-龥]{0,12}$")
_AMONG = re.compile(r"^(?P<noun>[一-龥]{1,8}?)(?<![高初集其])中(?![学小心央等职专层期国考高级医药部年型介间])")
# 3120户脱贫户全部…: the number with its noun once more, all of them spoken of.
_ALL_OF = re.compile(
    r"^(?P<noun>[A-Z]?[一-龥]{2,14}?)(?:已经|已|目前|也|于[^，。;]{1,8})?(?:全部|全都|均|都|无一|悉数|于$)"
)
_NOW = re.compile(r"^(?:目前|现在|对|在|使|让|确保|实现|全[省市州县区旗镇乡校院系]{1,2}|这|该|上述|已|\s)*$")
_SAID_OF = re.compile(r"(?:在|对|从)?(?P<noun>[一-龥]{2,8}?)的$")
_OF_THEM = re.compile(r"(?:以上|上述|这|共计?|合计|总计|涉及)*")
_NAMED_NEXT, _NOTE = re.compile(r"[^。;\n]{0,10}，?(?:即|分别[是为]|包括|:)"), 14  # 两类问题突出，即…: of what follows
_SORT = re.compile(
    r"[类科项者种]|(?:个|大)(?:领域|等级|方面|部分|板块|渠道|环节|品种|学段|类别|类型|项目|科目|指标|档次|层次|部门|单位)"
)
_CAME_IN, _WENT_OUT = re.compile(r"收入总计(?:为)?$"), re.compile(r"^(?:,|\s)*支出总计(?:为)?$")
_TOTAL = re.compile(r"总额|总数|总量|合计|共计|[两二三四五六](?:项|者|类)[一-龥]{0,4}$")
_MARK = 2  # no stronger mark than a comma between a count and what it counts
_LEAST = 3  # fewer figures make no row
_NAME = 12
_FAR = 24  # numbers looked back
_TITLE = 60  # code points of a first line that is a title
_FEW = 12  # fewer may be told again by chance
_WHOLE_PLACE = re.compile(r"^(?:全[省市州县区旗镇乡校院系]{1,2}|这|该|上述|其余)?$")
_EMPTY = Text("并列各项未必列全", "the list need not be complete")


def find(prose: Prose) -> Iterator[Claim]:
    yield from _kinds(prose)
    yield from _each(prose)
    yield from _told_off(prose)
    if any(sign in prose.plain for sign in "这该述"):
        yield from _again(prose)
    yield from _among(prose)
    yield from _all_of(prose)
    yield from _title(prose)
    if "支出总计" in prose.plain:
        yield from _both_sides(prose)
    yield from _bracketed(prose)
    if _SAME_AS.search(prose.plain):
        yield from _agrees(prose)
    yield from told_again.find(prose)
    yield from said_again.find(prose)


def _kinds(prose: Prose) -> Iterator[Claim]:
    """10个品种49批次：A5批次，B16批次: as many items as kinds."""
    mentions = prose.mentions
    for index, kinds in enumerate(mentions):
        if kinds.unit not in ("个", "种", "类", "项") or kinds.number.scale != 1:
            continue
        if not _KINDS.match(kinds.tail + " ") and kinds.unit not in ("种", "类") and not _beside(mentions, index):
            continue
        parts: list[Mention] = []
        for mention in mentions[index + 1 : index + 60]:
            if mention.sentence != kinds.sentence:
                break
            if mention.whole is not None and (not parts or mention.whole is parts[0].whole):
                parts.append(mention)
        whole = parts[0].whole if parts else None
        if len(parts) < 2 or whole is None or not _same_thing(kinds, whole, parts):
            continue
        if sum(mentions[part.index - 1].unit == kinds.unit for part in parts) > 1:
            continue  # 其中工程26项、186万元，采购31项、24万元: each of the items has a count of its own
        # 其中 names some only, but for a list that adds up.
        added = sum(part.number.amount for part in parts)
        if "其中" in parts[0].label and not (_beside(mentions, index) and added == whole.number.amount):
            continue
        strength = Strength.OPEN if parts[-1].tail.startswith("等") else Strength.FIRM
        way = Way(Form.COUNT, (), strength=strength, count=len(parts), reason=_EMPTY)
        yield Claim("list_count", "list.kinds", kinds.number, [way], ":", start=kinds.start, end=parts[-1].end)


def _same_thing(kinds: Mention, whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether the kinds and the whole that is listed are told of one thing: 4个品种6批次; not of 4类奖项，获奖360人次,
    nor where the count is itself one of the parts."""
    if kinds.whole is not None and (kinds.whole is whole or kinds.whole.unit == kinds.unit):
        return False
    if whole is kinds:
        return kinds.number.amount != sum(m.number.amount for m in parts) or len(parts) == kinds.number.amount
    if abs(whole.index - kinds.index) != 1:
        return False
    after = whole.index > kinds.index
    return not after or whole.clause == kinds.clause or (not whole.label.strip() and whole.level <= _MARK)


def _beside(mentions: Sequence[Mention], index: int) -> bool:
    """项目4个、1.35亿元，其中…: the figure beside it is divided, item by item."""
    after = mentions[index + 1] if index + 1 < len(mentions) else None
    return after is not None and after.lead == "、" and not after.label.strip()


def _each(prose: Prose) -> Iterator[Claim]:
    """三项分别占62.5%、25.0%、12.5%: as many figures as things."""
    mentions = prose.mentions
    for index, first in enumerate(mentions):
        told = mentions[index - 1] if index and first.label else None
        if told is None or told.clause != first.clause or not counts_things(told) or not _EACH.match(first.label):
            continue
        row = [first]
        for mention in mentions[index + 1 : index + 16]:
            joined = re.fullmatch(r"[、，和与及]|以及", prose.plain[row[-1].end : mention.start].strip())
            if mention.unit != first.unit or not joined:
                break
            row.append(mention)
        if len(row) > 1:
            way = Way(Form.COUNT, (), count=len(row))
            yield Claim("list_count", "list.each", told.number, [way], "分别", start=told.start, end=row[-1].end)


def _told_off(prose: Prose) -> Iterator[Claim]:
    """交通168.2亿元、水利74.6亿元、民生91.7亿元，四个领域…: the things just told, each with its figure, are counted."""
    mentions = prose.mentions
    for index, told in enumerate(mentions):
        if index < _LEAST or not counts_things(told) or not _OF_THEM.fullmatch(told.head.strip()):
            continue
        kind = told.unit + told.tail[:4]
        if not _SORT.match(kind) or told.level != 2 or _NAMED_NEXT.match(prose.plain, told.end, told.end + _NOTE):
            continue
        run = _row_before(mentions, index)
        begun = bool(run) and run[0].level > 2 and run[0].sentence == mentions[run[0].index - 1].sentence
        sure = abs(told.number.amount - len(run)) <= 2 and not (begun and told.number.amount > len(run))
        strength = Strength.FIRM if sure else Strength.OPEN  # 助学25万元…；助医41万元、助老37万元，三项: begun before
        if len(run) >= _LEAST and (strength is Strength.FIRM or told.number.amount == len(run)):
            counts = {len(run), _joined(run)}  # 设备86台，维修31台、更换12台，两类: what 、 joins may be meant alone
            ways = [
                Way(Form.COUNT, (), strength=strength, count=count, reason=_EMPTY) for count in sorted(counts)[::-1]
            ]
            yield Claim("list_count", "list.told_off", told.number, ways, "、", start=run[0].start, end=told.end)


def _joined(run: Sequence[Mention]) -> int:
    """How many at the end of a row are joined by 、; all where that is but one."""
    many = 1
    while many < len(run) and run[-many].lead == "、":
        many += 1
    return many if many > 1 else len(run)


def _row_before(mentions: Sequence[Mention], index: int) -> list[Mention]:
    """The figures of one unit just before, one a name, back to where their row begins."""
    told, run = mentions[index], list[Mention]()
    for mention in reversed(mentions[max(0, index - 40) : index]):
        if mention.sentence != told.sentence or (run and mention.unit != run[-1].unit and mention.counts):
            break
        if mention.depth > told.depth or not (mention.counts or mention.unit == "%"):
            continue
        if not mention.number.subject or len(mention.number.subject) > _NAME or (run and mention.unit != run[-1].unit):
            break
        run.append(mention)
        if mention.opens_list or mention.level > 2:
            break
    if len(run) > 1 and run[-1].lead not in {part.lead for part in run[:-1]} and not run[-1].opens_list:
        # W，a、b、c: the first is what they divide.
        run = run[:-1] if run[-2].whole is run[-1] else run
    return run[::-1]


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
            m for m in mentions[max(0, index - _FAR) : index]
            if m.counts and m.unit == mention.unit and mention.paragraph - m.paragraph <= 1
        ]  # fmt: skip
        if not earlier:
            continue
        earlier.reverse()
        near = mention.sentence - earlier[0].sentence <= 1
        ways = [Way(Form.EQUAL, (earlier[0].number,), strength=Strength.LIKELY if near else Strength.OPEN)]
        if "计" not in earlier[0].head and "共" not in earlier[0].head:
            ways.extend(Way(Form.EQUAL, (m.number,), strength=Strength.OPEN) for m in earlier[1:])
        yield Claim("same_quantity", "repeat.this_many", mention.number, ways, "这")


def _among(prose: Prose) -> Iterator[Claim]:
    """48所学校中，…; 全县3120名教师中: what was counted before by the same name, once more."""
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        named = _AMONG.match(mention.tail) if index and mention.counts and "中" in mention.tail else None
        if named is None or not _WHOLE_PLACE.match(mention.head.strip()) or mention.level < 3:
            continue
        noun = named["noun"][-2:]
        earlier = [
            m for m in mentions[max(0, index - 16) : index]
            if m.counts and m.unit == mention.unit and mention.paragraph - m.paragraph <= 1
            and (m.number.subject.endswith(noun) or noun in m.tail[:10])
        ]  # fmt: skip
        if earlier and len(noun) > 1:
            ways = [Way(Form.EQUAL, (m.number,), strength=Strength.SLIP) for m in reversed(earlier)]
            yield Claim("same_quantity", "repeat.among", mention.number, ways, "中")


def _all_of(prose: Prose) -> Iterator[Claim]:
    """脱贫户3120户。…3120户脱贫户全部签约; 在抽检的812批次中: a figure told before, by the name that it had."""
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        again = index and mention.counts and mention.tail and mention.number.amount >= _FEW
        noun = _noun_again(mention) if again else ""
        if not noun:
            continue
        earlier = next((
            m for m in reversed(mentions[max(0, index - _FAR) : index])
            if m.counts and m.unit == mention.unit and mention.paragraph - m.paragraph <= 3 and m.time_fits(mention)
            and (noun in m.number.subject or m.tail.startswith(noun))
        ), None)  # fmt: skip
        if earlier is not None:
            way = Way(Form.EQUAL, (earlier.number,), strength=Strength.SLIP)
            yield Claim("same_quantity", "repeat.all_of", mention.number, [way], noun)


def _noun_again(mention: Mention) -> str:
    """The last two signs of the noun by which a figure is told again; empty where it is not told again."""
    head = mention.head.strip()
    if _NOW.match(head):
        found = _ALL_OF.match(mention.tail) or _AMONG.match(mention.tail)
        if found is None or len(found["noun"]) < 2:
            return ""
        return found["noun"] if found["noun"][0].isascii() else found["noun"][-2:]  # D级危房 are no C级危房
    said = _SAID_OF.search(head[-12:]) if mention.tail.startswith("中") else None
    return said["noun"][-2:] if said else ""


def _both_sides(prose: Prose) -> Iterator[Claim]:
    """收入总计68214.35万元，支出总计68214.35万元: the two sides of one account."""
    for one, two in pairwise(prose.mentions):
        alike = one.counts and two.counts and one.unit == two.unit and one.sentence == two.sentence
        if alike and _CAME_IN.search(one.head) and _WENT_OUT.search(two.head):
            way = Way(Form.EQUAL, (one.number,), strength=Strength.SLIP)
            yield Claim("same_quantity", "repeat.both_sides", two.number, [way], "总计", quiet=True)


def _bracketed(prose: Prose) -> Iterator[Claim]:
    """两项共2.40亿元，其中县级0.96亿元，占40%（两项投资2.40亿元）: a total told once more in a bracket."""
    mentions = prose.mentions
    for index, again in enumerate(mentions):
        if not again.counts or not again.depth or not _TOTAL.match(_words_of(prose, again)):
            continue
        told = [
            m for m in reversed(mentions[max(0, index - _FAR) : index])
            if m.counts and m.unit == again.unit and m.sentence == again.sentence and m.depth < again.depth
        ]  # fmt: skip
        told.sort(key=lambda m: not _TOTAL.search(_words_of(prose, m)))
        if told:
            ways = [Way(Form.EQUAL, (m.number,), strength=Strength.OPEN) for m in told[1:]]
            first = Way(Form.EQUAL, (told[0].number,), strength=Strength.SLIP)
            yield Claim("same_quantity", "repeat.bracket", again.number, [first, *ways], "(", quiet=True)


def _agrees(prose: Prose) -> Iterator[Claim]:
    """三项合计3105.73万元，与增值收益3105.73万元相等: what is said to be the same as the total right before it."""
    for told, again in pairwise(prose.mentions):
        alike = told.counts and again.counts and told.unit == again.unit and told.sentence == again.sentence
        if alike and _SUMMED.search(told.head[-8:]) and _WITH.search(again.head) and _IS_SAME.match(again.tail):
            way = Way(Form.EQUAL, (told.number,), strength=Strength.LIKELY)
            yield Claim("same_quantity", "repeat.agrees", again.number, [way], "一致")


_SUMMED, _WITH = re.compile(r"合计|共计|总计|共|之和"), re.compile(r"^[,\s]*[与和同]")
_SAME_AS = re.compile(r"一致|相等|相符|吻合")
_IS_SAME = re.compile(rf"^[一-龥]{{0,4}}(?:{_SAME_AS.pattern})")


def _words_of(prose: Prose, mention: Mention) -> str:
    """What stands before a figure since the last mark, small numerals too: 两项投资."""
    return re.split(r"[，。;:()\n]", prose.plain[max(0, mention.start - _NAME) : mention.start])[-1]


def _title(prose: Prose) -> Iterator[Claim]:
    """A title tells the figure that the text begins with: 完成312个村庄整治."""
    line = prose.plain.partition("\n")[0]
    if "。" in line or len(line) > _TITLE:
        return
    told: dict[tuple[str, str], Mention] = {}
    for mention in prose.mentions:
        noun = mention.tail.strip()[:4] or mention.number.subject[-4:]
        key = (mention.unit, noun)
        if not mention.counts or len(noun) < 2 or mention.number.amount < _FEW:
            continue
        if mention.end <= len(line):
            told[key] = mention
        elif key in told:
            way = Way(Form.EQUAL, (told.pop(key).number,), strength=Strength.SLIP)
            yield Claim("same_quantity", "repeat.title", mention.number, [way], noun)
