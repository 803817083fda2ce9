"""A summary taken along: by page and API alike."""

from __future__ import annotations

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.summaries import queries
from taizhang.summaries.frozen import thaw
from taizhang.summaries.models import Summary, SummaryState
from taizhang.summaries.render import render
from taizhang.summaries.types import Document

DOCUMENT_LANGUAGE = "zh"  # a summary is a Chinese document whatever language its reader's buttons are in
MEDIA = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def document_of(actor: Actor, summary: Summary) -> Document:
    """As frozen when issued, as it reads now while a draft."""
    if summary.state == SummaryState.DRAFT:
        return queries.document(actor, summary, DOCUMENT_LANGUAGE)
    return thaw(summary.issued_json)


def exported(actor: Actor, summary: Summary, output: str) -> bytes:
    """output: html, json or docx. Raises NotAllowed without EXPORT on the summary's unit."""
    actor.require(Permission.EXPORT, summary.org_unit.code)
    body = render(actor, summary, document_of(actor, summary), output)
    audit.record(
        actor=actor, action="summary.export", obj=summary, org_unit=summary.org_unit.code, detail={"format": output}
    )
    return body
