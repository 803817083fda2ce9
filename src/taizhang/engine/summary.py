"""Text of a summary template taken apart: headings, paragraphs with slots, and blocks. Pure; says nothing of values.

The syntax is told in `docs/reference/pack-format.md`. Every mistake in a text is reported at once, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.summary_options import Options, check_block_options, check_slot_options, read_options
from taizhang.engine.text import Text

DOCUMENT_NAMES = frozenset({"org", "period", "year", "today"})  # slots that the document itself fills


class SummarySyntaxError(TaizhangError):
    """The template cannot be read; `problems` holds every mistake with its line, `blocks` what could be read."""

    def __init__(self, problems: Sequence[Problem], blocks: Sequence[Block] = ()) -> None:
        super().__init__(problems)
        self.blocks = tuple(blocks)


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that a figure fills (or the document itself: `is_document`). options: as written, already checked."""

    name: str
    options: Mapping[str, str] = field(default_factory=dict)
    line: int = 1

    @property
    def is_document(self) -> bool:
        return self.name in DOCUMENT_NAMES


@dataclass(frozen=True, slots=True)
class Human:
    """A place where a person writes; a `required` one must be filled before issue."""

    id: str
    prompt: str
    required: bool = False
    line: int = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """`text` is printed while `condition` (over indicators) holds, else `otherwise`; without that, issue is blocked."""

    condition: str
    text: str
    otherwise: str = ""
    line: int = 1


Inline = Words | Slot | Human | Claim


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # 1 to 6
    inlines: tuple[Inline, ...]
    line: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: tuple[Inline, ...]
    line: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """One row an org unit of kind `by` below the document's; `top` rows (0: all) in the order of indicator `sort`."""

    indicators: tuple[str, ...]
    by: str
    top: int = 0
    sort: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class ListBlock:
    """One item a row of `ledger` in scope; `where` is a row expression; limit 0: all."""

    ledger: str
    columns: tuple[str, ...]
    where: str = ""
    limit: int = 0
    line: int = 1


@dataclass(frozen=True, slots=True)
class Problems:
    line: int = 1


@dataclass(frozen=True, slots=True)
class MeasuresDue:
    line: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    line: int = 1


Block = Heading | Paragraph | Table | ListBlock | Problems | MeasuresDue | Plan


@dataclass(frozen=True, slots=True)
class SummaryTree:
    blocks: tuple[Block, ...]


def parse_summary(body: str, line: int = 1) -> SummaryTree:
    """Take a template apart. line: number of the body's first line in its file.

    Lines that follow each other make one paragraph; an empty line ends it. Raises SummarySyntaxError with all problems.
    """
    parser = _Parser()
    blocks = parser.blocks(body, line)
    if parser.problems:
        raise SummarySyntaxError(parser.problems, blocks)
    return SummaryTree(tuple(blocks))


def parse_inlines(text: str, line: int = 1) -> tuple[Inline, ...]:
    """The pieces of one paragraph. Raises SummarySyntaxError with all problems."""
    parser = _Parser()
    inlines = parser.inlines(text, line)
    parser.unique_humans([inlines])
    if parser.problems:
        raise SummarySyntaxError(parser.problems)
    return inlines


def inlines_of(tree: SummaryTree) -> Iterator[Inline]:
    """Every inline of the document, in order."""
    for block in tree.blocks:
        if isinstance(block, Heading | Paragraph):
            yield from block.inlines


def slots_of(tree: SummaryTree) -> tuple[Slot, ...]:
    """The slots that figures fill, in order; those that the document fills (`org`, `period`, …) are left out."""
    return tuple(item for item in inlines_of(tree) if isinstance(item, Slot) and not item.is_document)


def claims_of(tree: SummaryTree) -> tuple[Claim, ...]:
    return tuple(item for item in inlines_of(tree) if isinstance(item, Claim))


def humans_of(tree: SummaryTree) -> tuple[Human, ...]:
    return tuple(item for item in inlines_of(tree) if isinstance(item, Human))


_HEADING = re.compile(r"(#{1,6})[ \t]+(.*\S)[ \t]*")
_BLOCK = re.compile(r":::[ \t]*(.*?)[ \t]*")
_OPENING = re.compile(r"\\(?=\{\{|\[\[)|\{\{|\[\[|\n")
_SLOT_NAME = re.compile(r"[^\W\d][\w-]*(\.[^\W\d]\w*)?")
_HUMAN_ID = re.compile(r"[a-z][a-z0-9_-]*")
_BARE_BLOCKS: Mapping[str, type[Problems] | type[MeasuresDue] | type[Plan]] = {
    "problems": Problems,
    "measures_due": MeasuresDue,
    "plan": Plan,
}


class _Parser:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def blocks(self, body: str, first: int) -> list[Block]:
        found: list[Block] = []
        pending: list[str] = []
        start = first
        for number, raw in enumerate([*body.replace("\r\n", "\n").split("\n"), ""], first):
            text = raw.strip()
            heading, block = _HEADING.fullmatch(text), _BLOCK.fullmatch(text)
            if (not text or heading or block) and pending:
                found.append(Paragraph(self.inlines("\n".join(pending), start), start))
                pending = []
            if heading:
                found.append(Heading(len(heading[1]), self.inlines(heading[2], number), number))
            elif block:
                found.extend(self.block(block[1], number))
            elif text:
                start = start if pending else number
                pending.append(text)
        self.unique_humans([item.inlines for item in found if isinstance(item, Heading | Paragraph)])
        return found

    def block(self, text: str, line: int) -> list[Block]:
        name, _, rest = text.partition(" ")
        options, problems = read_options(rest, line, name)
        problems += check_block_options(name, options, line)
        if problems:
            self.problems += problems
            return []
        if name in _BARE_BLOCKS:
            return [_BARE_BLOCKS[name](line)]
        if name == "table":
            top = int(options.get("top", "0"))
            return [Table(_names(options, "indicators"), options["by"], top, options.get("sort", ""), line)]
        limit = int(options.get("limit", "0"))
        return [ListBlock(options["ledger"], _names(options, "columns"), options.get("where", ""), limit, line)]

    def inlines(self, text: str, line: int) -> tuple[Inline, ...]:
        found: list[Inline] = []
        words = ""
        position = 0
        while match := _OPENING.search(text, position):
            words += text[position : match.start()]
            position = match.end()
            if match[0] == "\\":
                words += text[position : position + 2]
                position += 2
            elif match[0] == "\n":
                line += 1
                words += _joint(words, text[position : position + 1])
            else:
                closing = "}}" if match[0] == "{{" else "]]"
                end = _closing(text, position, closing)
                if end is None:
                    self.unclosed(match[0], closing, text[position:], line)
                    break
                if words:
                    found.append(Words(words))
                    words = ""
                inside = text[position:end]
                item = self.place(inside, line) if closing == "}}" else self.human(inside, line)
                if item is not None:
                    found.append(item)
                line += inside.count("\n")
                position = end + 2
        else:
            words += text[position:]
        if words:
            found.append(Words(words))
        return _closed_up(found)

    def place(self, inside: str, line: int) -> Slot | Claim | None:
        if inside.startswith("?"):
            return self.claim(inside[1:], line)
        name, _, rest = inside.strip().partition(" ")
        if not _SLOT_NAME.fullmatch(name):
            cure = Text(
                "写成 {{ 指标 }}，例如 {{ pupils_total }}。", "Write {{ indicator }}, such as {{ pupils_total }}."
            )
            self.add("slot-name", line, Text("一个指标名", "the name of an indicator"), _quote(inside.strip()), cure)
            return None
        options, problems = read_options(rest, line, name)
        problems += check_slot_options(name, options, line, document=name in DOCUMENT_NAMES)
        self.problems += problems
        return None if problems else Slot(name, options, line)

    def claim(self, inside: str, line: int) -> Claim | None:
        parts = [" ".join(part.split()) for part in inside.split("|")]
        if len(parts) not in (2, 3) or not parts[0] or not parts[1]:
            cure = Text(
                "写成 {{? 条件 | 文字 }} 或 {{? 条件 | 文字 | 否则 }}。",
                "Write {{? condition | text }} or {{? condition | text | else }}.",
            )
            self.add("claim-parts", line, Text("条件和文字", "a condition and a text"), _quote(inside.strip()), cure)
            return None
        if any(mark in inside for mark in ("{{", "[[")):
            cure = Text("把数字空位写在断言外面。", "Put the slot outside the claim.")
            self.add("claim-nested", line, Text("纯文字", "plain text"), _quote(inside.strip()), cure)
            return None
        return Claim(parts[0], parts[1], parts[2] if len(parts) == 3 else "", line)

    def human(self, inside: str, line: int) -> Human | None:
        name, bar, prompt = (part.strip() for part in inside.partition("|"))
        required = name.endswith("!")
        identifier = name.removesuffix("!").strip()
        if not bar or not prompt or not _HUMAN_ID.fullmatch(identifier):
            cure = Text(
                "写成 [[ 编号 | 提示 ]]，编号用小写字母、数字和下划线。",
                "Write [[ id | prompt ]]; the id in lower case letters, digits and underscores.",
            )
            self.add("human-parts", line, Text("编号和提示", "an id and a prompt"), _quote(inside.strip()), cure)
            return None
        return Human(identifier, " ".join(prompt.split()), required, line)

    def unique_humans(self, groups: list[tuple[Inline, ...]]) -> None:
        seen: dict[str, int] = {}
        for item in (item for group in groups for item in group if isinstance(item, Human)):
            if item.id in seen:
                found = Text(
                    f"“{item.id}”与第 {seen[item.id]} 行重复", f"{item.id!r} again, first on line {seen[item.id]}"
                )
                cure = Text("换一个编号。", "Choose another id.")
                self.add("human-twice", item.line, Text("不重复的编号", "an id used once"), found, cure)
            seen.setdefault(item.id, item.line)

    def unclosed(self, opening: str, closing: str, rest: str, line: int) -> None:
        cure = Text(
            f"补上 {closing}；要原样印出 {opening}，写成 \\{opening}。",
            f"Add {closing}; to print {opening} itself, write \\{opening}.",
        )
        self.add("unclosed", line, Text(closing, closing), _quote(opening + rest.split("\n", maxsplit=1)[0]), cure)

    def add(self, code: str, line: int, expected: Text, found: Text, cure: Text) -> None:
        self.problems.append(Problem(f"summary-{code}", "", expected, found, cure, line=line))


def _closing(text: str, position: int, closing: str) -> int | None:
    """Where the piece ends; an opening of the same sort inside counts, so that a nested one is told as such."""
    opening = "{{" if closing == "}}" else "[["
    depth = 1
    for match in re.finditer(f"{re.escape(opening)}|{re.escape(closing)}", text[position:]):
        depth += 1 if match[0] == opening else -1
        if depth == 0:
            return position + match.start()
    end = text.find(closing, position)
    return None if end < 0 else end


def _joint(before: str, after: str) -> str:
    """What replaces a line end inside a paragraph: a space between Latin words, nothing in Chinese text."""
    return " " if before[-1:].isascii() and before[-1:].isalnum() and after.isascii() and after.isalnum() else ""


def _closed_up(inlines: list[Inline]) -> tuple[Inline, ...]:
    """Spaces beside a place are there to read the template; next to Chinese text they are not printed."""
    found: list[Inline] = []
    for number, item in enumerate(inlines):
        if isinstance(item, Words):
            text = item.text
            if number > 0 and not text.lstrip()[:1].isascii():
                text = text.lstrip()
            if number + 1 < len(inlines) and not text.rstrip()[-1:].isascii():
                text = text.rstrip()
            if text.strip():
                found.append(Words(text))
        else:
            found.append(item)
    return tuple(found)


def _names(options: Options, name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in options[name].split(",") if part.strip())


def _quote(text: str) -> Text:
    short = " ".join(text.split())
    short = short if len(short) <= 40 else f"{short[:39]}…"
    return Text(f"“{short}”", repr(short)) if short else Text("空", "nothing")
