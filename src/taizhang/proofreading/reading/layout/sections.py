"""Sections: page, margins, grid, and which footers each of them shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from taizhang.engine.official_document.description import Paragraph, Section, Stroke
from taizhang.proofreading.reading.layout.body import blocks
from taizhang.proofreading.reading.layout.markup import attribute, child, children, local, points, switch, value

_MM_A_POINT = 25.4 / 72
_GRIDS = {"lines": "lines", "linesAndChars": "linesAndChars", "snapToChars": "snapToChars"}
Story = tuple[Paragraph, ...]


def section_marks(body: Any) -> list[Any]:
    """The sectPr elements in order; the body's own is the last one, None where it has none."""
    inner = [mark for paragraph in _paragraphs(body) if (mark := child(child(paragraph, "pPr"), "sectPr")) is not None]
    return [*inner, child(body, "sectPr")]


def _paragraphs(body: Any) -> Iterator[Any]:
    return (item for item in blocks(body) if local(item) == "p")


def grid_pitch(mark: Any) -> float:
    grid = child(mark, "docGrid") if mark is not None else None
    return (points(attribute(grid, "linePitch")) or 0.0) if _GRIDS.get(attribute(grid, "type")) else 0.0


def begins_page(mark: Any) -> bool:
    """Whether this section begins on a new page."""
    return mark is None or value(mark, "type") not in {"continuous", "nextColumn"}


def described(mark: Any, stories: dict[str, Story], *, gutter_at_top: bool) -> Section:
    """stories: footer kinds and, under header:kind, the headers, inherited ones included."""
    size, margins = child(mark, "pgSz"), child(mark, "pgMar")
    grid = child(mark, "docGrid")

    def mm(item: Any, name: str, otherwise: float) -> float:
        length = points(attribute(item, name))
        return (length if length is not None else otherwise) * _MM_A_POINT

    gutter = mm(margins, "gutter", 0.0)
    space = attribute(grid, "charSpace")
    kind = _GRIDS.get(attribute(grid, "type"), "")
    return Section(
        width=mm(size, "w", 612.0),
        height=mm(size, "h", 792.0),
        top=abs(mm(margins, "top", 72.0)) + (gutter if gutter_at_top else 0.0),
        bottom=abs(mm(margins, "bottom", 72.0)),
        left=mm(margins, "left", 72.0) + (0.0 if gutter_at_top else gutter),
        right=mm(margins, "right", 72.0),
        footer_distance=mm(margins, "footer", 36.0),
        grid=kind,
        pitch=grid_pitch(mark),
        character_space=(points(space, 4096) or 0.0) if kind in {"linesAndChars", "snapToChars"} else 0.0,
        first_page_differs=mark is not None and switch(mark, "titlePg") is True,
        footers={kind: story for kind, story in stories.items() if not kind.startswith("header:")},
        strokes=tuple(_strokes(stories, mm(size, "w", 612.0) - mm(margins, "left", 72.0) - mm(margins, "right", 72.0))),
    )


def _strokes(stories: dict[str, Story], room: float) -> Iterator[Stroke]:
    """From above: headers, then footers; each form once, since even and odd pages repeat it. room: mm."""
    seen: set[Stroke] = set()
    for kind in sorted(stories, key=lambda name: not name.startswith("header:")):
        for paragraph in stories[kind]:
            for drawn in paragraph.strokes:
                wide = room - (paragraph.left + paragraph.right) * _MM_A_POINT
                stroke = drawn if drawn.width is not None else dataclasses.replace(drawn, width=wide)
                if stroke not in seen:
                    seen.add(stroke)
                    yield stroke


def references(mark: Any) -> Iterator[tuple[str, str]]:
    """(kind, relation id) of the footers, and of the headers under header:kind."""
    for item in children(mark, "footerReference", "headerReference") if mark is not None else ():
        kind = attribute(item, "type") or "default"
        identity = next((words for key, words in item.attrib.items() if key.endswith("}id")), "")
        yield (f"header:{kind}" if local(item) == "headerReference" else kind), identity
