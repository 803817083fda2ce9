"""Issued documents that print a figure which a correction moved, and the words of the notice that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from taizhang.core.actor import Actor
from taizhang.engine.rounding import show_number
from taizhang.figures.queries import Moved
from taizhang.summaries.models import FrozenSlot, Summary, SummaryState
from taizhang.summaries.queries import visible_summaries


@dataclass(frozen=True, slots=True)
class Carried:
    """A printed figure that is no longer what the records say. printed: as the document words it."""

    position: int
    printed: str
    moved: Moved


@dataclass(frozen=True, slots=True)
class CarryingDocument:
    """An issued document in force with the figures it carries, in the order of its text. reason: the unit's own."""

    summary: Summary
    carried: tuple[Carried, ...]
    reason: str = ""

    @property
    def notice(self) -> str:
        """The correction notice as a draft: a person sends it, not the system."""
        lines = [
            f"{number}. “{item.moved.indicator.title.zh}”原印“{item.printed}”，更正为“{with_unit(item.moved)}”。"
            for number, item in enumerate(self.carried, start=1)
        ]
        head = f"因台账数据更正，现对《{self.summary.title}》（{self.summary.number}）中的下列数字予以更正："
        why = [f"更正原因：{self.reason.rstrip('。')}。"] if self.reason else []
        return "\n".join(["更正说明", head, *lines, *why])


def with_unit(moved: Moved) -> str:
    """The new value, with as many places as tell it from the old one."""
    return "暂无数据" if moved.new is None else f"{show_number(moved.new, moved.decimals)}{moved.indicator.unit}"


def _still_right(slot: FrozenSlot, moved: Moved) -> bool:
    """Whether the document prints what it would print today: the values differ beyond the places that it shows."""
    if slot.value is None or moved.new is None:
        return slot.value == moved.new
    was, now = (show_number(value, moved.indicator.decimals) for value in (slot.value, moved.new))
    return slot.value == moved.new or (was == now and was in slot.shown.replace(",", ""))


def documents_carrying(actor: Actor, moved: Sequence[Moved], reason: str = "") -> list[CarryingDocument]:
    """Issued documents in force, newest first, that print one of these figures with another value than today's; two
    queries, however many figures moved."""
    by_key = {item.key: item for item in moved}
    in_force = visible_summaries(actor).filter(state=SummaryState.ISSUED)
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
    found: dict[int, list[Carried]] = {}
    for slot in slots:
        item = by_key.get((slot.indicator_key, slot.org_unit.code, slot.period_code))
        if item is not None and not _still_right(slot, item):
            found.setdefault(slot.summary_id, []).append(Carried(slot.position, slot.shown, item))
    summaries = in_force.filter(pk__in=found).order_by("-issued_at", "-pk")
    return [CarryingDocument(summary, tuple(found[summary.pk]), reason) for summary in summaries]
