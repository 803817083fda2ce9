"""Numbering: 一、二、四、 leaves one out; （一）（二）（二） has one twice; 一是 二是 四是."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from taizhang.engine.checker.clauses import Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.numerals import chinese_number, chinese_value
from taizhang.engine.text import Text

# Each begins with a mark, not with a look back at one: only so does the search skip what is none at once.
_HEAD = re.compile(
    r"[\n;:。](?:(?<=\n)\s{0,8}(?P<chapter>[一二三四五六七八九十]{1,3})、|\s{0,8}(?:[(](?P<section>[一二三四五六七八九十]{1,3})[)]"
    r"|(?P<item>\d{1,2})[.、](?!\d)|[(](?P<small>\d{1,2})[)]|(?P<said>[一二三四五六七八九十]{1,2})(?:是|要)(?![否不])))"
)
_INLINE = re.compile(r"[;:]\s{0,4}([一二三四五六七八九十]{1,3})、(?![一二三四五六七八九十])")
_RANKED = frozenset("年级班季月类批期档组号等楼层标")
_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}")
_LAW = {
    "part": re.compile(r"\n\s{0,8}第([一二三四五六七八九十百]{1,5})章"),
    "article": re.compile(r"\n\s{0,8}第([一二三四五六七八九十百]{1,5})条"),
}
_INLINE_TOO = (
    # The sign first, the look at the mark before it after that: so the search skips to the sign at once.
    re.compile(r"其(?<=[。;:，\n].)([一二三四五六七八九])(?=[，是])"),
    re.compile(r"第(?<=[。;:\n].)([一二三四五六七八九])，"),
)
_STYLES = ("chapter", "section", "item", "small", "said")


def find(prose: Prose) -> Iterator[Claim]:
    open_lists: dict[str, list[tuple[int, int, int]]] = {}  # style -> (value, start, end) so far
    lines = "\n" + prose.plain  # so that the first line begins with a mark too: places in it are one more
    for match in _HEAD.finditer(lines):
        style = match.lastgroup or ""
        value = int(match[style]) if match[style].isdigit() else chinese_value(match[style])
        if value is None or (style == "chapter" and _enumerates(lines, match.end(), value)):
            continue
        place = (value, match.start(style) - 1, match.end() - 1)
        for lower in _STYLES[_STYLES.index(style) + 1 :]:
            if lower in open_lists:
                yield from _close(prose, lower, open_lists.pop(lower))
        run = open_lists.get(style, [])
        if value == 1 or (run and value < run[-1][0]):
            yield from _close(prose, style, run)
            run = [place] if value == 1 else []
        elif run:
            run.append(place)
        open_lists[style] = run
    for style, run in open_lists.items():
        yield from _close(prose, style, run)
    for style, pattern in _LAW.items() if "第" in lines else ():
        yield from _runs(prose, lines, style, pattern)
    for pattern in (_INLINE, *_INLINE_TOO):
        yield from _runs(prose, lines, "inline", pattern)


def _enumerates(text: str, after: int, value: int) -> bool:
    """一、二年级: two numerals in a row are no heading; 二、五项管理 and 二、一般预算 are."""
    follows = _NUMERAL.match(text, after)
    if follows is None:
        return False
    after = follows.end()
    return text.startswith("、", after) or (
        chinese_value(follows[0]) == value + 1 and text[after : after + 1] in _RANKED
    )


def _runs(prose: Prose, lines: str, style: str, pattern: re.Pattern[str]) -> Iterator[Claim]:
    """第一条 … 第三条, 第五条; 议程：一、…；二、…；四、…."""
    run: list[tuple[int, int, int]] = []
    for match in pattern.finditer(lines):
        value = chinese_value(match[1]) or 0
        if value == 1:
            yield from _close(prose, style, run)
            run = []
        if value == 1 or run:
            run.append((value, match.start(1) - 1, match.end() - 1))
    yield from _close(prose, style, run)


def _close(prose: Prose, style: str, run: list[tuple[int, int, int]]) -> Iterator[Claim]:
    if len(run) < 3:
        return
    for (before, _, over), (value, start, end) in pairwise(run):
        if value == before + 1:
            continue
        if _runs_together(prose, style, (before, value), (over, start)):
            return
        # 一、二、三 … with one gap or one twice; several gaps are another way of numbering.
        gaps = sum(two[0] != one[0] + 1 for one, two in pairwise(run))
        wanted = str(before + 1) if style in ("item", "small") else chinese_number(Decimal(before + 1))
        strength = Strength.FIRM if gaps == 1 and len(run) > 2 else Strength.OPEN
        told = prose.text[start:end].strip()
        message = Text(f"序号应为“{wanted}”，文中是“{told}”", f"the next number is {wanted}, the text has {told}")
        stated = _stated(prose, start, end)
        way = Way(Form.NONE, (), strength=strength)
        yield Claim(
            "numbering", f"numbering.{style}", stated, [way], start=start, end=end, message=message,
            shown=(told, wanted), cure=f"{told} → {wanted}", notes=[f"{before} → {value}"],
        )  # fmt: skip
        return
    first, last = run[0], run[-1]
    stated = _stated(prose, last[1], last[2])
    message = Text(f"{len(run)} 个序号连续", f"{len(run)} numbers in order")
    yield Claim(
        "numbering", f"numbering.{style}", stated, [Way(Form.COUNT, (), count=0)], start=first[1], end=last[2],
        message=message, shown=(prose.text[last[1] : last[2]].strip(), str(len(run))), notes=[f"1 … {last[0]}"],
    )  # fmt: skip


def _runs_together(prose: Prose, style: str, values: tuple[int, int], between: tuple[int, int]) -> bool:
    """八、…说明九、…说明十、…⏎十一、…: the lines of a table of contents that ran together; 20.…⏎21.5+2就业之家⏎22.…: a
    number before a figure; （⏎三）: a line that broke off. The numbers that seem to be missing are there, or the count
    begins anew."""
    before, value = values
    told = "".join(prose.plain[between[0] : between[1]].split())
    missing = range(before + 1, value) if value > before else range(1, value)
    return bool(missing) and all(any(sign in told for sign in _signs(style, one)) for one in missing)


def _signs(style: str, value: int) -> tuple[str, ...]:
    if style == "item":
        return f"{value}.", f"{value}、"
    numeral = chinese_number(Decimal(value))
    return {"chapter": (f"{numeral}、",), "section": (f"({numeral})",), "said": (f"{numeral}是",)}.get(style, ())


def _stated(prose: Prose, start: int, end: int) -> Number:
    zero = Decimal(0)
    return Number(start, end, prose.text[start:end], zero, Decimal(1), "", zero, zero, "", "", Role.HEADING, "", "", "")
