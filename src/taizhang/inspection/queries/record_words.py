"""A visit's record as a person reads it: each path by what it is about, each value by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from taizhang.core.language import language_of
from taizhang.engine.checklist import ABSENT, SEEN, AnswerKind, ChecklistItem, Place, Station, place_of
from taizhang.engine.entries import Value
from taizhang.inspection.models import RecheckResult, Result, Severity
from taizhang.inspection.queries.called import called_at
from taizhang.inspection.queries.checklists import HeldChecklist
from taizhang.inspection.record import PARTS, Record
from taizhang.organisation.models import OrgUnit

_KINDS = ("station", "item", "finding", "difficulty", "recheck", "met", "visit", "signature", "photo")


class RecordWords:
    """checklists: of the visit to the unit; what they do not know is shown by its path."""

    def __init__(self, record: Record, checklists: Sequence[HeldChecklist], unit: OrgUnit) -> None:
        self._place = called_at(unit).unit
        self._held = {held.checklist.key: held for held in checklists}
        self._items = {(held.checklist.key, item.id): item for held in checklists for item in held.checklist.items}
        self._stations = {
            (held.checklist.key, station.id): station for held in checklists for station in held.checklist.stations
        }
        self._numbers = {kind: _numbers(record, kind) for kind in ("finding", "difficulty")}

    def title(self, path: str) -> str:
        place = place_of(path)
        if place is not None:
            return self._title_of(place, path)
        kind, name = _head(path)
        titles = {
            "finding": _("Finding"),
            "difficulty": _("Difficulty"),
            "recheck": pgettext("inspection", "Re-check"),
            "met": _("Interviewed"),
            "signature": _("Signed for the {place} by").format(place=self._place),
            "visit": _("The visit"),
        }
        number = name if kind == "recheck" else self._numbers.get(kind, {}).get(name, "")
        return f"{titles.get(kind, path)} {number}".strip()

    def _title_of(self, place: Place, path: str) -> str:
        if place.kind == "photo":
            return _("Photo")
        found: ChecklistItem | Station | None
        if place.kind == "station":
            found = self._stations.get((place.checklist, place.name))
            return found.title.get(language_of()) if found is not None else path
        found = self._items.get((place.checklist, place.name))
        return found.text.get(language_of()) if found is not None else path

    def part(self, path: str) -> str:
        """Empty where the title says it all."""
        place = place_of(path)
        name = place.part if place is not None else path.rsplit("/", maxsplit=1)[-1]
        return "" if name == "answer" else _part_words(self._place).get(name, "")

    def value(self, path: str, value: Value) -> str:
        if value is None or value == "":
            return _("taken back")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        place, text = place_of(path), str(value)
        if place is None:
            names = {"severity": Severity, "result": RecheckResult}.get(path.rsplit("/", maxsplit=1)[-1])
            return str(dict(names.choices).get(text, text)) if names else self._place_words(path, text)
        if place.kind == "photo":
            return self.title(text)
        if place.kind == "station":
            return {SEEN: _("seen"), ABSENT: _("There is none here")}.get(text, text)
        return self._answer(place, text) if place.part == "answer" else text

    def _place_words(self, path: str, text: str) -> str:
        return self.title(text) if path.startswith("finding/") and path.endswith("/of") else text

    def _answer(self, place: Place, text: str) -> str:
        item = self._items.get((place.checklist, place.name))
        if text == Result.NOT_APPLICABLE or item is None or item.kind is AnswerKind.PASS_FAIL:
            return str(dict(Result.choices).get(text, text))
        if item.kind is AnswerKind.CHOICE:
            codes = self._held[place.checklist].packs.code_lists[item.code_list].codes
            return codes[text].get(language_of()) if text in codes else text
        return f"{text} {item.unit}".strip()

    def in_order(self, paths: Iterable[str]) -> list[str]:
        """Stations and items as the checklists have them, then what else was entered, as it was begun."""
        places = {key: number for number, key in enumerate([*self._stations, *self._items])}

        def order(path: str) -> tuple[int, int, str, int]:
            place = place_of(path)
            kind, name = _head(path)
            if place is not None:
                where = places.get((place.checklist, place.name), len(places))
            else:
                where = self._numbers.get(kind, {}).get(name, 0)
            parts = PARTS.get(kind, ())
            part = path.rsplit("/", maxsplit=1)[-1]
            return _KINDS.index(kind), where, path if part not in parts else name, _index(parts, part)

        return sorted(paths, key=order)


def _index(parts: Sequence[str], part: str) -> int:
    return parts.index(part) if part in parts else 0


def _head(path: str) -> tuple[str, str]:
    kind, _slash, rest = path.partition("/")
    return kind, rest.partition("/")[0]


def _numbers(record: Record, kind: str) -> Mapping[str, int]:
    """Name -> its number on the page, from 1, in the order in which they were begun."""
    began: dict[str, datetime] = {}
    for path, rows in record.standing.items():
        found, name = _head(path)
        if found == kind:
            first = min(row.made_at for row in rows)
            began[name] = min(first, began.get(name, first))
    return {name: number for number, name in enumerate(sorted(began, key=lambda name: (began[name], name)), 1)}


def _part_words(place: str) -> dict[str, str]:
    return {
        "reason": _("Why not applicable"),
        "note": pgettext("to an item", "Note"),
        "of": _("Item of the checklist"),
        "problem": pgettext("inspection", "Problem"),
        "rule": _("Rule"),
        "rule_source": _("Source of the rule"),
        "severity": pgettext("inspection", "Severity"),
        "opinion": _("What is to be done"),
        "responsible": _("Responsible person at the {place}").format(place=place),
        "responsible_heads": _("Head of the unit"),
        "days": _("Working days"),
        "hours": _("Hours"),
        "deadline": _("Deadline"),
        "action": _("Done on the spot"),
        "carried_from": _("Carried over from"),
        "result": _("Result"),
        "teachers": _("Teachers"),
        "pupils": _("Pupils"),
    }
