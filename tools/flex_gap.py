"""Spaces between the parts of a flex box for browsers that know none: `gap` came with Chromium 84.

The kernels of 360 and QQ are older, and without this an icon sticks to its word. For each rule that lays out a flex box
with a gap, the same space is written as margins, where `appearance` without a prefix (which came with the same version)
is unknown. It stands before all other rules, so that a margin which one of them sets still holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PART = re.compile(r"([^{}]*)([{}])")
_FLEX = re.compile(r"(?:^|;)display:(?:inline-)?flex(?:;|$)")
_GAP = re.compile(r"(?:^|;)gap:([^;{}]+)")


def with_margins(css: str) -> str:
    """css: minified, as esbuild writes it."""
    head, rest = css.split(";", 1) if css.startswith("@charset") else ("", css)
    fallback = "".join(_fallbacks(rest))
    return f"{head};{fallback}{rest}" if head else fallback + rest


def _fallbacks(css: str) -> Iterator[str]:
    around: list[str] = []  # @media and the like, and the selector of the rule we are in
    for text, brace in _PART.findall(css):
        if brace == "{":
            around.append(text.rpartition(";")[2].strip())
            continue
        selector = around.pop() if around else ""
        gap = _GAP.search(text)
        utility = selector.startswith(".gap-")  # which says nothing of the box that it is put on
        if gap is None or selector.startswith("@") or not (utility or _FLEX.search(text)):
            continue
        values = _split(gap[1].replace("!important", "").strip(), " ")
        rule = _margins(f".d-flex{selector}" if utility else selector, values[0], values[-1], text)
        outer = "".join(f"{item}{{" for item in around)
        yield f"@supports not (appearance:none){{{outer}{rule}{'}' * len(around)}}}"


def _margins(selector: str, row: str, column: str, body: str) -> str:
    if "flex-direction:column" in body:
        return f"{_each(selector, '>*+*')}{{margin-top:{row}}}"
    # An only child that is an icon has its word, which is no element, beside it.
    parted = f"{_each(selector, '>*:not(:last-child)')},{_each(selector, '>svg:only-child')}"
    rule = f"{parted}{{margin-right:{column}}}"
    if "flex-wrap:wrap" in body and row not in ("0", "0px"):
        rule += f"{_each(selector, '>*')}{{margin-top:calc({row} / 2);margin-bottom:calc({row} / 2)}}"
    return rule


def _each(selector: str, suffix: str) -> str:
    return ",".join(one + suffix for one in _split(selector, ","))


def _split(text: str, separator: str) -> list[str]:
    """At the separators that stand in no bracket."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == separator and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
