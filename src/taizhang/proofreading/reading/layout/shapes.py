"""Drawings in a run: straight lines across the page, text boxes, pictures. DrawingML and the older VML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from taizhang.engine.official_document.description import Stroke
from taizhang.proofreading.reading.layout.markup import (
    EMU_A_MM,
    EMU_A_POINT,
    attribute,
    child,
    children,
    colour,
    local,
    points,
)

_FLAT = 1.5  # mm: a shape that is no higher is a line
_SHORT = 20.0  # mm: a shorter one is a mark within the text
_DASH = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
_ALIGN = {"left": "left", "right": "right", "center": "centre", "outside": "outside", "inside": "other"}
_MM_A_POINT = 25.4 / 72


@dataclass(slots=True)
class Found:
    """boxes: the element that holds a text box's paragraphs, and how the box stands."""

    strokes: list[Stroke] = field(default_factory=list)
    boxes: list[tuple[Any, str]] = field(default_factory=list)
    has_picture: bool = False


def look(item: Any) -> Found:
    """item: w:drawing, w:pict or mc:AlternateContent, of which the first version counts."""
    found = Found()
    if local(item) == "AlternateContent":
        first = next(children(item, "Choice", "Fallback"), None)
        for inner in first if first is not None else ():
            _drawing(inner, found)
    else:
        _drawing(item, found)
    return found


def _drawing(item: Any, found: Found) -> None:
    name = local(item)
    if name == "drawing":
        for anchor in children(item, "anchor", "inline"):
            _anchor(anchor, found)
    elif name in {"pict", "object"}:
        for shape in _shallow(item):
            _vml(shape, found)


def _shallow(item: Any) -> Iterator[Any]:
    """All below, but for what stands in a text box."""
    for inner in item:
        yield inner
        if local(inner) != "txbxContent":
            yield from _shallow(inner)


def _anchor(anchor: Any, found: Found) -> None:
    extent = child(anchor, "extent")
    width, height = (_emu(attribute(extent, side)) for side in ("cx", "cy"))
    align = ""
    position = child(anchor, "positionH")
    for told in children(position, "align") if position is not None else ():
        align = (told.text or "").strip()
    for inner in _shallow(anchor):
        name = local(inner)
        if name == "txbxContent":
            found.boxes.append((inner, _ALIGN.get(align, "other")))
        elif name == "pic":
            found.has_picture = True
        elif name == "wsp" and width >= _SHORT and (height <= _FLAT or _is_line(inner)):
            found.strokes.append(_stroke(inner, width))
        elif name == "wsp" and local(anchor) == "inline" and width >= _SHORT:
            found.has_picture = found.has_picture or not any(local(part) == "txbxContent" for part in inner.iter())


def _is_line(shape: Any) -> bool:
    kinds = [attribute(part, "prst") for part in shape.iter() if local(part) == "prstGeom"]
    return bool(kinds) and kinds[0] in {"line", "straightConnector1"}


def _stroke(shape: Any, width: float) -> Stroke:
    line = next((part for part in shape.iter() if local(part) == "ln"), None)
    shade = ""
    if line is not None:
        shade = next((attribute(part, "val") for part in line.iter() if local(part) == "srgbClr"), "")
    compound = {"thickThin": "thickThin", "thinThick": "thinThick", "dbl": "double"}.get(
        attribute(line, "cmpd"), "single"
    )
    return Stroke(_emu(attribute(line, "w")) * EMU_A_MM / EMU_A_POINT or 0.75, colour(shade), compound, width)


def _emu(words: str) -> float:
    """mm."""
    return int(words) / EMU_A_MM if re.fullmatch(r"-?\d{1,12}", words) else 0.0


def _vml(shape: Any, found: Found) -> None:
    name = local(shape)
    if name == "txbxContent":
        found.boxes.append((shape, "other"))
    elif name == "imagedata":
        found.has_picture = True
    elif name == "line":
        ends = [[*side.split(","), "0"][:2] for side in (attribute(shape, "from"), attribute(shape, "to"))]
        across, down = (
            abs((points(ends[1][axis], 1) or 0.0) - (points(ends[0][axis], 1) or 0.0)) * _MM_A_POINT for axis in (0, 1)
        )
        if across >= _SHORT and down <= _FLAT:
            found.strokes.append(_vml_stroke(shape, across))
    elif name in {"shape", "rect"}:
        style = {key: points(words.strip(), 1) for key, words in _DASH.findall(attribute(shape, "style").lower())}
        width, height = ((style.get(side) or 0.0) * _MM_A_POINT for side in ("width", "height"))
        if (
            width >= _SHORT
            and height <= _FLAT
            and child(shape, "textbox") is None
            and child(shape, "imagedata") is None
        ):
            found.strokes.append(_vml_stroke(shape, width))


def _vml_stroke(shape: Any, width: float) -> Stroke:
    weight = points(attribute(shape, "strokeweight") or "0.75pt", 1) or 0.75
    form = attribute(child(shape, "stroke"), "linestyle")
    kind = form if form in {"thickThin", "thinThick"} else "double" if form == "thinThin" else "single"
    return Stroke(weight, colour(attribute(shape, "strokecolor") or "black"), kind, width)
