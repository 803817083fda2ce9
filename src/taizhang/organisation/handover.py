"""The handover sheet of a post (岗位交接单): from records only, one A4 page to print or to take along as .docx."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from taizhang.organisation.hooks import post_work
from taizhang.organisation.models import Post, PostHolding
from taizhang.organisation.queries import contact_lines, names
from taizhang.organisation.types import WORK_KINDS, ContactLine, PostWork

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINES = 12  # of a kind; what is more is counted, so that the sheet stays one page


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One kind of work: its lines as far as they fit, and how many more there are."""

    kind: str
    title: object
    lines: tuple[PostWork, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """parts: every kind of work, empty ones too: "none" is told as well. contacts: the other posts of the unit."""

    post: str
    unit: str
    holder: str
    since: date | None
    day: date
    parts: tuple[SheetPart, ...]
    contacts: tuple[ContactLine, ...]

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
    return Sheet(
        post.title,
        names([code], day).get(code, code),
        holding.person_name if holding else "",
        holding.valid_from if holding else None,
        day,
        tuple(
            SheetPart(kind, title, tuple(work[kind][: _fits(kind)]), max(0, len(work[kind]) - _fits(kind)))
            for kind, title in WORK_KINDS
        ),
        tuple(line for line in contact_lines(code, day) if line.post_id != post.pk)[:LINES],
    )


def _fits(kind: str) -> int:
    """Regular filings stand in two columns."""
    return 3 * LINES if kind == "year" else LINES


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
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(18)
    document.styles["Normal"].font.size = Pt(10.5)
    title = document.add_paragraph(_("Handover sheet"))
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.runs[0].font.size = Pt(18)
    holder = sheet.holder or _("vacant")
    document.add_paragraph(f"{sheet.unit} · {sheet.post} · {holder} · {sheet.day.isoformat()}")
    for part in sheet.parts:
        document.add_paragraph(str(part.title)).runs[0].bold = True
        for line in part.lines:
            due = line.due.isoformat() if line.due else ""
            words = [word for word in (line.title, due, line.state, line.note) if word]
            document.add_paragraph("　".join(words), style="List Bullet")
        if part.more:
            document.add_paragraph(_("and %(n)d more") % {"n": part.more})
        if not part.lines:
            document.add_paragraph(_("none"))
    document.add_paragraph(_("Contacts")).runs[0].bold = True
    for contact in sheet.contacts:
        document.add_paragraph(f"{contact.post}　{contact.person}　{contact.phone}", style="List Bullet")
    document.add_paragraph(_("Where records are")).runs[0].bold = True
    for what, where in places():
        document.add_paragraph(f"{what}　{where}", style="List Bullet")
    document.add_paragraph("")
    document.add_paragraph("　　".join(f"{who}：__________" for who in sheet.signatures))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
