"""Numbers in their sentence: clause, segment (；), sentence, paragraph, brackets, and the words around each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from taizhang.engine.checker.changes import change_of
from taizhang.engine.checker.each import AVERAGED
from taizhang.engine.checker.numbers import read
from taizhang.engine.checker.places import MARKS_LEVEL, Place
from taizhang.engine.checker.scan import PATTERN, plain
from taizhang.engine.checker.two_units import two_units
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.checker.units_of_rows import units_of_rows
from taizhang.engine.checker.words import LAST_YEAR, RATE_UNITS, THIS_YEAR

_BRACKETED = re.compile(r"\([^()]*\)")
_TIME = re.compile(
    rf"(?<![比较与同])(?:(?:{'|'.join((*LAST_YEAR[:5], *THIS_YEAR))})(?!度?末?(?:结转|结余|预算))"
    r"|(?:19|20)\d\d(?:年|(?=[-至]))|上半年|下半年|[一二三四]季度|上学期|下学期)"
)
_LEADING = re.compile(
    r"^(?:\s|其中|包括|分别(?:是|为)?|以及|和|及(?!格)|与|另有|还有|此外|截至|目前|现有|共有|共计|合计|总计|一共|共|有|全年(?!级)|今年|去年|上年|本年|[-•·])+"
)
_LEADS = frozenset("其包分以和及与另还此截目现共合总一有全今去上本-•·")  # what it begins with, but for spaces
_TRAILING = re.compile(
    r"(?:\s|共有|共计|合计|总计|达到?|(?<![节签预制违履契])约为?|为|有|是|共|至|到|近|超过|超|占|的)+$"
)
# Signs that each match of the above has, or ends in: where there is none, the costly look is spared.
_TIME_SIGN = re.compile(r"[年季期\d]")
_TRAILING_ENDS, _LIMIT_ENDS = frozenset("有计到达约为是共至近过超占的"), frozenset("在限额过于为是")
# 均控制在55人以内, 上限为30人: how many there may be, not how many there are.
_LIMIT = re.compile(r"(?:控制在|限定在|上限|下限|限额|不得?(?:超过|高于|多于|低于|少于))(?:为|是)?$")
_RANKED = frozenset(("名", "位", "强"))  # 进入全省前50名: a place, nothing counted
_LESS = ("低", "高", "多", "少", "低了", "高了", "多了", "少了")
_LAST_BEFORE = re.compile(r"(?:上年|去年|上一年|上学年)(?=(?:度|同期)?$)")
_WORK = re.compile(r"^[一-龥]{2,4}(?:提升|提高|扩大|追加|压减|压缩)$")
# What is counted without a unit by custom: a row of them goes on from no money.
_SEEN = re.compile(r"粉丝|浏览|播放|阅读|观看|点赞|评论|转发|收藏|关注|点击|下载|访问|注册|用户")
_ROW_MARKS, _ON = frozenset("、，;。)\n和及与"), frozenset("、和及与")
_ADDED_UP = ("计", "共", "合计", "共计", "总计", "合共")
_AND = ("", "和", "及", "与", "或")
_TOTAL_ROW = re.compile(r"^[一-龥]{0,5}(?:合计|总计)")
_AMOUNTS = (Role.QUANTITY, Role.RATE)
POINTS = ("个百分点", "百分点")


@dataclass(slots=True, eq=False)
class Mention:
    """A number with its place in the sentence. `label` is what stands before it in its clause, `tail` what follows up
    to the next mark or number; `lead` the marks since the number before."""

    number: Number
    index: int
    label: str
    lead: str
    gap_start: int
    paragraph: int
    sentence: int
    segment: int
    clause: int
    depth: int
    bracket: int
    places: int
    start: int
    end: int
    time: str
    time_told: bool
    head: str  # label without brackets and time
    unit: str
    cell: bool  # of a table
    tail: str = ""
    owner: str = ""  # label of the first of a row of figures: 家庭户 of 家庭户29户、73人
    delta: int = 0  # +1 a rise, -1 a fall, of so much: see `moves`
    is_level: bool = False  # a state that may have grown: a quantity, a share, an average, a standard; no change
    averaged: bool = False
    opens_list: bool = False  # first of the parts of what stands before it
    whole: Mention | None = None  # what it is a part of
    total: Mention | None = None  # told after it and others, which it adds up
    counts: bool = False  # may be a part or a whole: a quantity, no share, no change, no average, in no table
    halves: frozenset[str] | None = None  # words of two-part wholes in its label, once asked for
    size: tuple[float, float] | None = None  # it and one of its last digit in floating point, once asked for
    is_base: bool = False  # what a comparison is made with
    is_share: bool = False  # a share of something else was told of it: it is no base
    under_total_only: bool = False
    compared: bool | None = None  # told of another time to compare with, by the words before it, once asked for
    called: str | None = None  # what it counts in the text's words, once asked for
    under_total: bool = False  # beside a total: 合计253人，总分20734分

    @property
    def level(self) -> int:
        """How strongly this number is parted from the one before: 1 for 、 up to 5 for a new line."""
        return max((MARKS_LEVEL[mark] for mark in self.lead), default=0)

    def moves(self, delta: int) -> None:
        """It tells a rise (+1) or a fall (-1), or a level (0) unless it is a ratio, points, or of a table."""
        self.delta = delta
        self.is_level = not delta and self.number.role in _AMOUNTS and self.unit not in POINTS and not self.cell

    def clause_gap(self, later: Mention) -> int:
        return later.clause - self.clause

    def time_fits(self, other: Mention) -> bool:
        return self.time == other.time or not (self.time_told or other.time_told) or not (self.time and other.time)


@dataclass(slots=True, eq=False)
class Prose:
    """A text cut into numbers."""

    text: str
    plain: str
    numbers: list[Number] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    endings: dict[str, list[Mention]] = field(default_factory=dict)  # by the last two signs of a name, once asked for

    def gap(self, mention: Mention) -> str:
        """The words between the number before and this one."""
        return self.plain[mention.gap_start : mention.start]


# What takes part in arithmetic; and what is no figure at all, but ends the tail of the one before.
_TOLD = frozenset((Role.QUANTITY, Role.RATE, Role.RATIO))
_APART = frozenset((Role.DATE, Role.YEAR, Role.TIME, Role.ORDINAL, Role.NAME, Role.SET_PHRASE, Role.BOUND))
_TIME_HEAD = 12  # code points in which a sentence tells its time before its first figure
_HEADER, _SHORT = 40, 10
_EACH_HEADER = re.compile(r"[^\d，。;]{0,12}?(?:每[百千万]?[一-龥]|[生班校户人师园村场亩]均)[^\d，。;]{0,24}")
_ROW = 30  # figures of one row that share a unit


def cut(text: str) -> Prose:
    prose = Prose(text, plain(text))
    cutter = _Cutter(prose)
    at = 0
    for match in PATTERN.finditer(prose.plain):
        start, end = match.span()
        if start > at:
            cutter.marks(at, start)
        cutter.figure(match, start, end)
        at = end
    cutter.end(at)
    if "(" in prose.plain:
        two_units(prose.mentions)
    units_of_rows(prose.mentions, prose.numbers)
    return prose


class _Cutter(Place[Mention]):
    """Puts each number in the place that the marks before it have led to."""

    __slots__ = ("headed", "header", "header_of", "prose", "tabled")

    def __init__(self, prose: Prose) -> None:
        super().__init__(prose.plain)
        self.prose = prose
        self.header, self.header_of, self.headed = "", -1, ""
        self.tabled = "\t" in prose.plain or "|" in prose.plain

    def figure(self, match: re.Match[str], start: int, end: int) -> None:
        label = self.source[self.clause_start : start]
        reading = read(match, self.source, label)
        if reading is None:
            return
        value, scale, unit, low, high, qualifier, notation, role, places = reading
        last = self.last
        if last is not None and last.number.role is Role.RATE and self._standard_too(last, role, unit, label):
            role = Role.RATE
        if self.tail_open:
            self.end_tail(start)
        bare = _BRACKETED.sub("", label) if "(" in label else label
        head = bare[-60:]
        told = self._tell_time(match, role, head)
        subject = words = ""
        if role not in _APART:
            words = head
            leading = _LEADING.match(head) if head[:1] in _LEADS or head[:1].isspace() else None
            subject = head[leading.end() :] if leading is not None else head
            if subject[-1:] in _TRAILING_ENDS or subject[-1:].isspace():
                subject = _TRAILING.sub("", subject)
        number = Number(
            start, end, self.prose.text[start:end], value, scale, unit, low, high, qualifier, notation, role,
            subject[-40:], self.time, words,
        )  # fmt: skip
        self.prose.numbers.append(number)
        if role in _TOLD:
            self._mention(number, places, label, head, told)
        elif role is Role.HEADING:
            self.clause_start = end

    def _tell_time(self, match: re.Match[str], role: Role, head: str) -> bool:
        told = _TIME.findall(head) if _TIME_SIGN.search(head) else []
        if told:
            if self.time not in LAST_YEAR:
                self.back = self.time
            self.time = told[-1]
            if self._is_first():
                self.back = self.time
            return True
        if not self.time and self.sentence_start < self.clause_start and self._is_first():
            begun = self.source[self.sentence_start : min(self.clause_start, self.sentence_start + _TIME_HEAD)]
            ahead = _TIME.match(begun.lstrip())  # 上年度，全市专利授权1846件
            self.time = ahead[0] if ahead else ""
        if role is Role.DATE or role is Role.YEAR:
            year = match[0][:4]
            if year.isdigit():
                self.time = year + "年"
        return False

    def _is_first(self) -> bool:
        """Whether no figure of the sentence stands before."""
        return self.last is None or self.last.sentence != self.sentence

    def _mention(self, number: Number, places: int, label: str, head: str, told: bool) -> None:
        brackets = self.brackets
        mention = Mention(
            number, len(self.prose.mentions), label[-200:], "".join(self.lead), self.gap_start, self.paragraph,
            self.sentence, self.segment, self.clause, len(brackets), brackets[-1][0] if brackets else -1, places,
            number.start, number.end, self.time, told, head, number.unit,
            self.tabled and _is_cell(self.source, number.start, number.end),
        )  # fmt: skip
        if brackets and not label.strip():
            before = _LAST_BEFORE.search(self.source, max(0, brackets[-1][0] - 6), brackets[-1][0])
            if before:
                mention.time, mention.time_told = before[0], True  # 较上年(18项)增加12项
        if not number.unit:
            self._unit_of_row(mention)
        self._describe(mention, label)
        if mention.unit and len(label) < 4:
            if not label.strip(" 和及与"):
                self._share_unit(mention)
            elif mention.lead == "，" and label.strip() in _ADDED_UP:
                self._unit_of_total(mention)
        self.prose.mentions.append(mention)
        if mention.delta:
            self.go_back()
        self.last, self.tail_open = mention, True
        self.lead = []
        self.gap_start = self.clause_start = number.end

    def _standard_too(self, last: Mention, role: Role, unit: str, label: str) -> bool:
        """按每生500元和625元的标准: the second is a standard as the first is."""
        alike = role is Role.QUANTITY and unit == last.unit
        return alike and bool(label.strip()) and self._goes_on(last, label)

    def _goes_on(self, last: Mention, label: str) -> bool:
        """500元和625元; 25.6%、21.6%: one of a row, of which the words before the first tell."""
        return label.strip() in _AND and self.clause - last.clause <= 1 and self.lead in ([], ["、"])

    def _of_each(self) -> bool:
        """每6人中有1人: neither is counted."""
        last = self.last
        return last is not None and last.clause == self.clause and last.label.endswith("每")

    def _share_unit(self, named: Mention) -> None:
        """61、235和191批次; 3.2、4.5、6.1亿元: the unit told at the end of a row is that of all of it."""
        number, lead = named.number, named.lead
        if number.role is not Role.QUANTITY or named.unit in RATE_UNITS:
            return
        for bare in reversed(self.prose.mentions[-_ROW:]):
            alike = not bare.unit and bare.number.role is Role.QUANTITY and bare.sentence == named.sentence
            if lead not in ("、", "") or not alike or bare.cell or bare.number.scale not in (1, number.scale):
                return
            scale = number.scale / bare.number.scale
            low, high = bare.number.low * scale, bare.number.high * scale
            if scale != 1 and low == high:
                low, high = low - scale / 2, high + scale / 2
            whole = replace(bare.number, unit=named.unit, scale=number.scale, low=low, high=high)
            self.prose.numbers[self.prose.numbers.index(bare.number, -_ROW)] = bare.number = whole
            bare.unit, bare.counts = named.unit, not (bare.delta or bare.averaged)
            lead = bare.lead if not bare.label.strip(" 和及与") else "stop"

    def _unit_of_total(self, total: Mention) -> None:
        """灌溉742.3万、发电806.9万，计1549.2万立方米: the total tells the unit of the row before it."""
        for bare in reversed(self.prose.mentions[-_ROW:]):
            number, alike = bare.number, not bare.unit and bare.sentence == total.sentence and not bare.cell
            if not alike or number.scale != total.number.scale or number.scale == 1 or number.role is not Role.QUANTITY:
                return
            told = replace(number, unit=total.unit)
            self.prose.numbers[self.prose.numbers.index(number, -_ROW)] = bare.number = told
            bare.unit, bare.counts = total.unit, not (bare.delta or bare.averaged)
            if bare.lead != "、":
                return

    def _unit_of_row(self, bare: Mention) -> None:
        """旅客33.10万人次，节前15.62万、节后17.48万: a row goes on in the unit of what stands before it."""
        last, number = self.last, bare.number
        if last is not None and last.number.notation == "numerals" and len(self.prose.mentions) > 1:
            last = self.prose.mentions[-2]  # 观影126.6万人次，三个月分别为34.7万、69.3万和22.6万
        if last is None or number.scale == 1 or number.role is not Role.QUANTITY:
            return
        joined = not self.lead and bare.label.strip() in _AND[1:]
        begun, after = joined or self.lead == ["、"], self.source[number.end : number.end + 1]
        alike = last.sentence == self.sentence and last.number.scale == number.scale and last.depth == bare.depth
        alike = alike and not _SEEN.search(bare.label)
        if alike and last.unit and last.unit not in RATE_UNITS and (begun or after in _ON) and after in _ROW_MARKS:
            bare.number = self.prose.numbers[-1] = replace(number, unit=last.unit)
            bare.unit = last.unit

    def _describe(self, mention: Mention, label: str) -> None:
        last, head, unit = self.last, mention.head, mention.unit
        if last is None:
            mention.owner = mention.label
            delta = change_of(head, "", unit)
        else:
            words, in_row, here = label.strip(), mention.lead == "、", last.clause == self.clause
            beside = in_row and not words
            mention.owner = last.owner if beside else mention.label
            delta = change_of(head, last.head if here else "", unit)
            if delta and in_row and last.unit == unit and not last.delta:
                delta *= not _WORK.search(words)  # 新建2.5万亩、改造提升1.3万亩: what was done, no change
            if unit == "%":
                if here and label.startswith("的"):
                    last.is_base = True  # 完成预算1200万元的95%
                # 增幅分别为25.6%和21.6%; 比市场价5.20元低0.34元，低6.5%
                if last.delta and (words in _LESS or (last.unit == "%" and self._goes_on(last, label))):
                    delta = last.delta
            if last.segment == self.segment and last.depth == mention.depth:
                mention.under_total = last.under_total
        mention.moves(delta)
        if (self.header or ":" in self.lead) and not mention.depth and not mention.delta and unit:
            head = mention.head = self._under_header(mention, head)
        if "均" in head or "每" in head or "产" in head[-4:] or "班额" in head or "运距" in head or "单" in head[-10:]:
            mention.averaged = bool(AVERAGED.search(head)) or head.endswith("每")  # 每10股, 每6人
        if last is not None and last.averaged and beside:
            mention.averaged, mention.head = True, last.head  # 每项平均27.6支队、301人
        if label[:1] == "中" and self._of_each():
            mention.averaged = True
        head = mention.head
        mention.counts = (
            mention.number.role is Role.QUANTITY
            and unit not in RATE_UNITS
            and not delta
            and not mention.averaged
            and not mention.cell
            and not (head[-1:] in _LIMIT_ENDS and _LIMIT.search(head[-12:]))
            and not (head[-1:] == "前" and mention.number.text[-1:] in _RANKED)
        )
        if "计" in head and not mention.under_total:
            mention.under_total = bool(_TOTAL_ROW.search(head))

    def _under_header(self, mention: Mention, head: str) -> str:
        """生均校舍面积：小学5.6平方米，初中7.3平方米: what the words before the colon say is said of each."""
        if ":" in self.lead:
            start = max(self.sentence_start, mention.start - _HEADER)
            colon = self.source.rfind(":", start, mention.start)
            told = self.source[start:colon]
            self.header, self.headed = "", mention.unit
            if colon > 0 and ("均" in told or "每" in told) and _EACH_HEADER.fullmatch(told):
                self.header, self.header_of = told, mention.sentence
        elif not self.header:
            return head
        elif mention.sentence != self.header_of or mention.unit != self.headed:
            self.header = ""
        return self.header + head if self.header and len(head.strip()) < _SHORT else head

    def end(self, at: int) -> None:
        """`at`: where the last number ends."""
        self.marks(at, len(self.source))
        if self.tail_open and self.last is not None:
            self.last.tail = self.source[self.last.end : self.last.end + 200]


def _is_cell(source: str, start: int, end: int) -> bool:
    """A number that fills a cell; prose in a cell, and what follows a table, is read as prose."""
    while source[start - 1 : start] == " ":
        start -= 1
    while source[end : end + 1] == " ":
        end += 1
    return source[start - 1 : start] in ("\t", "|") and source[end : end + 1] in ("\t", "|", "\n", "")
