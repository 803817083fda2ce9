"""Figures that the editor offers to insert."""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Indicator
from taizhang.figures import queries as figure_queries
from taizhang.summaries.figure_source import FigureSource
from taizhang.summaries.models import Summary
from taizhang.summaries.types import SlotRef
from taizhang.summaries.views.common import DOCUMENT_LANGUAGE

_OFFERED = 12


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """name: as written between double braces in this summary; shown: its value there, empty without a summary."""

    indicator: Indicator
    name: str
    shown: str


def found_figures(actor: Actor, words: str, summary: Summary | None) -> list[FoundFigure]:
    """Figures by title or pinyin initials, with the value that each would print in the summary."""
    found = figure_queries.search(words, actor)[:_OFFERED]
    if summary is None:
        return [FoundFigure(indicator, indicator.key, "") for indicator in found]
    source = FigureSource(actor, installed_packs())
    refs = [SlotRef(item.key, summary.org_unit.code, summary.period_code) for item in found]
    source.want(refs)
    source.load()
    pack = summary.template_key.rpartition(".")[0]
    slots = [source.slot(ref, {}, DOCUMENT_LANGUAGE) for ref in refs]
    return [
        FoundFigure(
            item, item.key.removeprefix(f"{pack}."), slot.shown if slot is not None and slot.value is not None else ""
        )
        for item, slot in zip(found, slots, strict=True)
    ]
