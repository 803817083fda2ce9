"""Problems of pack files: collected, so that a pack with twenty mistakes reports twenty."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text


class PackError(TaizhangError):
    """A pack cannot be used; `problems` holds every reason, each with file, line, key and cure."""


class Report:
    """Where the checks of one pack put what they find."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(
        self,
        code: str,
        *,
        file: str,
        line: int | None,
        key: str,
        expected: Text,
        found: Text,
        cure: Text,
        level: str = "error",
    ) -> None:
        self.problems.append(Problem(code, file, expected, found, cure, line=line, key=key, level=level))

    def take(self, problem: Problem, *, file: str, line: int | None, key: str) -> None:
        """A problem found by a parser that knows the text but not the file it stands in."""
        self.problems.append(
            Problem(
                problem.code,
                file,
                problem.expected,
                problem.found,
                problem.cure,
                line=line,
                key=key,
                level=problem.level,
                data=problem.data,
            )
        )

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level == "error"]

    def sorted(self) -> list[Problem]:
        """By file and line, each mistake once."""
        unique = {(item.where, item.line or 0, item.key, item.code, item.found.zh): item for item in self.problems}
        return [unique[mark] for mark in sorted(unique)]


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name most like `name`; a missing or extra pack id in front counts for little."""
    names = list(known)
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if found:
        return found[0]
    tails = {item.rpartition(".")[2]: item for item in names}
    found = difflib.get_close_matches(name.rpartition(".")[2], list(tails), n=1, cutoff=0.6)
    return tails[found[0]] if found else None


def propose(name: str, known: Collection[str]) -> Text:
    """The cure for an unknown name: the nearest known one, or some of those that exist."""
    near = nearest(name, known)
    if near is not None:
        return Text(f"是否想写“{near}”？", f"Did you mean {near!r}?")
    some = list(known)[:8]
    return Text(f"可用的有：{'、'.join(some) or '无'}。", f"Known: {', '.join(some) or 'none'}.")


def quote_all(names: Sequence[str]) -> Text:
    """Several names as found in the file."""
    return Text(f"“{'、'.join(names)}”", ", ".join(names)) if names else quote(None)


def quote(value: object) -> Text:
    """A value as found in the file, cut short."""
    if value is None:
        return Text("空", "nothing")
    if isinstance(value, bool):
        return Text("true" if value else "false")
    if isinstance(value, dict):
        return Text("一组键值", "a mapping")
    if isinstance(value, list):
        return Text("一个列表", "a list")
    short = " ".join(str(value).split())
    short = short if len(short) <= 60 else f"{short[:59]}…"
    return Text(f"“{short}”", repr(short))
