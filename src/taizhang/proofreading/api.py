"""The proof-reader for programs: a text or a file in, the JSON of `taizhang check --json` out. Nothing is stored."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest_route import needs, said
from taizhang.core.scopes import Scope
from taizhang.proofreading.checking import MOST_TEXT, Source, carried_source, checked, pasted_source
from taizhang.proofreading.report import as_json

router = Router(tags=["check"], by_alias=True)


class TextToCheckIn(Schema):
    __doc__ = said("Either a text, or a file by name and content.")

    text: str = Field("", max_length=MOST_TEXT, description=said("The text to check, up to 500,000 characters."))
    name: str = Field("", max_length=200, description=said("The file's name, which tells .md from .txt."))
    data: str = Field("", description=said("The file in base64, up to 6 MB: .docx, .xlsx, .pdf, .html, .txt or .md."))


class InTextOut(Schema):
    where: str = Field(description=said("Where it stands, in words."))
    at: dict[str, Any] = Field(description=said("The same in numbers: line, paragraph, table, row, page, cell."))
    start: int = Field(description=said("Offset in `text`, in code points."))
    end: int


class TextNumberOut(InTextOut):
    __doc__ = said("A number of the text; `value` times `scale` is the amount in `unit`.")

    text: str
    value: str
    scale: str
    unit: str
    low: str = Field(description=said("The least that rounding and words like about or more than allow."))
    high: str = Field(description=said("The most that they allow."))
    qualifier: str
    notation: str
    role: str = Field(description=said("quantity, or what else it is: date, year, heading, name, document_number …"))
    subject: str
    time: str
    place: str


class TextFindingOut(InTextOut):
    __doc__ = said("A relation that the text states, recomputed.")

    kind: str = Field(
        description=said(
            "sum, percent, ratio, growth, difference, list_count, average, same_quantity, product, date, numbering, "
            "document_number, pairing or wording."
        )
    )
    rule: str
    verdict: str = Field(description=said("ok, contradiction or unknown."))
    stated: str
    computed: str
    message: str
    derivation: list[str]
    parts: list[list[int]] = Field(description=said("Start and end of each number that was computed with."))
    cure: str = Field(description=said("The smallest change that would mend it."))
    slips: list[str]


class CheckedTextOut(Schema):
    __doc__ = said("All numbers and findings of a text; the same as `taizhang check --json`.")

    file: str
    kind: str
    text: str = Field(description=said("What was read of the file; offsets count in it."))
    notes: list[str]
    numbers: list[TextNumberOut]
    findings: list[TextFindingOut]


@router.post(
    "/check",
    response=CheckedTextOut,
    summary=said("Recompute what a text says in numbers; nothing is stored"),
    openapi_extra=needs(Scope.TEXTS_CHECK),
)
def check_text(request: HttpRequest, body: TextToCheckIn) -> dict[str, Any]:
    actor_of(request).require(Permission.CHECK_TEXT)
    source: Source = pasted_source(body.text) if body.text else carried_source(body.name or "file", body.data)
    return as_json(checked(source), language_of())
