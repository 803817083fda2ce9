"""The elements of an official document (份号, 标题, 主送机关, …): what a recogniser says each paragraph is."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from taizhang.engine.official_document.description import Layout, Paragraph, Run, Section, Stroke, Table


class Role(enum.StrEnum):
    COPY_NUMBER = "copy_number"
    SECRECY = "secrecy"
    URGENCY = "urgency"
    ISSUER_MARK = "issuer_mark"
    NUMBER = "number"
    SIGNER = "signer"
    HEAD_REMARK = "head_remark"
    TITLE = "title"
    SUBTITLE = "subtitle"
    RECIPIENT = "recipient"
    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    CONTENTS = "contents"
    ANNEX_NOTE = "annex_note"
    ANNEX_MORE = "annex_more"
    SIGNATURE = "signature"
    DATE = "date"
    REMARK = "remark"
    TRAILING = "trailing"
    ATTACHMENT_MARK = "attachment_mark"
    ATTACHMENT_TITLE = "attachment_title"
    COPIES = "copies"
    PRINTED = "printed"
    IMPRINT_MORE = "imprint_more"


NAMES = {
    Role.COPY_NUMBER: "份号", Role.SECRECY: "密级", Role.URGENCY: "紧急程度", Role.ISSUER_MARK: "发文机关标志",
    Role.NUMBER: "发文字号", Role.SIGNER: "签发人", Role.HEAD_REMARK: "版头说明", Role.TITLE: "标题",
    Role.SUBTITLE: "副标题", Role.RECIPIENT: "主送机关", Role.BODY: "正文", Role.HEADING: "层次标题",
    Role.CAPTION: "表题图题", Role.CONTENTS: "目录", Role.ANNEX_NOTE: "附件说明", Role.ANNEX_MORE: "附件说明续",
    Role.SIGNATURE: "发文机关署名", Role.DATE: "成文日期", Role.REMARK: "附注", Role.TRAILING: "文后文字",
    Role.ATTACHMENT_MARK: "附件标识", Role.ATTACHMENT_TITLE: "附件标题", Role.COPIES: "抄送机关",
    Role.PRINTED: "印发机关和印发日期", Role.IMPRINT_MORE: "版记续",
}  # fmt: skip
HEAD = frozenset({Role.COPY_NUMBER, Role.SECRECY, Role.URGENCY, Role.ISSUER_MARK, Role.NUMBER, Role.SIGNER})
IMPRINT = frozenset({Role.COPIES, Role.PRINTED, Role.IMPRINT_MORE})


class Kind(enum.StrEnum):
    """Which of the standard's forms it has."""

    ORDINARY = "ordinary"  # a red head
    LETTER = "letter"
    ORDER = "order"
    MINUTES = "minutes"
    HEADLESS = "headless"  # a summary, an attachment, a page for preprinted paper


KIND_NAMES = {
    Kind.ORDINARY: "文件格式", Kind.LETTER: "信函格式", Kind.ORDER: "命令（令）格式", Kind.MINUTES: "纪要格式",
    Kind.HEADLESS: "无版头",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 1 to 4. mark: 一、 as it stands, number: what of it counts. length: characters of the heading's own words,
    the text goes on behind them. is_sure: the form leaves no doubt that it is a heading and no item of a list."""

    level: int
    mark: str
    number: str
    length: int
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Element:
    """at: index in the flow."""

    role: Role
    paragraph: Paragraph
    at: int
    heading: Heading | None = None


@dataclass(frozen=True)
class Recognised:
    """flow: all paragraphs and tables; a table that only lays out a head or an imprint stands before its paragraphs."""

    layout: Layout
    flow: tuple[Paragraph | Table, ...]
    elements: tuple[Element, ...]
    kind: Kind
    laid_out: frozenset[int] = field(default_factory=frozenset)

    def of(self, *roles: Role) -> Iterator[Element]:
        return (element for element in self.elements if element.role in roles)

    def first(self, *roles: Role) -> Element | None:
        return next(self.of(*roles), None)

    def section_of(self, item: Paragraph | Table) -> Section:
        return self.layout.sections[item.section]

    def between(self, first: int, last: int) -> list[Paragraph] | None:
        """The empty paragraphs between two places of the flow; None when something else stands there."""
        items = self.flow[first + 1 : last]
        blank = [item for item in items if isinstance(item, Paragraph) and item.is_blank and not item.has_picture]
        return blank if len(blank) == len(items) else None

    def strokes(self, first: int, last: int) -> list[tuple[Paragraph | Table, Stroke]]:
        """All lines of the flow's items from first up to, but not with, last."""
        items = self.flow[max(0, first) : last]
        return [(item, stroke) for item in items for stroke in item.strokes]


def piece(paragraph: Paragraph, start: int, end: int) -> Iterable[Run]:
    """The runs of a range of `paragraph.text`, cut to it; the program's own number belongs to no run."""
    at = len(paragraph.label)
    for run in paragraph.runs:
        length = 1 if run.is_page_number else len(run.text)
        low, high = max(start - at, 0), min(end - at, length)
        if low < high:
            words = run.text[low:high]
            yield Run(words, run.east_asian, run.latin, run.size, run.colour, run.spacing, run.is_page_number)
        at += length
