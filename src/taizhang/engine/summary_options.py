"""Options in summary templates, `name=value` after a slot's or block's name: read and checked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping

from taizhang.engine.errors import Problem
from taizhang.engine.periods import Period, PeriodError
from taizhang.engine.text import Text

Options = dict[str, str]

FORMATS = ("number", "change", "points", "more_than", "words", "plain")
ORG_KINDS = ("county", "bureau", "section", "township", "village", "school", "campus", "external")
BLOCKS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # name -> (required options, further ones)
    "table": (("indicators", "by"), ("top", "sort", "total")),
    "list": (("ledger", "columns"), ("where", "limit", "words")),
    "problems": ((), ()),
    "measures_due": ((), ()),
    "plan": ((), ()),
}
_OPTION = re.compile(r"""\s*([a-z_]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"']\S*)""")


def read_options(text: str, line: int, owner: str) -> tuple[Options, list[Problem]]:
    """`a=1 b="two words"` as a mapping, with what could not be read. owner: the slot or block they belong to."""
    options: Options = {}
    position = 0
    while position < len(text) and (match := _OPTION.match(text, position)):
        name, value = match[1], match[2]
        if name in options:
            found = Text(f"{name} 写了两次", f"{name} twice")
            return options, [
                _problem(
                    "option-twice",
                    line,
                    owner,
                    Text("每个选项一次", "each option once"),
                    found,
                    Text("删去一个。", "Delete one."),
                )
            ]
        options[name] = value[1:-1] if value[0] in "\"'" else value
        position = match.end()
    rest = text[position:].strip()
    if not rest:
        return options, []
    cure = Text("写成 名称=值，有空格的值加引号。", "Write name=value; quote a value that has spaces.")
    return options, [_problem("option-syntax", line, owner, Text("名称=值", "name=value"), _quote(rest), cure)]


def check_slot_options(owner: str, options: Options, line: int, *, document: bool) -> list[Problem]:
    """What is wrong with a slot's options; a slot that the document fills has none."""
    known = () if document else tuple(_SLOT_CHECKS)
    problems = _unknown(owner, options, line, known)
    for name, value in options.items():
        if name in known:
            told = _SLOT_CHECKS[name](value)
            if told is not None:
                expected, cure = told
                problems.append(_problem("option-value", line, f"{owner} {name}", expected, _quote(value), cure))
    return problems


def check_block_options(name: str, options: Options, line: int) -> list[Problem]:
    """What is wrong with a block's name and options."""
    if name not in BLOCKS:
        expected = Text("、".join(BLOCKS), ", ".join(BLOCKS))
        return [_problem("block-name", line, ":::", expected, _quote(name), propose(name, BLOCKS))]
    required, further = BLOCKS[name]
    problems = _unknown(name, options, line, (*required, *further))
    for option in required:
        if not options.get(option, "").replace(",", "").strip():
            cure = Text(f"补上 {option}=…。", f"Add {option}=….")
            missing = Text("没有写", "nothing")
            problems.append(
                _problem("option-missing", line, name, Text(f"选项 {option}", f"option {option}"), missing, cure)
            )
    if name == "table" and options.get("by") and options["by"] not in ORG_KINDS:
        expected = Text("、".join(ORG_KINDS), ", ".join(ORG_KINDS))
        cure = propose(options["by"], ORG_KINDS)
        problems.append(_problem("option-value", line, "table by", expected, _quote(options["by"]), cure))
    strangers = sorted(set(_FIELD.findall(options.get("words", ""))) - set(split_names(options.get("columns", ""))))
    for stranger in strangers:
        expected = Text("columns 里的列", "a column named in columns")
        cure = propose(stranger, split_names(options.get("columns", "")))
        problems.append(_problem("option-value", line, f"{name} words", expected, _quote(stranger), cure))
    for option in ("top", "limit"):
        if option in options and (told := _whole(options[option], 1, 100_000)):
            problems.append(
                _problem("option-value", line, f"{name} {option}", told[0], _quote(options[option]), told[1])
            )
    return problems


def split_names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def propose(name: str, known: Collection[str]) -> Text:
    """The cure for an unknown name: the nearest known one, or a few of them."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    if near:
        return Text(f"是否想写“{near[0]}”？", f"Did you mean {near[0]!r}?")
    some = list(known)[:8]
    return Text(f"可用的有：{'、'.join(some) or '无'}。", f"Known: {', '.join(some) or 'none'}.")


def _unknown(owner: str, options: Options, line: int, known: Collection[str]) -> list[Problem]:
    expected = (
        Text(f"选项 {'、'.join(known)}", f"one of {', '.join(known)}") if known else Text("没有选项", "no options")
    )
    return [
        _problem("option-name", line, owner, expected, _quote(name), propose(name, known))
        for name in options
        if name not in known
    ]


_FIELD = re.compile(r"\{([^{}]*)\}")  # a column in the words of a list: 《{title}》
Told = tuple[Text, Text] | None  # (expected, cure), None when it is right


def _format(value: str) -> Told:
    return None if value in FORMATS else (Text("、".join(FORMATS), ", ".join(FORMATS)), propose(value, FORMATS))


def _whole(value: str, low: int, high: int) -> Told:
    if re.fullmatch(r"[0-9]{1,9}", value) and low <= int(value) <= high:
        return None
    words = Text(f"{low} 到 {high} 的整数", f"a whole number from {low} to {high}")
    return words, Text("改成整数。", "Write a whole number.")


def _period(value: str) -> Told:
    if value in ("last_year", "previous"):
        return None
    try:
        Period.parse(value)
    except PeriodError:
        return (
            Text("last_year、previous 或期间代码", "last_year, previous or a period code"),
            Text("期间代码如 2026H1、AY2025。", "A period code is such as 2026H1 or AY2025."),
        )
    return None


def _any(value: str) -> Told:
    return (
        None if value else (Text("一个值", "a value"), Text("写上值或删去选项。", "Give a value or drop the option."))
    )


def _yes(value: str) -> Told:
    return None if value in ("yes", "no") else (Text("yes 或 no", "yes or no"), Text("改成 yes。", "Write yes."))


_SLOT_CHECKS: Mapping[str, Callable[[str], Told]] = {
    "format": _format,
    "unit": _any,
    "decimals": lambda value: _whole(value, 0, 8),
    "round_to": lambda value: _whole(value, 1, 100_000_000),
    "period": _period,
    "org": _any,
    "thousands": _yes,
    "before": _any,
    "zero": _any,
}


def _quote(text: str) -> Text:
    short = text if len(text) <= 40 else f"{text[:39]}…"
    return Text(f"“{short}”", repr(short))


def _problem(code: str, line: int, key: str, expected: Text, found: Text, cure: Text) -> Problem:
    return Problem(f"summary-{code}", "", expected, found, cure, line=line, key=key)
