"""Wording of rectification notices (整改通知书): a template of a pack taken apart. Pure; says nothing of values.

The syntax is told in `docs/reference/pack-format.md`. Every mistake in a text is reported at once, with its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.phrase import names_in
from taizhang.engine.text import Text

RECTIFICATION = "rectification"  # the id of the template that rectification notices are written by
# Places that are filled for the whole notice, and those of each finding beside them.
NOTICE_NAMES = frozenset({
    "number", "addressee", "unit", "bureau", "section", "campaign", "basis", "round", "visited_on", "inspectors",
    "count", "term", "issued_on",
})  # fmt: skip
FINDING_NAMES = frozenset({
    "n", "finding", "problem", "rule", "rule_source", "severity", "opinion", "responsible", "found_on", "action",
    "rebound_of", "carried_from",
})  # fmt: skip
TERM_KINDS = ("days", "hours", "deadline")
# Places of a term beside those of the notice. until: the moment at which the hours are over.
TERM_NAMES = {"days": {"days"}, "hours": {"hours", "until"}, "deadline": {"deadline"}}
_BLOCKS = ("findings", "receipt")
_FENCE = ":::"


class NoticeSyntaxError(TaizhangError):
    """The template cannot be read; `problems` holds every mistake with its line."""


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """title, and paragraphs before, of each, and after the findings. receipt: (label, words) of the slip that the unit
    sends back, receipt_title its title; both empty without one."""

    title: str
    before: tuple[str, ...]
    finding: tuple[str, ...]
    after: tuple[str, ...]
    receipt_title: str = ""
    receipt: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """head: the issuing body in the red head, signed: over the date. terms: how a deadline is said, by TERM_KINDS."""

    id: str
    pack: str
    title: Text
    head: str
    signed: str
    terms: Mapping[str, str]
    words: NoticeWords
    file: str = ""
    reference: str = ""

    @property
    def key(self) -> str:
        return f"{self.pack}.{self.id}"


@dataclass
class _Parts:
    title: str = ""
    before: list[str] = field(default_factory=list)
    findings: list[str] | None = None
    after: list[str] = field(default_factory=list)
    receipt: list[tuple[str, str]] = field(default_factory=list)
    receipt_title: str = ""


def parse_notice(body: str, first_line: int = 1) -> NoticeWords:
    """first_line: of the body in its file. Raises NoticeSyntaxError with all problems."""
    parts, problems = _Parts(), list[Problem]()
    inside, opened = "", 0
    for words, line in _paragraphs(body, first_line):
        if words.startswith(_FENCE):
            name = words[len(_FENCE) :].strip()
            if bool(name) == bool(inside) or (name and name not in _BLOCKS):
                problems.append(_block(line, words, inside))
            inside, opened = name, line
            if name == "findings":
                parts.findings = parts.findings or []
            continue
        problems += _unknown(words, NOTICE_NAMES | (FINDING_NAMES if inside == "findings" else frozenset()), line)
        if inside == "receipt":
            _receipt(parts, words)
        elif inside == "findings":
            assert parts.findings is not None  # the block was opened above
            parts.findings.append(words)
        elif words.startswith("# ") and not parts.title:
            parts.title = words[2:].strip()
        else:
            (parts.before if parts.findings is None else parts.after).append(words)
    if inside:
        problems.append(_block(opened, f"{_FENCE} {inside}", inside))
    problems += _missing(parts, first_line)
    if problems:
        raise NoticeSyntaxError(problems)
    return NoticeWords(
        parts.title,
        tuple(parts.before),
        tuple(parts.findings or ()),
        tuple(parts.after),
        parts.receipt_title,
        tuple(parts.receipt),
    )


def unknown_names(words: str, key: str, names: frozenset[str] = NOTICE_NAMES) -> list[Problem]:
    """Places of a phrase of the front matter that nothing fills."""
    return [_with_key(problem, key) for problem in _unknown(words, names, 0)]


def _paragraphs(body: str, first_line: int) -> Sequence[tuple[str, int]]:
    """Lines that follow each other make one paragraph; a title, a block's mark and a line of a receipt stand alone."""
    found: list[tuple[str, int]] = []
    joins = in_receipt = False
    for line, text in enumerate(body.split("\n"), first_line):
        words = text.strip()
        alone = words.startswith(("# ", _FENCE)) or in_receipt
        if words.startswith(_FENCE):
            in_receipt = words[len(_FENCE) :].strip() == "receipt"
        if joins and words and not alone:
            found[-1] = (found[-1][0] + words, found[-1][1])
        elif words:
            found.append((words, line))
        joins = bool(words) and not alone
    return found


def _receipt(parts: _Parts, words: str) -> None:
    if words.startswith("# "):
        parts.receipt_title = words[2:].strip()
    else:
        label, _, value = words.partition("|")
        parts.receipt.append((label.strip(), value.strip()))


def _unknown(words: str, names: frozenset[str], line: int) -> list[Problem]:
    known = "、".join(sorted(names))
    return [
        Problem(
            "notice-name",
            "",
            Text("通知书里有的名称", "a name that notices fill"),
            Text(f"“{name}”", repr(name)),
            Text(f"可用：{known}。", f"One of {', '.join(sorted(names))}."),
            line=line or None,
            key=name,
        )
        for name in names_in(words)
        if name not in names
    ]


def _with_key(problem: Problem, key: str) -> Problem:
    return Problem(problem.code, "", problem.expected, problem.found, problem.cure, key=key)


def _block(line: int, found: str, inside: str) -> Problem:
    expected = Text(f"“{_FENCE} findings”或“{_FENCE} receipt”", "::: findings or ::: receipt")
    cure = Text(f"写对名称，并用一行 {_FENCE} 结束。", "Write it so, and end it with a line of :::.")
    if inside:
        expected = Text(f"结束“{inside}”的一行 {_FENCE}", f"a line of ::: that ends {inside}")
    return Problem("notice-block", "", expected, Text(f"“{found}”", repr(found)), cure, line=line, key=_FENCE)


def _missing(parts: _Parts, line: int) -> list[Problem]:
    wanted = (
        (parts.title, Text("一行“# 标题”", "a line “# title”"), "#"),
        (parts.findings, Text("“::: findings”一段", "a block ::: findings"), "findings"),
        (parts.receipt_title or not parts.receipt, Text("回执里一行“# 标题”", "“# title” in the receipt"), "receipt"),
    )
    return [
        Problem("notice-missing", "", expected, Text("没有", "none"), Text("补上。", "Add it."), line=line, key=key)
        for found, expected, key in wanted
        if not found
    ]
