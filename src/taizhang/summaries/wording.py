"""How pairs, plans and lists are worded in the document; the same on a page, on paper and in the .docx.

Chinese only: a summary is a Chinese document, whatever language its reader's buttons are in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from taizhang.summaries.models import Summary
from taizhang.summaries.types import Document, DueView, PairView, Piece, PieceKind

NOTHING = "无。"  # below words that lead to a list without items
_ENDS = "。；！？…"
_NAMED = 5  # units of a note; the panel of a figure names them all


def full_stop(words: str) -> str:
    """Exactly one full stop at the end, whether the writer set one or not; nothing for no words."""
    bare = words.strip().rstrip("。；，、")
    return bare if not bare or bare[-1] in "！？…" else f"{bare}。"


def list_words(items: Sequence[str]) -> list[str]:
    """Items of a list as sentences of one enumeration: ；between them,。at the end."""
    last = len(items) - 1
    return [item if item[-1:] in _ENDS else f"{item}{'。' if at == last else '；'}" for at, item in enumerate(items)]


def problem_pieces(pair: PairView) -> tuple[Piece, ...]:
    """台账迟报。原因：人手少。 The figures that the problem prints stay pieces of their own."""
    pieces = list(pair.pieces) or [Piece(PieceKind.WORDS, pair.problem)]
    last = pieces[-1]
    if last.slot is None:
        pieces[-1] = replace(last, text=full_stop(last.text) or ("。" if len(pieces) > 1 else ""))
    else:
        pieces.append(Piece(PieceKind.WORDS, "。"))
    if pair.cause.strip():
        pieces.append(Piece(PieceKind.WORDS, f"原因：{full_stop(pair.cause)}"))
    return tuple(pieces)


def problem_words(pair: PairView) -> str:
    return "".join(piece.text for piece in problem_pieces(pair))


def measure_words(pair: PairView) -> str:
    """措施：按月提醒。由办公室负责，2026年12月31日前完成。"""
    return f"措施：{full_stop(pair.measure)}{_promised(pair)}"


def plan_words(pair: PairView) -> str:
    """台账按月关账。应急演练场次达到300场，由办公室负责，2026年12月31日前完成。"""
    return full_stop(pair.measure or pair.problem) + _promised(pair)


def _promised(pair: PairView) -> str:
    """The number, where the words before do not say it, who answers for it, and by when."""
    parts = [pair.promise] if pair.promise else []
    if pair.owner.strip():
        parts.append(f"由{pair.owner.strip()}负责")
    if pair.deadline:
        parts.append(f"{day_words(pair.deadline)}前完成")
    return f"{'，'.join(parts)}。" if parts else ""


def due_words(view: DueView) -> str:
    """The promise and what came of it."""
    return full_stop(view.text) + (full_stop(view.answer) if view.answer.strip() else "")


def day_words(iso: str) -> str:
    """2026-03-31 as 2026年3月31日; anything else as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.year}年{day.month}月{day.day}日"


def provisional_note(document: Document) -> str:
    """Under an issued document: how many figures were provisional at issue and who had not filed; empty when none."""
    slots = [piece.slot for piece in document.slots() if piece.slot is not None and piece.slot.status == "provisional"]
    if not slots:
        return ""
    names = list(dict.fromkeys(name for slot in slots for name in slot.missing))
    count = max(len(names), *(slot.expected - slot.filed for slot in slots), 0)
    who = "、".join(names[:_NAMED]) + (f"等{count}个单位" if names and count > min(len(names), _NAMED) else "")
    return f"注：文中{len(slots)}个数字印发时为暂定数，{who or '有单位'}当时尚未报齐。"


def replaces_words(summary: Summary) -> str:
    """Under a corrected issue: which one is no longer in force; "" under any other, and under a draft."""
    if summary.supersedes is None or not summary.number:
        return ""
    return f"本件更正并替代{summary.supersedes.number}。"
