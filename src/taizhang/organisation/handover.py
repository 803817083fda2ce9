"""The handover sheet of a post (岗位交接单): from records only, one A4 page to print or to take along as .docx."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from taizhang.organisation.hooks import post_work
from taizhang.organisation.models import Post, PostHolding
from taizhang.organisation.queries import contact_lines, names
from taizhang.organisation.types import WORK_KINDS, ContactLine, PostWork

if TYPE_CHECKING:
    from docx.document import Document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ROWS = 32  # that an A4 page has for lines of work and contacts beside its headings, places and signatures
COLUMNS = {"year": 2}  # of a kind whose lines are short; every other stands one line a row


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One kind of work: its lines as far as they fit, and how many more there are."""

    kind: str
    title: object
    lines: tuple[PostWork, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """parts: every kind of work, empty ones too: "none" is told as well. contacts: the other posts of the unit, as far
    as they fit, and how many more there are."""

    post: str
    unit: str
    holder: str
    since: date | None
    day: date
    parts: tuple[SheetPart, ...]
    contacts: tuple[ContactLine, ...]
    more_contacts: int

    @property
    def count(self) -> int:
        return sum(len(part.lines) + part.more for part in self.parts)

    @property
    def signatures(self) -> tuple[str, ...]:
        return _("Handed over by"), _("Taken over by"), _("Witness")


def handover_sheet(post: Post, holding: PostHolding | None, day: date) -> Sheet:
    """What goes with a post on a day."""
    work = post_work(post, holding.user_id if holding else None, day)
    code = post.org_unit.code
    contacts = [line for line in contact_lines(code, day) if line.post_id != post.pk]
    rows = _rows([*(ceil(len(work[kind]) / COLUMNS.get(kind, 1)) for kind, _title in WORK_KINDS), len(contacts)])
    return Sheet(
        post.title,
        names([code], day).get(code, code),
        holding.person_name if holding else "",
        holding.valid_from if holding else None,
        day,
        tuple(_part(kind, title, work[kind], rows * COLUMNS.get(kind, 1)) for kind, title in WORK_KINDS),
        tuple(contacts[:rows]),
        max(0, len(contacts) - rows),
    )


def _rows(wanted: Sequence[int]) -> int:
    """How many rows any part may have, so that all stand on one page: what a short part leaves is the long ones'."""
    most = 1
    while most < max(wanted) and sum(min(rows, most + 1) for rows in wanted) <= ROWS:
        most += 1
    return most


def _part(kind: str, title: object, lines: Sequence[PostWork], most: int) -> SheetPart:
    return SheetPart(kind, title, tuple(lines[:most]), max(0, len(lines) - most))


def places() -> list[tuple[str, str]]:
    """Where what was done so far is found."""
    return [
        (_("Filings and their receipts"), _("under ledgers, by period")),
        (_("Tasks, reports and evidence"), _("under targets and tasks")),
        (_("Who did what, when"), _("in the audit log, by the administrator")),
    ]


def sheet_docx(sheet: Sheet) -> bytes:
    """The same sheet as a Word file."""
    from docx import api
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    document = api.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin = section.bottom_margin = Mm(14)
    normal = document.styles["Normal"]
    normal.font.size = Pt(9)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(0), 1.0

    def heading(text: object) -> None:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(4)
        paragraph.add_run(str(text)).bold = True

    def more(count: int) -> None:
        if count:
            document.add_paragraph(_("and %(n)d more") % {"n": count})

    title = document.add_paragraph(_("Handover sheet"))
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.runs[0].font.size = Pt(16)
    holder = sheet.holder or _("vacant")
    document.add_paragraph(f"{sheet.unit} · {sheet.post} · {holder} · {sheet.day.isoformat()}")
    for part in sheet.parts:
        heading(part.title)
        _lines(document, [_words(line) for line in part.lines], COLUMNS.get(part.kind, 1))
        more(part.more)
    heading(_("Contacts"))
    _lines(document, [f"{contact.post}　{contact.person}　{contact.phone}" for contact in sheet.contacts], 1)
    more(sheet.more_contacts)
    heading(_("Where records are"))
    _lines(document, [f"{what}　{where}" for what, where in places()], 1)
    signatures = document.add_paragraph("　　".join(f"{who}：__________" for who in sheet.signatures))
    signatures.paragraph_format.space_before = Pt(18)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _words(line: PostWork) -> str:
    due = line.due.isoformat() if line.due else ""
    return "　".join(word for word in (line.title, due, line.state, line.note) if word)


def _lines(document: Document, lines: Sequence[str], columns: int) -> None:
    """The lines as a list, in columns one beside the other, read downwards."""
    if not lines:
        document.add_paragraph(_("none"))
    elif columns == 1:
        for line in lines:
            document.add_paragraph(line, style="List Bullet")
    else:
        high = ceil(len(lines) / columns)
        for at, cell in enumerate(document.add_table(1, columns).rows[0].cells):
            mine = lines[at * high : (at + 1) * high]
            cell.paragraphs[0].style = "List Bullet"
            cell.paragraphs[0].add_run("".join(mine[:1]))
            for line in mine[1:]:
                cell.add_paragraph(line, style="List Bullet")
