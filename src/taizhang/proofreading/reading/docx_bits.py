"""Where the text of a Word document lies in its markup, for whoever puts marks there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Run:
    """A run of the body in bytes of its part. content: behind its properties, 0 when it has none. cell: which table
    cell it stands in, 0 for none."""

    start: int
    cell: int
    paragraph: int
    end: int = 0
    content: int = 0


@dataclass(slots=True)
class Bit:
    """A child of a run that gave text; whole: its text cannot be parted (a text box, a footnote's mark, a tab)."""

    run: Run
    start: int
    close: int = 0  # where the closing tag begins
    whole: bool = False
