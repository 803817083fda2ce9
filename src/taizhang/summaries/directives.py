"""Reads `::: name key=value key="two words"` lines."""

from __future__ import annotations

import re
import shlex

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text

_NAME = re.compile(r":::\s*(\w+)\s*(.*)")


def directive_options(text: str) -> dict[str, str]:
    """Options of a directive line. Raises TaizhangError when a quote is left open or a word has no `=`."""
    match = _NAME.fullmatch(text.strip())
    rest = match[2] if match else ""
    try:
        words = shlex.split(rest)
    except ValueError as error:
        raise _error(rest) from error
    options = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise _error(word)
        options[key] = value
    return options


def _error(found: str) -> TaizhangError:
    return TaizhangError(
        [
            Problem(
                code="directive-option",
                where="",
                expected=Text("“名称=值”形式的选项", "options of the form name=value"),
                found=Text(found, found),
                cure=Text("补上等号或引号。", "Add the missing = or quote."),
            )
        ]
    )
