"""Where in a text we are: what the marks between two numbers have ended, brackets open, the time last told."""

from __future__ import annotations

from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from taizhang.engine.checker.scan import MARK
from taizhang.engine.checker.words import LAST_YEAR

MARKS_LEVEL = {
    "、": 1,
    "，": 2,
    ",": 2,
    ":": 2,
    "(": 1,
    ")": 1,
    "\t": 2,
    "|": 2,
    ";": 3,
    "。": 4,
    "!": 4,
    "?": 4,
    "\n": 5,
}
_SEGMENT = 3  # level of a mark that ends a segment
_STRONG = frozenset(mark for mark, level in MARKS_LEVEL.items() if level >= _SEGMENT)
_WEAK = frozenset(MARKS_LEVEL) - _STRONG
_PARTING = _WEAK - frozenset("()")  # what parts clauses, and no more
_DEEPEST = 2000  # brackets open at one time
_MANY = 24  # marks between two numbers: so many are seldom the same twice


@lru_cache(maxsize=4096)  # the marks of most gaps are the same few
def _ended(marks: str) -> tuple[int, int, int, str]:
    """How many of these end a segment, a sentence, a paragraph; and the last of them that ends a sentence."""
    strong = [mark for mark in marks if mark in _STRONG]
    ends = [mark for mark in strong if mark != ";"]
    return len(strong), len(ends), ends.count("\n"), ends[-1] if ends else ""


class Tailed(Protocol):
    """A number, and the words that follow it."""

    end: int
    tail: str


_Last = TypeVar("_Last", bound=Tailed)


class Place(Generic[_Last]):
    """Counts of what has ended, brackets open, the time last told, the last number."""

    __slots__ = (
        "back", "brackets", "clause", "clause_start", "gap_start", "last", "lead", "paragraph", "segment", "sentence",
        "sentence_start", "source", "tail_open", "time",
    )  # fmt: skip

    def __init__(self, source: str) -> None:
        self.source = source
        self.paragraph = self.sentence = self.segment = self.clause = 0
        self.clause_start = self.gap_start = 0
        self.lead: list[str] = []
        self.brackets: list[tuple[int, int]] = []
        self.last: _Last | None = None
        self.tail_open = False
        self.time = self.back = ""  # the time told, and the one before a figure of last year was told beside
        self.sentence_start = 0

    def marks(self, begin: int, end: int) -> None:
        """What the marks between two numbers end: all at once where none of them is a bracket."""
        source = self.source
        found = MARK.findall(source, begin, end)
        if not found:
            return
        first = source.index(found[0], begin)
        if self.tail_open and self.last is not None:
            self.last.tail = source[self.last.end : first]
            self.tail_open = False
        if len(found) == 1 and found[0] in _PARTING:
            self.lead += found
            self.clause += 1
            self.clause_start = first + 1
            return
        if "(" in found or ")" in found:
            for match in MARK.finditer(source, begin, end):
                self._mark(match[0], match.start())
            return
        self.lead += found
        self.clause += len(found)
        self.clause_start = source.rindex(found[-1], begin, end) + 1
        ended = _ended if len(found) < _MANY else _ended.__wrapped__
        segments, sentences, lines, last = ended("".join(found))
        if segments:
            self.segment += segments
            self.go_back()
        if sentences:
            self.sentence += sentences
            self.sentence_start = source.rindex(last, begin, end) + 1
            self.time = self.back = ""
        if lines:
            self.paragraph += lines
            self.brackets.clear()

    def _mark(self, mark: str, start: int) -> None:
        self.lead.append(mark)
        self.clause += 1
        if mark == "(":
            if len(self.brackets) < _DEEPEST:
                self.brackets.append((start, self.clause_start))
            self.clause_start = start + 1
        elif mark == ")":
            self._close_bracket(start)
        else:
            self.clause_start = start + 1
            level = MARKS_LEVEL[mark]
            if level >= _SEGMENT:
                self._end_level(level)

    def end_tail(self, start: int) -> None:
        if self.tail_open and self.last is not None:
            self.last.tail = self.source[self.last.end : start]
            self.tail_open = False

    def _close_bracket(self, start: int) -> None:
        self.clause_start = start + 1
        if self.brackets:
            _, before = self.brackets.pop()
            # A bracket without a number is part of the label: 高职（专科）88108人.
            if self.gap_start <= before:
                self.clause_start = before
                self.lead = self.lead[: len(self.lead) - 1 - self.lead[::-1].index("(")]

    def _end_level(self, level: int) -> None:
        self.segment += 1
        self.go_back()
        if level >= 4:
            self.sentence += 1
            self.sentence_start = self.clause_start
            self.time = self.back = ""
        if level == 5:
            self.paragraph += 1
            self.brackets.clear()

    def go_back(self) -> None:
        """1033万元，上年1118万元，下降7.6%，其中…: what was only compared with ends with the comparison."""
        if self.time in LAST_YEAR:
            self.time = self.back
