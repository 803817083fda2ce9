"""Names of files that every system can hold."""

from __future__ import annotations

from collections.abc import Iterable

_FORBIDDEN = frozenset('\\/:*?"<>|')
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_MOST_BYTES = 180  # of 255, so that a folder's own copy marks fit


def file_names(words: Iterable[str], suffix: str) -> list[str]:
    """A name for each: what no file name can hold becomes "-", equal ones are counted. suffix: with its point."""
    found: list[str] = []
    taken: set[str] = set()
    for text in words:
        plain = _plain(text)
        name, number = f"{plain}{suffix}", 1
        while name.lower() in taken:
            number += 1
            name = f"{plain} ({number}){suffix}"
        taken.add(name.lower())
        found.append(name)
    return found


def _plain(text: str) -> str:
    held = "".join("-" if letter in _FORBIDDEN else letter for letter in " ".join(text.split()) if letter.isprintable())
    short = held.encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .")
    return f"_{short}" if short.lower() in _RESERVED or not short else short
