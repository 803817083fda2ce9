"""What is wrong with a paragraph that cannot be read: one sentence, and apart from it what helps."""

from __future__ import annotations

from taizhang.engine.errors import Problem
from taizhang.engine.text import Text

_QUOTED = 12  # characters of what was typed: enough to find it again, and the sentence stays short


def sentence_and_cure(problem: Problem) -> tuple[Text, Text]:
    """The cure is not said twice: that a sign is missing tells to put it there."""
    zh, en = (_short(problem.found.get(language)) for language in ("zh", "en"))
    if problem.code == "summary-unclosed":
        closing = problem.expected.zh
        opening = "{{" if closing == "}}" else "[["
        return (
            Text(f"{zh}后面少了 {closing}，请补上。", f"{closing} is missing behind {en}; put it there."),
            Text(f"要原样印出 {opening}，写成 \\{opening}。", f"To print {opening} itself, write \\{opening}."),
        )
    expected = problem.expected
    return Text(f"这里应为{expected.zh}，现为{zh}。", f"Expected {expected.get('en')}, found {en}."), problem.cure


def _short(quoted: str) -> str:
    inside, last = quoted[:-1], quoted[-1:]
    return quoted if len(inside) <= _QUOTED + 1 or last not in "”'\"" else f"{inside[:_QUOTED]}…{last}"
