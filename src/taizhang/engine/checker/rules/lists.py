"""Counted lists of names: A、B、C三个方面; 五公开，即A、B…; 以下四项：一是…四是…; 上述三个问题."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from taizhang.engine.checker.clauses import Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import enumerated, fixed_names, named_lists, said_lists
from taizhang.engine.checker.rules.said_lists import WITH_FIGURE, are_places, lacks, of_one_kind, one_row, told_bare
from taizhang.engine.checker.scan import NUMERAL, found_at, small_numbers
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.numerals import chinese_value
from taizhang.engine.text import Text

# What a list of things is counted in; 人, 次, 元 count what the things did, not the things.
# A look at what stands before comes after the first sign: only so does the search skip at once what begins no number.
_ANCHOR = re.compile(
    rf"(?P<n>[\d二两三四五六七八九十](?<![\d{NUMERAL}第.].)"
    r"(?:(?<=\d)\d|(?<=十)[一二三四五六七八九]|(?<=二)十[一二三四五六七八九]?)?)"
    r"(?P<u>个|大|项|种|类|条|点|部门|部分|方面|方(?![面案式法向])|环节|门|科|所|家|级|季|者|件|校|县|镇|乡|村|步|字|环节|环|关|期|个班|次|组|处|片|支|款|位|率|证(?!书))(?P<noun>[一-龥]{0,4})"
)
_STRICT = re.compile(
    r"方面|部分|品种|产业|类|种|率|证|环节|阶段|学段|问题|内容|原则|特点|举措|措施|点|大|科|门|级|季|者|工程|行动|机制|体系|项|渠道|栏目|领域"
)
# 教育股、纪监室组成两个检查组: the number counts what the verb makes, not the list.
_VERB = re.compile(
    r"(?:组成|成立|分成|分为|建立|设立|召开|组织|开展|完成|有|派出|抽调|新建|创建|获|获得|共有|举办|制定|印发|出台|达|为|是|至少|各|每|成|到|设|建|选派|安排|培育|打造|评选|增加|减少|超|近|(?<![履签契])约)$"
)
# 隧道工程12项: after what is counted, at the end of a clause, they count the works and not the names.
_LOOSE = ("项", "类", "种", "门", "大")
_CUT = "，,。;:!?\n()"
# A number, what it counts, and the word or mark that opens the list of them.
_STEM = re.compile(
    rf"(?P<n>[\d二两三四五六七八九十](?<![\d{NUMERAL}第.每].)(?<![\d{NUMERAL}]点.)(?:(?<=\d)\d?|(?<!\d)|(?<=十)[一二三四五]))"
    r"(?P<noun>(?![年月日届期岁元分周%是来中批.]|点(?!意见|要求|建议|体会|做法|希望|看法))(?:(?![二两三四五六七八九十][个大项类种条])[^，,。;:!?、()”\"\n\d|\t]){1,16}?)(?:[(][一-龥]{1,8}[)](?=:))?"
    r"(?P<open>[”\"]?(?:活动|行动|工程|原则|机制|要求|制度|工作)?(?:[:(]|，?即[:，]?)"
    r"|[”\"](?:活动|行动|工程|原则|机制|要求|制度|工作)?，?(?:是指|指的是|指|包括|就是)[:，]?"
    r"|[是指](?=[一-龥“”]{2,10}、)|，其中(?=[^，。;:\d]{2,12}\d)"
    r"|，?(?:是指|指的是|就是|包括|分别(?:是|为|设在|在|由)|依次(?:是|为))[:]?|(?<=[方部项类环单问原阶举栏特][面门目类节位题则段措目点])为"
    r"|，(?:名?为|叫|有|含|涉及|通达)?(?=[一-龥“”]{2,8}(?:、[一-龥“”]{2,8})+[。;\n]))"
)
_QUOTED = re.compile(r"“([一-龥]{2,8})”、?$")
_AFTER_LIST = re.compile(r"(?:(?<=[一-龥”])，(?:以上|上述|共计|合计|共|计|这)|[共计这])$")
_AFTER_LIST_ENDS = frozenset("上述计共这")
_OUT_OF = re.compile(r"[一-龥]{0,6}?中的?[一二两三四五六七八九\d]")
_TOGETHER = re.compile(rf"\s*[{NUMERAL}]?[者项种类个大]*(?:合计|共计|总计|共)")
_SORTED = re.compile(r"(?:分|分为|分成|分属|归为)$")
_FIGURE = re.compile(rf"\d|^[{NUMERAL}]+$")
_NO_NAMES = re.compile(r"\d|[;。:]")
_THEIRS = re.compile(r"(?:分别|依次|各|均|合计|共|总)")
_SHORT = re.compile(r"[一-龥“”]{2,8}")
_HEADING = re.compile(rf"\s*[{NUMERAL}]{{1,3}}")
_FOLLOWS = re.compile(r"[一-龥、，“”（）()]{0,40}?[:。]?\s*(?=一是|第一[件步项条点，是]|[(]一[)]|一、|1[.、])")
_TOLD = re.compile(
    r"(?:以下|如下|下列|做好|做|办|研究|审议|解决|面临|抓好|抓了|开展|做到|抓|存在|采取|有|坚持|实施|突出|强化|实现|共|分)[一-龥]{0,6}$"
)
_MARKS = (
    re.compile(r"(?:(?<=[。;，:\n 、(])|^)([一二三四五六七八九十]{1,2})(?:是|要)"),
    re.compile(r"(?:(?<=[。;，:\n 、(])|^)第([一二三四五六七八九十]{1,2})(?:[件步项条点，]|是)"),
    re.compile(r"(?<=[\n;。:])\s{0,4}[(]([一二三四五六七八九十]{1,2})[)]"),
    re.compile(r"(?<=[\n;。:])\s{0,4}([一二三四五六七八九十]{1,2})、"),
    re.compile(r"(?<=[\n;。:])\s{0,4}(\d{1,2})[.、](?!\d)"),
)
_CHAPTERS = 3  # 一、二、三: sections of the text rather than points
_ABOVE = re.compile(
    r"[。;，\n上以](?:(?P<named>(?<=上)述|(?<=以)上)|(?<![上以]))(?P<n>[二两三四五六七八九十]|\d{1,2})"
    r"(?P<u>个|项|大|类|条|点|方面)(?P<noun>[一-龥]{0,3})"
)
_EMPTY = Text("并列各项未必列全", "the list need not be complete")
_COUNTED_NEXT = re.compile(r"[二两三四五六七八九十](?:[个大项类种条点步期批]|方面|环节)")  # 23所学校分两步推进：第一步
_LONG = 6000  # code points in which said points are looked for


def find(prose: Prose) -> Iterator[Claim]:
    text = prose.plain
    said: set[int] = set()
    places = small_numbers(text)
    for match in found_at(places, _ANCHOR, text):
        number = _value(match["n"])
        if number is None or number == 1:
            continue
        claim = _list_before(prose, match, number) or _said_after(prose, match, number)
        if claim is not None:
            said.add(match.start("n"))
            yield claim
    for match in found_at(places, _STEM, text):
        claim = None if match.start("n") in said and "即" not in match["open"] else _list_after(prose, match)
        if claim is not None:
            said.add(match.start("n"))
            yield claim
    for number, at, span, count in named_lists.find(prose, places, said):
        said.add(at[0])
        yield _claim(prose, "list.named", at, span, number, count, ":")
    for number, at, span, count in said_lists.find(text, said):
        said.add(at[0])
        yield _claim(prose, "list.said_one_by_one", at, span, number, count, "一")
    above = list(_above(prose))
    said.update(claim.stated.start for claim in above)
    yield from above
    for number, at, span, count in enumerated.find(text, said):
        yield _claim(prose, "list.enumerated", at, span, number, count, "一")
    if "“" in text or '"' in text:
        for number, at, span, count in said_lists.slogans(text):
            yield _claim(prose, "list.slogan", at, span, number, count, "、")
    for number, at, span, count in said_lists.beside_figures(text, places):
        yield _claim(prose, "list.after_count", at, span, number, count, ":")


def _value(words: str) -> int | None:
    return int(words) if words.isdigit() else chinese_value(words)


def _stated(prose: Prose, start: int, end: int, value: int) -> Number:
    whole = Decimal(value)
    return Number(
        start, end, prose.text[start:end], whole, Decimal(1), "", whole, whole, "", "", Role.QUANTITY, "", "", ""
    )  # fmt: skip


def _claim(
    prose: Prose, rule: str, at: tuple[int, int], span: tuple[int, int], number: int, count: int, cue: str,
    strength: Strength = Strength.FIRM,
) -> Claim:  # fmt: skip
    way = Way(Form.COUNT, (), strength=strength, count=count, reason=_EMPTY)
    return Claim("list_count", rule, _stated(prose, *at, number), [way], cue, start=span[0], end=span[1])


def _list_before(prose: Prose, match: re.Match[str], number: int) -> Claim | None:
    text = prose.plain
    begin = max(0, match.start() - 240)
    before = text[begin : match.start()]
    if ("、" not in before[-120:] and "”“" not in before[-60:]) or _OUT_OF.match(text, match.end("u")):
        return None
    if fixed_names.in_a_name(text, match):
        return None
    if not _AFTER_LIST_ENDS.isdisjoint(before[-2:]):
        before = _AFTER_LIST.sub("", before)
    quoted = before.endswith("“")
    before = before.removesuffix("“")
    wide = before.endswith("等")
    before = before.removesuffix("等")
    if before.endswith(("”", '"')):
        opened = max(before.rfind("“", 0, -1), before.rfind('"', 0, -1))
        if opened < 0:
            return None
        items_text, offset = before[opened + 1 : -1], begin + opened + 1
        items_text = re.sub(r"”\s*“", "”、“", items_text)
        while _QUOTED.search(
            text, max(0, offset - 24), offset - 1
        ):  # “春雷”“夏至”“秋风”三次: quoted one after the other
            found = _QUOTED.search(text, max(0, offset - 24), offset - 1)
            assert found is not None
            items_text, offset = f"{found[1]}、{items_text}", found.start(1)
    else:
        after = 1 + max(map(before.rfind, _CUT))
        after += fixed_names.after_quotes(before[after:])
        items_text, offset = before[after:], begin + after
    items = items_text.split("、")
    if len(items) > 1 and _HEADING.fullmatch(items[0]) and (offset == 0 or text[offset - 1] == "\n"):
        items = items[1:]  # 三、提交户口簿、房产证…: the first numbers the paragraph
    if len(items) < 2 or any(not item.strip() for item in items) or len(items) > 30:
        return None
    if any(_FIGURE.search(item) for item in items[1:]) or _VERB.search(items[-1]) or _COUNTED_NEXT.search(items[-1]):
        return None
    if "，" in items_text or fixed_names.counts_otherwise(items, number, quoted=quoted):
        return None
    least, most = _sizes(items)
    if len(items) == 2 and most == 2 and number != 2:
        return None
    count = _nearest(number, least, most)
    strength = _strength(match, items, number, count)
    if wide and number > most:
        strength = Strength.OPEN
    elif strength is Strength.OPEN and number != count:
        return None
    at, span = (match.start("n"), match.end("u")), (offset, match.end("u"))
    return _claim(prose, "list.before_count", at, span, number, count, "等" if wide else "、", strength)


def _nearest(number: int, least: int, most: int) -> int:
    """A、B和C may be two things or three: what the text says where it may be so, else the nearer one."""
    return min(max(number, least), most)


def _sizes(items: list[str]) -> tuple[int, int]:
    """The least and the most that a list may name: its last item may be two, 和 between them, or one. It is two where
    only so all names are equally long."""
    joined = [part for part in re.split(r"[和与]|以及|及(?!格)", items[-1].strip()) if part]
    most = len(items) - 1 + len(joined)
    lengths = {len(item.strip()) for item in items[:-1]}
    parted = len(joined) > 1 and len(items) > 2 and len(lengths) == 1 and {len(part) for part in joined} == lengths
    return most if parted or of_one_kind(items) or are_places(items) else len(items), most


def _strength(match: re.Match[str], items: list[str], number: int, count: int) -> Strength:
    if match["u"] in "处片支款位":  # of places less is sure: 修路、架桥、清淤，共6处重点工程
        return Strength.FIRM if abs(number - count) == 1 else Strength.OPEN
    noun = _STRICT.search(match["noun"][:2])
    if noun or (_STRICT.search(match["u"]) and (match["noun"] or match["u"] not in _LOOSE or abs(number - count) < 3)):
        return Strength.FIRM
    if match["u"] in ("件", "级", "条"):
        even = len(items) > 2 and len({len(item.strip()) for item in items[1:]}) == 1  # 围绕粮、茶、菌、果四条链
        return Strength.FIRM if even and abs(number - count) == 1 and not match["n"].isdigit() else Strength.OPEN
    if abs(number - count) <= 2 and number <= 10:
        return Strength.FIRM
    # 城关小学、实验小学、第三小学4所: names of one kind, counted one by one.
    kind = items[-1].strip()[-2:]
    same = len(kind) == 2 and len(items) > 2 and all(item.strip().endswith(kind) for item in items)
    return Strength.FIRM if same and abs(number - count) <= 5 else Strength.OPEN


def _list_after(prose: Prose, match: re.Match[str]) -> Claim | None:
    """五公开，即A、B、C; 三个增长(A、B、C); 六所学校接受评估：A、B; 4所：A…；B…。"""
    number = _value(match["n"])
    if number is None or not 2 <= number <= 15 or fixed_names.known_or_range(prose.plain, match.start("n")):
        return None
    if re.search(r"中学|小学|等$|以上|左右", match["noun"]):
        return None
    if match["open"] == "，" and named_lists.AMONG.search(match["noun"]):
        return None  # 5所高中中，一中、二中…: some of them
    text, begin = prose.plain, match.end()
    if match["open"][0] in '”"' and (
        named_lists.KNOWN.fullmatch(match["noun"]) or fixed_names.one_of_names(text, match.start("n"))
    ):
        return None
    if match["open"] == "，其中" and not _SORTED.search(text, max(0, match.start() - 3), match.start()):
        return None  # 三类，其中: all of them where they are what a whole is sorted into
    bracket = match["open"].endswith("(")
    closing = text.find(")" if bracket else "。", begin, begin + 400)
    line = text.find("\n", begin, begin + 400)
    end = min((place for place in (closing, line) if place >= 0), default=-1)
    if end < 0 or (bracket and end == line):
        return None
    inside = one_row(text[begin:end])
    if bracket and lacks(inside):
        return None
    if match["open"][0] in "是指为，" and "、" in inside.partition(";")[0]:
        inside = inside.partition(";")[0]  # 三大行动是甲、乙和丙；六项工程即…
        end = begin + len(inside)
    if re.match(rf"[一-龥“”]{{2,14}}\d[\d.,]*{re.escape(match['noun'][0])}", inside):
        return None  # 5件（主办1件、会办4件）: a whole and its parts
    if _BARE.fullmatch(match["open"]) and not told_bare(match, re.split(r"[。;]", inside)[0]):
        return None
    count, sure = _items(inside, number)
    if count < 2 or fixed_names.counted_together(number, match["noun"], count):
        return None
    first, _, rest = inside.partition("，")
    kin = of_one_kind(first.split("、"))
    alone = ("、" not in rest or _THEIRS.match(rest)) and ";" not in inside
    if "、" in first and (kin or alone or all(WITH_FIGURE.fullmatch(item.strip()) for item in first.split("、"))):
        end = begin + len(first)
    if _short(inside):
        end = begin + len(_short(inside))
    kin = kin or ("，" not in inside and (bracket or match["open"] == "，为") and are_places(inside.split("、")))
    most = _FAR if kin and not _SHARED.search(match["open"]) else 3
    strength = Strength.FIRM if sure and abs(number - count) <= most else Strength.OPEN
    if number != count and (strength is Strength.OPEN or match["open"].endswith("由")):
        return None  # 5所，分别由甲、乙承建: each of them may have built several
    start = match.start("n")
    return _claim(prose, "list.after_count", (start, match.end("n")), (start, end), number, count, ":", strength)


_BARE = re.compile(r"，(?:名?为|叫|有|含|涉及|通达)?")
_SHARED = re.compile(r"[在由]$")  # 8名，分别在城关小学、河东小学: several may be in one of them
_FAR = 9  # names of one kind, each told: that a few were left out is no reading of theirs


def _short(inside: str) -> str:
    """油烟噪声、户外广告、渣土运输；市民参与: three short names and more, before a stronger mark; else nothing."""
    first = re.split(r"[;，]", inside)[0]
    items = [item.strip() for item in first.split("、")]
    return first if len(items) > 2 and all(_SHORT.fullmatch(item) for item in items) else ""


def _items(inside: str, number: int) -> tuple[int, bool]:
    """How many things a list names, and whether its marks leave no doubt."""
    for marks in _MARKS:
        said = marks.findall(":" + inside)
        if len(said) > 1:
            return len(said), True
    classes = set(re.findall(r"(?:^|[、，;])([一二三四五六七八九])[档类级期等](?![等])", inside))
    if len(classes) > 1:
        return len(classes), True
    first, _, rest = inside.partition("，")
    if "、" in first and ("、" not in rest or _THEIRS.match(rest) or of_one_kind(first.split("、"))):
        inside = first  # 三大主题：甲、乙、丙，推荐书目90种
    if "等" in inside[-3:] or "..." in inside or "…" in inside:
        return 0, False
    short = _short(inside).split("、")
    groups = inside.split(";")
    if len(short) > 2 and (len(groups) != number or any(_NO_NAMES.search(group) for group in groups)):
        return _nearest(number, *_sizes(short)), True  # 三项整治：油烟噪声、户外广告、渣土运输；…
    names = first.split("、")
    if len(names) > 1 and all(WITH_FIGURE.fullmatch(item.strip()) for item in names):
        # 新桥小学4.12万元、南坝中学6.85万元; before 其中 they need not be all: 正常63亿元、关注2亿元，其中…
        return (0, False) if rest.startswith("其中") else (len(names), True)
    if ";" in inside:
        items = [item for item in inside.split(";") if item.strip() and not _TOGETHER.match(item)]
        named = [re.match(r"[一-龥A-Za-z“”\"]{2,16}", item.strip()) for item in items]
        return (len(items), len(items) > 2) if all(named) else (0, False)
    if _NO_NAMES.search(inside):
        return 0, False
    counts = set()
    for mark in "、，" if "、" in inside and "，" in inside else "、" if "、" in inside else "，":
        items = inside.split(mark)
        if not 2 <= len(items) <= 20 or any(not 2 <= len(item.strip()) <= 30 for item in items):
            return 0, False
        counts.add(_nearest(number, *_sizes(items)))
    if number in counts:
        return number, True
    return (counts.pop(), True) if len(counts) == 1 else (0, False)


def _said_after(prose: Prose, match: re.Match[str], number: int) -> Claim | None:
    """以下四项督查。一是…二是…; 做好三项工作。（一）…（二）…: how many points follow."""
    text = prose.plain
    follows = _FOLLOWS.match(text, match.end("u"))
    if follows is None or _COUNTED_NEXT.search(follows[0]):
        return None
    told = _TOLD.search(text[max(0, match.start() - 14) : match.start()])
    plain = text.startswith(("一是", "第一"), follows.end())
    if told is None and (":" not in follows[0] or not plain):
        return None
    if not plain and not re.match(
        r"[一-龥]{0,3}(?:工作|措施|问题|方面|任务|内容|事项|举措|做法|建议|意见|要求)", match["noun"]
    ):
        return None
    begun = (m for m in _MARKS if m.search(text, follows.end(), follows.end() + 8))
    marks = next(begun, None)  # none where 第一件 goes on right after another word
    run = _run(text, marks, follows.end()) if marks is not None else []
    beyond = len(run) < number and follows.end() + _LONG < len(text)  # the rest may be told further on
    if len(run) < 2 or beyond or fixed_names.far_more(number, len(run)):
        return None
    at = (match.start("n"), match.end("u"))
    span = (match.start("n"), min(run[-1], match.start() + 120))
    return _claim(prose, "list.said_one_by_one", at, span, number, len(run), "一是")


def _run(text: str, marks: re.Pattern[str], begin: int) -> list[int]:
    """Where the points of a list that begins here end their marks; it ends where the count falls back."""
    run: list[int] = []
    last = 0
    for said in marks.finditer(text, begin, begin + _LONG):
        value = _value(said[1]) or 0
        if value <= last or (value > last + 2 and run):
            break
        run.append(said.end())
        last = value
    return run


def _above(prose: Prose) -> Iterator[Claim]:
    """一是…；二是…；三是…。针对上述三个问题: as many as were told just before."""
    text = prose.plain
    above = list(_ABOVE.finditer(text))
    marked = (
        [[(m.start(), m.end(), _value(m[1]) or 0) for m in marks.finditer(text)] for marks in _MARKS] if above else []
    )
    for match in above:
        number, begin = _value(match["n"]), match.start() + (not match["named"])  # less the mark before it
        if number is None or not re.match(r"问题|不足|方面|原因|困难|任务|措施|工作|建议|要求|", match["noun"]):
            continue
        runs = [(at != _CHAPTERS, _run_before(places, begin, number)) for at, places in enumerate(marked)]
        run = max((told for told in runs if told[1]), key=lambda told: (told[0], told[1][-1]), default=(False, []))[1]
        if run:
            gap = text[run[-1][1] : begin]
            # Without 上述 the last point must end in the same noun: …（三）整改阶段。三个阶段….
            same = match["named"] or (len(match["noun"]) > 1 and gap.rstrip("。;，\n").endswith(match["noun"][:2]))
            if same and abs(number - len(run)) <= 3 and len(gap) < 400:
                span = (max(run[0][0], begin - 100), match.end())
                at = (match.start("n"), match.end("u"))
                yield _claim(prose, "list.above", at, span, number, len(run), "上述")


def _run_before(places: Sequence[tuple[int, int, int]], begin: int, number: int) -> list[tuple[int, int, int]]:
    """The points of one way of marking that were told last before a place; none where two lists stand there and the
    first has so many."""
    end = bisect_left(places, (begin,))
    told = [place for place in places[max(0, end - 40) : end] if begin - place[0] < 1500]
    ones = [place for place, (_, _, value) in enumerate(told) if value == 1]
    run = list(told[ones[-1] :]) if ones else []
    if any(two - one == number for one, two in pairwise(ones)):
        return []
    if len(run) < 2 or [value for _, _, value in run] != list(range(1, len(run) + 1)):
        return []
    return run
