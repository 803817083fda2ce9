"""A file in which several official documents stand one behind the other, as they go to the printer: each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from taizhang.engine.official_document.description import Layout, Paragraph, Table
from taizhang.engine.official_document.elements import Role
from taizhang.engine.official_document.recognise import recognise


def documents_of(layout: Layout) -> tuple[Layout, ...]:
    """A section that begins with a head of its own, issuer and number, begins a document; what stands before the first
    such section is one too. Paragraphs and tables keep the numbers that they have in the file."""
    begins = [0, *(at for at in range(1, len(layout.sections)) if _has_head(_part(layout, at, at + 1)))]
    if len(begins) == 1:
        return (layout,)
    ends = [*begins[1:], len(layout.sections)]
    return tuple(_part(layout, first, end) for first, end in zip(begins, ends, strict=True))


def _has_head(layout: Layout) -> bool:
    read = recognise(layout)
    return read.first(Role.ISSUER_MARK) is not None and read.first(Role.NUMBER) is not None


def _part(layout: Layout, first: int, end: int) -> Layout:
    return Layout(tuple(_blocks(layout, first, end)), layout.sections[first:end], layout.odd_and_even, first)


def _blocks(layout: Layout, first: int, end: int) -> Iterator[Paragraph | Table]:
    for block in layout.blocks:
        if not first <= block.section < end:
            continue
        if isinstance(block, Table):
            rows = tuple(tuple(tuple(_moved(item, first) for item in cell) for cell in row) for row in block.rows)
            yield replace(block, rows=rows, section=block.section - first)
        else:
            yield _moved(block, first)


def _moved(item: Paragraph, first: int) -> Paragraph:
    return replace(item, section=item.section - first)
