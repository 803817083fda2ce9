"""Lists whose points bear the numerals of their order: 做法有三：一抓排查、二抓整改、三抓考核; 三期：第一期…，第二期…;
and names that are surely of one kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from taizhang.engine.checker.scan import NUMERAL, found_at
from taizhang.engine.numerals import chinese_value

# Where a list was told: the count's value and place, where the list begins and ends, how many it names.
Told = tuple[int, tuple[int, int], tuple[int, int], int]

_ORDER = "一二三四五六七八九十"
_SAID = re.compile(
    rf"(?P<n>[\d二两三四五六七八九十](?<![\d{NUMERAL}第.].))(?P<noun>[一-龥]{{0,8}}?)[:，]"
    r"(?P<mark>一(?P<verb>[为抓看查靠建强促改评帮督学讲])|第一(?P<kind>[期批轮组步站]))"
)
_BEGUN = re.compile("[:，](?:第一|一[为抓看查靠建强促改评帮督学讲])")  # seldom told, and soon found
_UNDER_WAY = re.compile("已经?|正在|启动|即将|尚未")
_PARTS = re.compile(r"[和与]|以及|及(?!格)")
_SLOGAN = re.compile(r"[“\"](?P<n>[二两三四五六七八九十])个?(?P<word>[一-龥]{1,3})[”\"]")
_FIGURED = re.compile(
    rf"(?P<n>[\d二两三四五六七八九十](?<![\d{NUMERAL}第.].)(?:(?<=\d)\d)?)(?P<u>[个家所处类项种条大])[一-龥]{{2,12}}\d[\d.,]*[万亿]?[^，。;:\d]{{1,4}}:"
    r"(?P<items>[一-龥“”]{2,10}\d[^。;，\n]*)"
)
WITH_FIGURE = re.compile(r"[一-龥“”]{2,14}\d[\d.,]*[^\d，、]{0,4}")
_REACH, _FEWEST = 300, 3
_COUNTED = re.compile(r"[个条处家类支种片项宗所座门本部场次]")


def find(text: str, claimed: Collection[int]) -> Iterator[Told]:
    """`claimed`: where the counts begin that other rules have claimed."""
    for match in _SAID.finditer(text) if _BEGUN.search(text) else ():
        if match.start("n") in claimed or (match["kind"] and match["kind"] not in match["noun"]):
            continue
        number = int(match["n"]) if match["n"].isdigit() else chinese_value(match["n"]) or 0
        end, count = match.end(), 1
        line = text.find("\n", end, end + _REACH)
        last = line if line >= 0 else end + _REACH
        before, after = ("第", match["kind"]) if match["kind"] else ("", match["verb"])
        for sign in _ORDER[1:]:
            at = _next(text, f"{before}{sign}{after}", end, last)
            if at < 0:
                break
            end, count = at + len(before + sign + after), count + 1
        plan = match["kind"] and count < number and _UNDER_WAY.search(text, match.end(), end + 12)
        if count > 1 and not plan:  # 分三批实施，第一批已经完成，第二批正在进行
            yield number, match.span("n"), (match.start("n"), end), count


def _next(text: str, sign: str, begin: int, end: int) -> int:
    """Where the next point begins, right after a mark."""
    at = text.find(sign, begin, end)
    return at if at > 0 and text[at - 1] in "、，;。:" else -1


def of_one_kind(items: Sequence[str]) -> bool:
    """甲幼儿园、乙幼儿园、丙幼儿园和丁幼儿园: three names and more that end alike, whatever joins the last two."""
    names = _names(items)
    if len(names) < _FEWEST or any(len(name) < 2 or any(sign.isdigit() for sign in name) for name in names):
        return False
    return len({name[-2:] for name in names}) == 1


def _names(items: Sequence[str]) -> list[str]:
    *some, last = (item.strip("“”《》 ") for item in items)
    return [*some, *_PARTS.split(last)]


def told_bare(match: re.Match[str], names: str) -> bool:
    """航线六条，通达省城、羊城、…; 专区四个，综合窗、税务窗、…: what no word of listing opens is a list of what was
    counted by its names, alike in length or in their last sign."""
    items = [item.strip("“”") for item in names.split("、")]
    if len(items) < 2 or not _COUNTED.match(match["noun"]):
        return False
    if match["open"] in ("，为", "，名为", "，叫"):
        return True
    return len({item[-1:] for item in items}) == 1 or max(map(len, items)) - min(map(len, items)) <= 1


def slogans(text: str) -> Iterator[Told]:
    """严禁…、严禁…、严禁…，落实“三严禁”: each of the names has the word."""
    for match in _SLOGAN.finditer(text):
        number = int(match["n"]) if match["n"].isdigit() else chinese_value(match["n"])
        begin = max(0, match.start() - 160)
        cuts = [found.end() for found in re.finditer(r"[。;:!?\n]", text[begin : match.start()])]
        told = text[begin + (cuts[-1] if cuts else 0) : match.start()]
        items = [item for item in re.split(r"[、，]", told) if match["word"] in item]
        if len(match["word"]) == 1 and any(match["word"] not in item[-2:] for item in re.split(r"[、，]", told)):
            continue  # 湖长、河长“两长”: one sign must close each name
        if number is None or len(items) < 2 or abs(number - len(items)) > 3:
            continue
        if len(re.split(r"[、，]", told)) - len(items) > 1:
            continue
        at = (match.start("n"), match.end("n"))
        yield number, at, (match.start() - len(told), match.end()), len(items)


def beside_figures(text: str, places: Sequence[int]) -> Iterator[Told]:
    """五个景区接待30.73万人次：云岭9.82万、龙潭7.46万…: a figure stands between the count and the list. `places`: where
    small numbers begin."""
    for match in found_at(places, _FIGURED, text):
        items = match["items"].split("、")
        number = int(match["n"]) if match["n"].isdigit() else chinese_value(match["n"])
        if number is None or len(items) < 3 or not all(WITH_FIGURE.fullmatch(item.strip()) for item in items):
            continue
        if abs(number - len(items)) <= 2:
            yield number, (match.start("n"), match.end("u")), (match.start("n"), match.end()), len(items)


_PLACE, _LONGEST = re.compile(r"[校学园中院局科村镇乡县区市部班组队站所厅馆宫室委办心]$"), 12


def are_places(items: Sequence[str]) -> bool:
    """3所学校（镇二中、石槽河小学和泉丰小学）: each of them by its name."""
    names = _names(items)
    return len(names) >= _FEWEST and all(_PLACE.search(name) and 2 < len(name) < _LONGEST for name in names)


def one_row(inside: str) -> str:
    """A、B，以及C: the last one stands in the row of the others."""
    return inside.replace("，以及", "、以及")


def lacks(inside: str) -> bool:
    """分为3等（没有甲、乙）: the bracket lists what is not among them."""
    return inside.startswith(("没有", "不含", "不包括", "除", "缺"))
