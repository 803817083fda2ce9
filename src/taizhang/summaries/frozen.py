"""A document as plain JSON and back: what an issue freezes, and what machines read."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import orjson

from taizhang.summaries.models import Summary
from taizhang.summaries.types import (
    DocBlock,
    Document,
    DueView,
    PairView,
    Piece,
    PieceKind,
    SlotRef,
    SlotValue,
    TableView,
)

FORMAT = 1


def freeze(document: Document, summary: Summary) -> dict[str, Any]:
    """Everything that is read in the document. Decimals become text, so no digit is lost."""
    return {
        "format": FORMAT,
        "template": summary.template_key,
        "pack_version": summary.pack_version,
        "org": summary.org_unit.code,
        "period": summary.period_code,
        "title": document.title,
        "org_name": document.org_name,
        "period_title": document.period_title,
        "number": document.number,
        "blocks": [_plain(asdict(block)) for block in document.blocks],
        "problems": [asdict(pair) for pair in document.problems],
        "plan": [asdict(pair) for pair in document.plan],
        "due": [asdict(view) for view in document.due],
    }


def canonical(data: dict[str, Any]) -> bytes:
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def reading_mark(document: Document) -> str:
    """Changes with whatever a reader sees: a word, a shown number, a row of a table, a pair, a promise.

    Not with what stands behind a number (a filing accepted again with the same result).
    """
    blocks = [
        [
            block.kind,
            block.level,
            "".join(piece.text for piece in block.pieces),
            [[name, [cell.text for cell in cells]] for name, cells in block.table.rows] if block.table else None,
            block.items,
        ]
        for block in document.blocks
    ]
    made = [[asdict(item) for item in items] for items in (document.problems, document.plan, document.due)]
    return hashlib.sha256(canonical({"title": document.title, "blocks": blocks, "made": made})).hexdigest()


def thaw(text: str) -> Document:
    """The document of an issued summary, from `issued_json`."""
    data = orjson.loads(text)
    return Document(
        title=data["title"],
        org_name=data["org_name"],
        period_title=data["period_title"],
        number=data["number"],
        blocks=tuple(_block(block) for block in data["blocks"]),
        problems=tuple(PairView(**pair) for pair in data["problems"]),
        plan=tuple(PairView(**pair) for pair in data["plan"]),
        due=tuple(DueView(**view) for view in data["due"]),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def _block(data: dict[str, Any]) -> DocBlock:
    table = data["table"]
    view = None
    if table is not None:
        rows = tuple((name, tuple(_piece(cell) for cell in cells)) for name, cells in table["rows"])
        view = TableView(tuple((title, unit) for title, unit in table["columns"]), rows)
    pieces = tuple(_piece(piece) for piece in data["pieces"])
    return DocBlock(data["id"], data["kind"], data["level"], pieces, view, tuple(data["items"]), data["source"])


def _piece(data: dict[str, Any]) -> Piece:
    slot = data["slot"]
    return Piece(PieceKind(data["kind"]), data["text"], _slot(slot) if slot else None, data["position"], data["name"])


def _slot(data: dict[str, Any]) -> SlotValue:
    values = {**data, "ref": SlotRef(**data["ref"])}
    values["value"] = Decimal(values["value"]) if values["value"] is not None else None
    values["missing"], values["inputs"] = tuple(values["missing"]), tuple(values["inputs"])
    return SlotValue(**values)
