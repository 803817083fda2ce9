"""Problems and their measures: as many of one as of the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from taizhang.engine.checker.clauses import Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.numerals import chinese_value
from taizhang.engine.text import Text

# Most characters begin neither: one look at the first tells.
_PROBLEMS = re.compile(
    r"(?=[存发主突的问不困短])(?:(?:存在|发现|主要|突出)?(?:的)?(?:主要|突出)?(?:问题|不足|困难|短板)(?:和不足|清单|及不足)?(?:有[一二三四五六七八九十\d]+个|如下|是)?[::\n]|(?:问题|不足)(?:和|及|与)(?:改进|整改)?措施)"
)
_MEASURES = re.compile(
    r"(?=[改整解应下措建对打提采针])(?:(?:改进|整改|解决|应对|下一步)?(?:措施|建议|对策|整改清单|整改要求|打算)(?:如下|是)?[::\n]|(?:提出|采取)[^。;\n]{0,10}(?:建议|措施)[::]|针对上述[^。;\n]{0,8}问题)"
)
_MARKED = re.compile(r"(?:改进|整改)措施[:]")
_ITEM = re.compile(
    r"(?:(?<=[\n;:。，])|^)\s{0,6}(?:(?P<said>[一二三四五六七八九十]{1,2})是|(?P<item>\d{1,2})[.、](?!\d)|[(](?P<section>[一二三四五六七八九十]{1,2}|\d{1,2})[)])"
)
_END = re.compile(r"\n\s*[一二三四五六七八九十]{1,2}、")
_MOST = 4000  # code points that a list of problems or measures may take
_ITEMS = 60
_TRIED = 5  # headings of problems before one list of measures


def find(prose: Prose) -> Iterator[Claim]:
    text = prose.plain
    done = -1
    answers_at = [(found.start(), found.end()) for found in _MEASURES.finditer(text)]
    if not answers_at:
        return
    next_answer = tried = 0
    for match in _PROBLEMS.finditer(text):
        if match.start() < done:
            continue
        stop = _END.search(text, match.end())
        end = min(stop.start() if stop else len(text), match.end() + _MOST)
        while next_answer < len(answers_at) and answers_at[next_answer][0] < match.end():
            next_answer, tried = next_answer + 1, 0
        tried += 1
        if tried > _TRIED:
            continue
        if next_answer == len(answers_at):
            return
        claim = _interleaved(prose, match, end)
        if claim is None:
            begin, after = answers_at[next_answer]
            if begin - match.end() > _MOST:
                continue
            problems, _ = _items(text, match.end(), begin)
            stop = _END.search(text, after)
            end = min(stop.start() if stop else len(text), after + _MOST)
            answers, end = _items(text, after, end)
            if problems < 2 or answers < 2:
                done = after  # the same measures answer no earlier list either
                continue
            claim = _claim(prose, match.end(), end, problems, answers)
        done = end
        yield claim


def _items(text: str, start: int, end: int) -> tuple[int, int]:
    """How many the list that begins here has: 一是 … 三是, 1. … 3., （一） … （三）; and where its last ends."""
    counts = {"said": 0, "item": 0, "section": 0}
    last = start
    for match in islice(_ITEM.finditer(text, max(0, start - 1), end), _ITEMS):
        style = match.lastgroup or ""
        value = int(match[style]) if match[style].isdigit() else chinese_value(match[style])
        if value == counts[style] + 1:
            counts[style], last = value, match.end()
    closing = min((place for mark in "。\n" if (place := text.find(mark, last, end)) >= 0), default=end)
    return max(counts.values()), closing


def _interleaved(prose: Prose, match: re.Match[str], end: int) -> Claim | None:
    """1.问题 … 改进措施：… 2.问题 … 改进措施：…"""
    text = prose.plain
    measures = len(_MARKED.findall(text, match.end(), end))
    problems, _ = _items(text, match.end(), end)
    if measures < 2 or problems < 2 or measures > problems + 1:
        return None
    return _claim(prose, match.start(), end, problems, measures)


def _claim(prose: Prose, start: int, end: int, problems: int, measures: int) -> Claim:
    zero = Decimal(0)
    stated = Number(
        start, end, prose.text[start:end][:20], zero, Decimal(1), "", zero, zero, "", "", Role.QUANTITY, "", "", ""
    )  # fmt: skip
    even = problems == measures
    way = Way(Form.COUNT, (), count=0) if even else Way(Form.NONE, (), strength=Strength.OPEN)
    message = (
        Text(f"{problems} 个问题各有措施", f"{problems} problems, each with a measure")
        if even
        else Text(f"{problems} 个问题只对应 {measures} 条措施", f"{problems} problems, {measures} measures")
    )
    return Claim(
        "pairing", "pairing.problem_and_measure", stated, [way], start=start, end=end, message=message,
        shown=(str(problems), str(measures)), notes=[f"{problems} : {measures}"],
    )  # fmt: skip
