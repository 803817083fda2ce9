"""A checklist as it is shown and printed: every rule of its items in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from taizhang.core.installed import InstalledPacks, ParameterValue
from taizhang.core.language import language_of
from taizhang.engine.checklist import AnswerKind, Basis, Checklist, ChecklistItem, PhotoRule, Station
from taizhang.engine.rounding import plain_number
from taizhang.engine.text import Text


@dataclass(frozen=True, slots=True)
class SheetLine:
    """number: over the whole sheet, from 1. boxes: what may be ticked; without them something is written, in `unit`.
    good: when a number passes, and what it cannot be above. failing: what a failing answer leads to. basis: number of
    the basis on the sheet."""

    number: int
    text: Text
    boxes: tuple[str, ...]
    unit: str
    good: str
    beside: Text | None
    failing: str
    photo: str
    basis: int


@dataclass(frozen=True, slots=True)
class SheetPart:
    station: Station
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    checklist: Checklist
    bases: tuple[Basis, ...]
    parts: tuple[SheetPart, ...]


def sheet_of(checklist: Checklist, packs: InstalledPacks, day: date) -> Sheet:
    """The checklist with the limits in force on a day, in the language of the page."""
    limits = packs.parameters_on(checklist.pack, day)
    used = {item.basis for item in checklist.items}
    bases = tuple(basis for basis in checklist.bases if basis.id in used)
    places = {basis.id: number for number, basis in enumerate(bases, 1)}
    numbers = {
        item.id: number
        for number, item in enumerate(
            (item for station in checklist.stations for item in checklist.items_of(station)), 1
        )
    }
    parts = tuple(
        SheetPart(
            station,
            tuple(
                SheetLine(
                    number=numbers[item.id],
                    text=item.text,
                    boxes=_boxes(item, packs),
                    unit=item.unit,
                    good=_(", ").join(filter(None, [_good(item, limits), _bound(item, numbers)])),
                    beside=item.beside.title if item.beside else None,
                    failing=_failing(item),
                    photo=_photo(item),
                    basis=places[item.basis],
                )
                for item in checklist.items_of(station)
            ),
        )
        for station in checklist.stations
    )
    return Sheet(checklist, bases, parts)


def _boxes(item: ChecklistItem, packs: InstalledPacks) -> tuple[str, ...]:
    boxes: list[str] = []
    if item.kind is AnswerKind.PASS_FAIL:
        boxes = [_("Passes"), _("Fails")]
    elif item.kind is AnswerKind.CHOICE:
        boxes = [label.get(language_of()) for label in packs.code_lists[item.code_list].codes.values()]
    if item.not_applicable:
        boxes.append(_("Does not apply"))
    return tuple(boxes)


def _good(item: ChecklistItem, limits: Mapping[str, ParameterValue]) -> str:
    """Limits of a number in words; a parameter that is not in force yet asks for nothing."""
    words = {
        _("at least %(limit)s"): item.passes.least,
        _("at most %(limit)s"): item.passes.most,
        _("below %(limit)s"): item.passes.below,
    }
    shown = []
    for sentence, limit in words.items():
        value = limits.get(limit) if isinstance(limit, str) else limit
        if isinstance(value, Decimal):
            shown.append(sentence % {"limit": plain_number(value)})
    return _(", ").join(shown)


def _bound(item: ChecklistItem, numbers: Mapping[str, int]) -> str:
    parts = [_("not above no. %(n)d") % {"n": numbers[item.at_most]}] if item.at_most else []
    if item.goes_with:
        parts.append(_("0 where no. %(n)d is 0, and only there") % {"n": numbers[item.goes_with]})
    return _(", ").join(parts)


def _failing(item: ChecklistItem) -> str:
    if item.severity is None:
        return ""
    parts = [item.severity.label.get(language_of())]
    if item.hours is not None:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", item.hours) % {"n": item.hours})
    elif item.days is not None:
        parts.append(ngettext("%(n)s working day", "%(n)s working days", item.days) % {"n": item.days})
    if item.notice:
        parts.append(_("rectification notice"))
    return _(", ").join(parts)


def _photo(item: ChecklistItem) -> str:
    if item.photo is PhotoRule.NEVER:
        return ""
    return _("with a photo") if item.photo is PhotoRule.ALWAYS else _("a photo when it fails")
