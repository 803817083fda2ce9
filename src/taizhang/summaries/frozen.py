"""A document as plain JSON and back: what an issue freezes, and what machines read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

import orjson

from taizhang.summaries.models import FrozenSlot, Summary
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
        "problems": [_plain(asdict(pair)) for pair in document.problems],
        "plan": [_plain(asdict(pair)) for pair in document.plan],
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
    pairs = [[asdict(replace(pair, pieces=())) for pair in items] for items in (document.problems, document.plan)]
    made = [*pairs, [asdict(view) for view in document.due]]
    return hashlib.sha256(canonical({"title": document.title, "blocks": blocks, "made": made})).hexdigest()


def trace_hash(trace: dict[str, Any]) -> str:
    """Of what a printed figure's panel tells: definition, formula with numbers, parts."""
    return hashlib.sha256(canonical(trace)).hexdigest()


@dataclass(frozen=True, slots=True)
class AlteredSlot:
    """A printed figure whose kept copy is not what the document says: changed, gone or slipped in.

    printed: its words in the document, kept: those in the copy; "" where it is missing.
    """

    position: int
    indicator_key: str
    printed: str
    kept: str


def altered_slots(summary: Summary, kept: Iterable[FrozenSlot]) -> tuple[AlteredSlot, ...]:
    """Every printed figure against its copy, in order; none when the document itself cannot be read any more."""
    try:
        data = orjson.loads(summary.issued_json)
        printed = {piece.position: piece for piece in thaw(summary.issued_json).slots()}
    except (ValueError, KeyError, TypeError):
        return ()  # its hash tells
    traces = data.get("traces", {})  # not in what was issued before they were hashed
    copies = {slot.position: slot for slot in kept}
    found = []
    for position in sorted(printed.keys() | copies.keys()):
        piece, copy = printed.get(position), copies.get(position)
        if piece is not None and copy is not None and _same(piece, copy, traces.get(str(position))):
            continue
        key = copy.indicator_key if copy else piece.slot.ref.indicator_key if piece and piece.slot else ""
        found.append(AlteredSlot(position, key, _words(piece), copy.shown if copy else ""))
    return tuple(found)


def _words(piece: Piece | None) -> str:
    return piece.slot.shown if piece and piece.slot else ""


def _same(piece: Piece, copy: FrozenSlot, trace: str | None) -> bool:
    slot = piece.slot
    assert slot is not None
    ref = SlotRef(copy.indicator_key, copy.org_unit.code, copy.period_code)
    return (
        (slot.ref, slot.shown, slot.status, tuple(slot.inputs), _stored(slot.value))
        == (ref, copy.shown, copy.status, tuple(copy.inputs), _stored(copy.value))
    ) and (trace is None or trace == trace_hash(copy.trace))


def _stored(value: Decimal | None) -> Decimal | None:
    """As the column keeps it."""
    return None if value is None else round(value, 12)


def thaw(text: str) -> Document:
    """The document of an issued summary, from `issued_json`."""
    data = orjson.loads(text)
    return Document(
        title=data["title"],
        org_name=data["org_name"],
        period_title=data["period_title"],
        number=data["number"],
        blocks=tuple(_block(block) for block in data["blocks"]),
        problems=tuple(_pair(pair) for pair in data["problems"]),
        plan=tuple(_pair(pair) for pair in data["plan"]),
        due=tuple(DueView(**view) for view in data["due"]),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def _pair(data: dict[str, Any]) -> PairView:
    """One of before pairs printed figures has no pieces."""
    return PairView(**{**data, "pieces": tuple(_piece(piece) for piece in data.get("pieces", ()))})


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
