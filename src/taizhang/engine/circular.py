"""Wording of circulars (通报) about a ranking: a template of a pack taken apart. Pure; says nothing of values.

The syntax is told in `docs/reference/pack-format.md`. Every mistake in a text is reported at once, with its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.phrase import names_in
from taizhang.engine.text import Text

RANKING = "ranking"  # the id of the template that circulars of a ranking are written by
# Places that are filled for the whole circular.
CIRCULAR_NAMES = frozenset({
    "number", "bureau", "section", "campaign", "basis", "month", "units", "visits", "least", "issued_on", "correction",
    "first_number", "first_on", "reason",
})  # fmt: skip
_GROUP = frozenset({"n", "group", "count", "rewarded", "penalised", "unranked", "highest", "lowest"})
_CHANGE = frozenset({"n", "unit", "old_score", "new_score", "old_rank", "new_rank", "what"})
# Blocks that are said once for each group and each changed unit, and the places that they add.
BLOCKS: Mapping[str, frozenset[str]] = {"groups": _GROUP, "changes": _CHANGE}
ROW_NAMES = frozenset({"group", "rank", "unit", "score", "visits", "findings", "band"})
_TABLE, _FENCE = "table", ":::"


class CircularSyntaxError(TaizhangError):
    """The template cannot be read; `problems` holds every mistake with its line."""


@dataclass(frozen=True, slots=True)
class CircularPart:
    """Paragraphs that stand together. block: of BLOCKS, for which they are repeated; empty: said once."""

    block: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CircularWords:
    """columns: (heading, words) of the annex's table, one row a ranked unit; table_title stands over it."""

    title: str
    parts: tuple[CircularPart, ...]
    table_title: str = ""
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CircularTemplate:
    """head: the issuing body in the red head, signed: over the date. correction: how a corrected one is called."""

    id: str
    pack: str
    title: Text
    head: str
    signed: str
    correction: str
    words: CircularWords
    file: str = ""
    reference: str = ""

    @property
    def key(self) -> str:
        return f"{self.pack}.{self.id}"


def parse_circular(body: str, first_line: int = 1) -> CircularWords:
    """first_line: of the body in its file. Raises CircularSyntaxError with all problems."""
    title = table_title = inside = ""
    parts: list[tuple[str, list[str]]] = []
    columns, problems, opened = list[tuple[str, str]](), list[Problem](), 0
    for line, text in enumerate(body.split("\n"), first_line):
        words = text.strip()
        if words.startswith(_FENCE):
            name = words[len(_FENCE) :].strip()
            if bool(name) == bool(inside) or (name and name not in (*BLOCKS, _TABLE)):
                problems.append(_block(line, words, inside))
            inside, opened = name, line
            if name != _TABLE:
                parts.append((name, []))
        elif words:
            problems += unknown_places(words, _known(inside), line=line)
            if words.startswith("# "):
                title, table_title = (title, words[2:]) if inside == _TABLE else (title or words[2:], table_title)
            elif inside == _TABLE:
                heading, _, value = words.partition("|")
                columns.append((heading.strip(), value.strip()))
            else:
                if not parts:
                    parts.append(("", []))
                parts[-1][1].append(words)
    if inside:
        problems.append(_block(opened, f"{_FENCE} {inside}", inside))
    problems += _missing(title, table_title, columns, {block for block, _ in parts}, first_line)
    if problems:
        raise CircularSyntaxError(problems)
    kept = tuple(CircularPart(block, tuple(words)) for block, words in parts if words)
    return CircularWords(title, kept, table_title, tuple(columns))


def unknown_places(
    words: str, names: frozenset[str] = CIRCULAR_NAMES, *, key: str = "", line: int = 0
) -> list[Problem]:
    """Places of a phrase that nothing fills. key: of the front matter."""
    return [
        Problem(
            "circular-name",
            "",
            Text("通报里有的名称", "a name that circulars fill"),
            Text(f"“{name}”", repr(name)),
            Text(f"可用：{'、'.join(sorted(names))}。", f"One of {', '.join(sorted(names))}."),
            line=line or None,
            key=key or name,
        )
        for name in names_in(words)
        if name not in names
    ]


def _known(inside: str) -> frozenset[str]:
    return CIRCULAR_NAMES | (ROW_NAMES if inside == _TABLE else BLOCKS.get(inside, frozenset()))


def _block(line: int, found: str, inside: str) -> Problem:
    names = "、".join((*BLOCKS, _TABLE))
    expected = Text(f"“{_FENCE}”后写{names}之一", f"::: and one of {names}")
    cure = Text(f"写对名称，并用一行 {_FENCE} 结束。", "Write it so, and end it with a line of :::.")
    if inside:
        expected = Text(f"结束“{inside}”的一行 {_FENCE}", f"a line of ::: that ends {inside}")
    return Problem("circular-block", "", expected, Text(f"“{found}”", repr(found)), cure, line=line, key=_FENCE)


def _missing(
    title: str, table_title: str, columns: list[tuple[str, str]], blocks: set[str], line: int
) -> list[Problem]:
    wanted = (
        (title, Text("一行“# 标题”", "a line “# title”"), "#"),
        ("changes" in blocks, Text("“::: changes”一段", "a block ::: changes"), "changes"),
        (
            table_title and columns,
            Text("“::: table”，有“# 标题”和各列", "::: table with “# title” and columns"),
            _TABLE,
        ),
    )
    return [
        Problem("circular-missing", "", expected, Text("没有", "none"), Text("补上。", "Add it."), line=line, key=key)
        for found, expected, key in wanted
        if not found
    ]
