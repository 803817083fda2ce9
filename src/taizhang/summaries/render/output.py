"""One way in for pages and the command line."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.template.loader import render_to_string

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.rounding import plain_number
from taizhang.figures import queries as figure_queries
from taizhang.summaries.frozen import freeze
from taizhang.summaries.models import Summary
from taizhang.summaries.render.docx import to_docx
from taizhang.summaries.types import Document
from taizhang.summaries.wording import replaces_words

FORMATS = ("html", "docx", "json")


def render(actor: Actor, summary: Summary, document: Document, output: str) -> bytes:
    """Bytes of the document. output: html (a page that stands alone), docx, json (every slot with its trace)."""
    if output == "html":
        context = {"summary": summary, "document": document, "base": f"{settings.BASE_URL}/"}
        context["replaces"] = replaces_words(summary)
        return render_to_string("summaries/standalone.html", context).encode()
    if output == "docx":
        return to_docx(document, summary)
    return orjson.dumps(to_json(actor, summary, document), option=orjson.OPT_INDENT_2)


def to_json(actor: Actor, summary: Summary, document: Document) -> dict[str, Any]:
    """{…document, slots: [{position, indicator, title, value, shown, unit, status, org, period, trace}], findings}."""
    data = freeze(document, summary)
    frozen = {slot.position: slot.trace for slot in summary.slots.all()} if summary.pk else {}
    data["state"] = summary.state
    data["issued_hash"] = summary.issued_hash
    data["slots"] = []
    keys = {
        piece.position: (piece.slot.ref.indicator_key, piece.slot.ref.org_unit, piece.slot.ref.period)
        for piece in document.slots()
        if piece.slot is not None
    }
    unfrozen = [key for position, key in keys.items() if position not in frozen]
    traces = figure_queries.traces_as_json(actor, unfrozen)
    for piece in document.slots():
        slot = piece.slot
        assert slot is not None
        ref = slot.ref
        data["slots"].append(
            {
                "position": piece.position,
                "indicator": ref.indicator_key,
                "title": slot.title,
                "value": plain_number(slot.value) if slot.value is not None else None,
                "shown": slot.shown,
                "unit": slot.unit,
                "status": slot.status,
                "reason": slot.reason,
                "org": ref.org_unit,
                "period": ref.period,
                "missing": list(slot.missing),
                "trace": frozen.get(piece.position) or traces.get(keys[piece.position]),
            }
        )
    data["findings"] = [
        {
            "id": finding.id,
            "kind": finding.kind.value,
            "message": {"zh-hans": finding.message.zh, "en": finding.message.get("en")},
            "reason": finding.reason,
        }
        for finding in document.findings
    ]
    data["packs"] = {installed_packs().pack(summary.template_key.rsplit(".", 1)[0]).id: summary.pack_version}
    return data
