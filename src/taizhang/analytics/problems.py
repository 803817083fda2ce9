"""Problems of expressions and formulas: where in the text, what was expected, what came, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from sqlglot import exp

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text


class ExpressionError(TaizhangError):
    """An expression or formula cannot be used; `problems` holds every reason, each with ``data["position"]``."""


class EngineLimitError(TaizhangError):
    """A query went over its time or memory limit, or a number in it grew too large."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None."""
    found = difflib.get_close_matches(name, sorted(set(known)), n=1, cutoff=0.72)
    return found[0] if found else None


def position_of(node: exp.Expr) -> int | None:
    """Index of the first character of the node in the parsed text; None when the parser kept none."""
    starts = [item.meta["start"] for item in node.walk() if "start" in item.meta]
    return min(starts) if starts else None


def problem(
    code: str, text: str, *, expected: Text, found: Text, cure: Text, position: int | None = None, **data: object
) -> Problem:
    """A problem in the expression `text`; `position` counts characters from 0 and is told to people from 1."""
    if position is not None:
        found = Text(f"{found.zh}（第 {position + 1} 个字符）", f"{found.get('en')} at character {position + 1}")
    return Problem(
        code=code,
        where="",
        expected=expected,
        found=found,
        cure=cure,
        data={"expression": text, "position": position, **data},
    )


def unknown_name(text: str, name: str, known: Iterable[str], *, what: Text, position: int | None) -> Problem:
    """`name` is none of the `known` ones; the cure offers the nearest, or lists a few."""
    names = list(known)
    hint = nearest(name, names)
    if hint:
        cure = Text(f"是否想写“{hint}”？", f"Did you mean {hint!r}?")
    else:
        some = names[:8]
        cure = Text(f"可用的有：{'、'.join(some) or '无'}。", f"Known: {', '.join(some) or 'none'}.")
    found = Text(f"“{name}”", repr(name))
    return problem(
        "unknown-name", text, expected=what, found=found, cure=cure, position=position, name=name, nearest=hint
    )
