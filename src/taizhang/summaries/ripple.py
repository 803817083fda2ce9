"""Issued documents that print a figure which a correction moved, and the words of the notice that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.rounding import show_number
from taizhang.figures.queries import Moved, latest_moves
from taizhang.summaries.as_printed import AsPrinted
from taizhang.summaries.models import FrozenSlot, Summary, SummaryState
from taizhang.summaries.queries import visible_summaries


@dataclass(frozen=True, slots=True)
class Carried:
    """A printed figure that is no longer what the records say. printed, now: as the document words it, with unit."""

    position: int
    printed: str
    now: str
    moved: Moved

    @property
    def where(self) -> str:
        """Whose figure it is, and when: a document prints one indicator of several."""
        return f"{self.moved.org_name}{self.moved.period.title.zh}"


@dataclass(frozen=True, slots=True)
class CarryingDocument:
    """An issued document in force with the figures it carries, in the order of its text. reason: the unit's own."""

    summary: Summary
    carried: tuple[Carried, ...]
    reason: str = ""

    @property
    def notice(self) -> str:
        """The correction notice as a draft: a person sends it, not the system. What is printed alike is one line."""
        told = Counter(
            f"{item.where}“{item.moved.indicator.title.zh}”原印“{item.printed}”，更正为“{item.now}”"
            for item in self.carried
        )
        lines = [
            f"{number}. {words}{f'（文中{places}处）' if places > 1 else ''}。"
            for number, (words, places) in enumerate(told.items(), start=1)
        ]
        head = f"因台账数据更正，现对《{self.summary.title}》（{self.summary.number}）中的下列数字予以更正："
        why = [f"更正原因：{self.reason.rstrip('。')}。"] if self.reason else []
        return "\n".join(["更正说明", head, *lines, *why])


def _still_right(slot: FrozenSlot, moved: Moved) -> bool:
    """Whether the document prints what it would print today: the values differ beyond the places that it shows."""
    if slot.value is None or moved.new is None:
        return slot.value == moved.new
    was, now = (show_number(value, moved.indicator.decimals) for value in (slot.value, moved.new))
    return slot.value == moved.new or (was == now and was in slot.shown.replace(",", ""))


def documents_carrying(
    actor: Actor, moved: Sequence[Moved], reason: str = "", only: Summary | None = None
) -> list[CarryingDocument]:
    """Issued documents in force, newest first, that print one of these figures with another value than today's; a few
    queries, however many figures moved."""
    by_key = {item.key: item for item in moved}
    in_force = _in_force(actor, only)
    slots = (
        FrozenSlot.objects.filter(
            summary__in=in_force,
            indicator_key__in={key for key, _unit, _period in by_key},
            org_unit__code__in={unit for _key, unit, _period in by_key},
            period_code__in={period for _key, _unit, period in by_key},
        )
        .select_related("org_unit")
        .order_by("summary", "position")
    )
    wrong: dict[int, list[tuple[FrozenSlot, Moved]]] = {}
    for slot in slots:
        item = by_key.get((slot.indicator_key, slot.org_unit.code, slot.period_code))
        if item is not None and not _still_right(slot, item):
            wrong.setdefault(slot.summary_id, []).append((slot, item))
    summaries = in_force.filter(pk__in=wrong).order_by("-issued_at", "-pk").prefetch_related("blocks")
    return [CarryingDocument(summary, _carried(summary, wrong[summary.pk]), reason) for summary in summaries]


def overtaken(actor: Actor, day: date, only: Summary | None = None) -> list[CarryingDocument]:
    """Issued documents in force, or `only` one, that print what corrections have changed since, newest first; a few
    queries."""
    slots = FrozenSlot.objects.filter(summary__in=_in_force(actor, only))
    keys = set(slots.order_by().values_list("indicator_key", "org_unit__code", "period_code").distinct())
    moved = latest_moves(actor, keys, day) if keys else []
    return documents_carrying(actor, moved, only=only) if moved else []


def _in_force(actor: Actor, only: Summary | None) -> QuerySet[Summary]:
    found = visible_summaries(actor).filter(state=SummaryState.ISSUED)
    return found if only is None else found.filter(pk=only.pk)


def _carried(summary: Summary, wrong: Sequence[tuple[FrozenSlot, Moved]]) -> tuple[Carried, ...]:
    words = AsPrinted(summary, installed_packs())
    return tuple(Carried(slot.position, *words.corrected(slot, item.new), item) for slot, item in wrong)
