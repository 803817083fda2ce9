"""The red rule that ends the head."""

from __future__ import annotations

from collections.abc import Iterator

from taizhang.engine.official_document.description import Paragraph, Stroke, Table
from taizhang.engine.official_document.elements import Kind, Recognised, Role
from taizhang.engine.official_document.fonts import is_red
from taizhang.engine.official_document.measures import number
from taizhang.engine.official_document.rule import Departure, Place, place_of, remembered
from taizhang.engine.text import Text

_WIDE = 100.0  # mm: a shorter line is no rule of the page
_WIDTH_NEAR = 1.5  # mm


def head_rules(read: Recognised) -> list[tuple[Paragraph | Table, Stroke]]:
    """Lines across the page between the first line and the title."""
    title = read.first(Role.TITLE)
    last = max((element.at for element in read.of(Role.NUMBER, Role.SIGNER, Role.ISSUER_MARK)), default=-1)
    if last < 0:
        return []
    end = title.at if title is not None else last + 2
    found = [
        (item, stroke)
        for item, stroke in read.strokes(0, max(end, last + 1))
        if stroke.side != "inside" and (stroke.width is None or stroke.width >= _WIDE)
    ]
    return [pair for pair in found if not (isinstance(pair[0], Table) and pair[1].side == "top")]


def _rule_missing(read: Recognised) -> Iterator[Departure]:
    found = read.first(Role.NUMBER) or read.first(Role.ISSUER_MARK)
    if read.kind is Kind.ORDINARY and found is not None and not head_rules(read):
        yield Departure(place_of(found.paragraph), "发文字号下没有分隔线", "发文字号下4毫米处一条红色分隔线")


def _rule_colour(read: Recognised) -> Iterator[Departure]:
    if read.kind is Kind.ORDINARY:
        for item, stroke in head_rules(read):
            if not is_red(stroke.colour):
                found = f"分隔线颜色{stroke.colour}" if stroke.colour else "分隔线黑色"
                yield Departure(place_of_rule(read, item), found, "红色")


def _rule_width(read: Recognised) -> Iterator[Departure]:
    if read.kind is Kind.ORDINARY:
        for item, stroke in head_rules(read):
            width, wanted = stroke_width(read, item, stroke), read.section_of(item).type_area[0]
            if abs(width - wanted) > _WIDTH_NEAR:
                yield Departure(
                    place_of_rule(read, item),
                    f"分隔线长{number(round(width, 1))}毫米",
                    f"与版心等宽，{number(round(wanted, 1))}毫米",
                )


def place_of_rule(read: Recognised, item: Paragraph | Table) -> Place:
    """An empty paragraph has no number: the line is told by what stands above it."""
    if isinstance(item, Table) or not item.is_blank:
        return place_of(item)
    at = next(at for at, other in enumerate(read.flow) if other is item)
    above = [other for other in read.flow[:at] if isinstance(other, Paragraph) and not other.is_blank]
    return place_of(above[-1] if above else item)


def stroke_width(read: Recognised, item: Paragraph | Table, stroke: Stroke) -> float:
    """mm; a border is as wide as its paragraph or table."""
    if stroke.width is not None:
        return stroke.width
    area = read.section_of(item).type_area[0]
    if isinstance(item, Table):
        return item.width if item.width is not None else area
    return area - (item.left + item.right) * 25.4 / 72


_SOURCE = "GB/T 9704-2012 7.2"
RULES = (
    remembered("red_rule.missing", f"{_SOURCE}.7", Text("版头有红色分隔线", "A red rule ends the head"), _rule_missing),
    remembered("red_rule.colour", f"{_SOURCE}.7", Text("版头分隔线红色", "The head's rule is red"), _rule_colour),
    remembered("red_rule.width", f"{_SOURCE}.7", Text("版头分隔线与版心等宽", "As wide as the type area"), _rule_width),
)
