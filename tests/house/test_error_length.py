"""A sentence of an error fits into a line on a phone: at most forty Chinese characters, wherever it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import yaml

SOURCE = Path(__file__).resolve().parents[2] / "src" / "taizhang"
LONGEST = 40


def chinese(words: str) -> int:
    """Characters that are not ASCII: `2026-03` or a placeholder takes half the room or none."""
    return sum(not char.isascii() for char in words)


def sentences(node: ast.expr) -> Iterator[str]:
    """Literal texts of an expression, with what is filled in left out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.IfExp):
        yield from (*sentences(node.body), *sentences(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield "".join([*sentences(node.left), *sentences(node.right)])


def texts_of_code() -> list[tuple[str, str]]:
    """(file:line, Chinese) of every Text, of which the sentences of a Problem are made."""
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text" and node.args:
                place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                found += [(place, words) for words in sentences(node.args[0])]
    return found


def messages_of_packs() -> list[tuple[str, str]]:
    """(file, Chinese) of every check's message."""

    def inside(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            message = node.get("message")
            if isinstance(message, dict):
                yield message["zh-hans"]
            for value in node.values():
                yield from inside(value)
        elif isinstance(node, list):
            for value in node:
                yield from inside(value)

    paths = (SOURCE / "catalogue").rglob("*.yaml")
    return [(path.name, words) for path in paths for words in inside(yaml.safe_load(path.read_text(encoding="utf-8")))]


def test_no_sentence_of_an_error_is_longer_than_a_line() -> None:
    code, packs = texts_of_code(), messages_of_packs()
    assert len(code) > 500 and len(packs) > 100  # they were found at all
    assert [(place, words) for place, words in (*code, *packs) if chinese(words) > LONGEST] == []
