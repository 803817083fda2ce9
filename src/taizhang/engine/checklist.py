"""Checklists (检查清单): what an inspector looks at, and what follows from the answers given at a visit.

The types are what a pack says; `evaluate` is the one place that says what is missing, which findings follow, where the
school filed something else, and the score. Answers are read from the values of a visit's entries by path.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from taizhang.engine.checklist_numbers import is_above, is_alone, number_in
from taizhang.engine.entries import Value
from taizhang.engine.text import Text


class Severity(enum.StrEnum):
    """How serious a finding is."""

    MINOR = "minor"
    ORDINARY = "ordinary"
    SERIOUS = "serious"

    @property
    def label(self) -> Text:
        return _SEVERITIES[self]


_SEVERITIES = {
    Severity.MINOR: Text("轻微", "Minor"),
    Severity.ORDINARY: Text("一般", "Ordinary"),
    Severity.SERIOUS: Text("严重", "Serious"),
}


class AnswerKind(enum.StrEnum):
    PASS_FAIL = "pass_fail"
    COUNT = "count"  # a whole number from 0
    NUMBER = "number"  # exact, with `decimals` places
    CHOICE = "choice"  # a code of a code list
    TEXT = "text"


class PhotoRule(enum.StrEnum):
    NEVER = ""
    FAILING = "failing"  # a finding needs one
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Basis:
    """A document that asks for something. number: as it was issued. article: empty for the whole document."""

    id: str
    document: str
    number: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    """A place of the visit. One that is not required may be marked as not there; its items then fall away."""

    id: str
    title: Text
    required: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What the unit filed itself, shown beside the item: an aggregate over its rows of a ledger (key) as of the day of
    the visit. An answer further from it than `tolerance` is a mismatch."""

    ledger: str
    expression: str
    title: Text
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Passes:
    """When an answer is good: the limits of a number, each a number or a parameter's name, or the codes of a choice.
    Nothing set: any answer is."""

    least: Decimal | str | None = None
    most: Decimal | str | None = None
    below: Decimal | str | None = None
    codes: tuple[str, ...] = ()

    @property
    def limits(self) -> tuple[Decimal | str, ...]:
        return tuple(limit for limit in (self.least, self.most, self.below) if limit is not None)


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """days: working days to put a failing one right; hours: instead of them, for what is put right at once. notice: a
    failing one goes into a rectification notice. rule: a code of the checklist's `rules`. weight: 0 is not scored.
    at_most: another item, whose number is no smaller. goes_with: another, whose number is 0 where this one's is."""

    id: str
    station: str
    text: Text
    basis: str
    kind: AnswerKind = AnswerKind.PASS_FAIL
    rule: str = ""
    unit: str = ""
    decimals: int = 0
    code_list: str = ""
    passes: Passes = Passes()
    photo: PhotoRule = PhotoRule.NEVER
    not_applicable: bool = False
    severity: Severity | None = None
    days: int | None = None
    hours: int | None = None
    notice: bool = False
    beside: Beside | None = None
    weight: Decimal = Decimal(0)
    at_most: str = ""
    goes_with: str = ""

    @property
    def can_fail(self) -> bool:
        passes = self.passes
        return self.kind is AnswerKind.PASS_FAIL or bool(passes.limits or passes.codes) or self.beside is not None


@dataclass(frozen=True, slots=True)
class Checklist:
    """kinds, stages: org units that it is for (no stages: any). rules: the code list that sorts its findings."""

    id: str
    pack: str
    title: Text
    kinds: tuple[str, ...]
    bases: tuple[Basis, ...]
    stations: tuple[Station, ...]
    items: tuple[ChecklistItem, ...]
    description: Text = Text("")
    stages: tuple[str, ...] = ()
    rules: str = ""
    serves: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.pack}.{self.id}"

    def basis(self, item: ChecklistItem) -> Basis | None:
        return next((basis for basis in self.bases if basis.id == item.basis), None)

    def items_of(self, station: Station) -> tuple[ChecklistItem, ...]:
        return tuple(item for item in self.items if item.station == station.id)


PASSED, FAILED, NOT_APPLICABLE = "pass", "fail", "not_applicable"  # answers; a choice may not use the last as a code
SEEN, ABSENT = "seen", "absent"  # of a station
ITEM_PARTS = ("answer", "reason", "note")  # reason: why it does not apply


def item_path(checklist: str, item: str) -> str:
    """checklist: its key. What a photo or finding belongs to; values stand at the parts below it."""
    return f"item/{checklist}/{item}"


def answer_path(checklist: str, item: str) -> str:
    return f"{item_path(checklist, item)}/answer"


def reason_path(checklist: str, item: str) -> str:
    return f"{item_path(checklist, item)}/reason"


def station_path(checklist: str, station: str) -> str:
    return f"station/{checklist}/{station}"


def photo_path(photo: str) -> str:
    """Holds the path that the photo belongs to; null once it was taken away."""
    return f"photo/{photo}"


@dataclass(frozen=True, slots=True)
class Place:
    """A path that was read. kind: item, station or photo. part: of ITEM_PARTS; empty: the item itself."""

    kind: str
    checklist: str
    name: str
    part: str = ""


def place_of(path: str) -> Place | None:
    """None: a path of something else, or of nothing."""
    match path.split("/") if "//" not in path and not path.endswith("/") else ():
        case [("item" | "station") as kind, checklist, name]:
            return Place(kind, checklist, name)
        case ["item", checklist, name, part] if part in ITEM_PARTS:
            return Place("item", checklist, name, part)
        case ["photo", name]:
            return Place("photo", "", name)
    return None


class GapKind(enum.StrEnum):
    STATION = "station"  # a station is neither seen nor marked as absent, or a required one is absent
    CONTRADICTION = "contradiction"  # marked as absent, and an item of it is answered
    ITEM = "item"
    VALUE = "value"  # an answer that the item does not take
    REASON = "reason"
    PHOTO = "photo"
    ABOVE = "above"  # a number above that of the item that it is a part of
    ALONE = "alone"  # a number where the item that it goes with has none, or none where that has


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that keeps a visit from being filed. item: empty where it is the station's."""

    kind: GapKind
    station: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch:
    seen: Decimal
    filed: Decimal


@dataclass(frozen=True, slots=True)
class FollowingFinding:
    """A finding that follows from an answer. failed: by the item's own rule; mismatch: by what the school filed."""

    item: ChecklistItem
    failed: bool
    mismatch: Mismatch | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """earned and possible: sums of weights; possible is above 0."""

    earned: Decimal
    possible: Decimal

    @property
    def percent(self) -> Decimal:
        """Of 100, correctly rounded to 28 digits: equal shares are equal numbers. Rounded again only to be shown."""
        return self.earned * 100 / self.possible


@dataclass(frozen=True, slots=True)
class Outcome:
    """gaps: in the order of the checklist; none: the visit may be filed. score: None, nothing scored was answered."""

    gaps: tuple[Gap, ...]
    findings: tuple[FollowingFinding, ...]
    score: Score | None


def evaluate(
    checklist: Checklist,
    values: Mapping[str, Value],
    *,
    filed: Mapping[str, Decimal],
    limits: Mapping[str, Decimal],
    codes: Mapping[str, Mapping[str, Text]],
) -> Outcome:
    """What follows from the values of a visit's entries, by path.

    filed: what the unit filed beside an item, by item id; one that is left out was not filed and is not compared.
    limits: parameters in force on the day of the visit, by name. codes: the code lists that choices name.
    """
    visit = _Visit(checklist.key, values, {value for path, value in values.items() if path.startswith(photo_path(""))})
    gaps: list[Gap] = []
    findings: list[FollowingFinding] = []
    earned = possible = Decimal(0)
    for station in checklist.stations:
        answered = [item for item in checklist.items_of(station) if _answer(visit, item) is not None]
        mark = values.get(station_path(checklist.key, station.id))
        absent = mark == ABSENT
        if absent and answered:
            gaps.append(Gap(GapKind.CONTRADICTION, station.id))
        elif (absent and station.required) or (mark not in (SEEN, ABSENT) and not answered):
            gaps.append(Gap(GapKind.STATION, station.id))
        for item in answered if absent else checklist.items_of(station):
            read = _read(item, visit, filed.get(item.id), limits, codes)
            gaps += [Gap(kind, station.id, item.id) for kind in read.gaps]
            if read.finding is not None:
                findings.append(read.finding)
            if read.judged and item.weight:
                possible += item.weight
                earned += item.weight if read.finding is None else 0
    return Outcome(tuple(gaps), tuple(findings), Score(earned, possible) if possible else None)


@dataclass(frozen=True, slots=True)
class _Visit:
    """The values of a visit as one checklist reads them. checklist: its key; pictured: paths that have a photo."""

    checklist: str
    values: Mapping[str, Value]
    pictured: Collection[Value]


@dataclass(frozen=True, slots=True)
class _Read:
    """judged: answered with something that is good or bad."""

    gaps: tuple[GapKind, ...] = ()
    finding: FollowingFinding | None = None
    judged: bool = False


def _read(
    item: ChecklistItem,
    visit: _Visit,
    filed: Decimal | None,
    limits: Mapping[str, Decimal],
    codes: Mapping[str, Mapping[str, Text]],
) -> _Read:
    answer = _answer(visit, item)
    if answer is None:
        return _Read((GapKind.ITEM,))
    if answer == NOT_APPLICABLE:
        if not item.not_applicable:
            return _Read((GapKind.VALUE,))
        reason = visit.values.get(reason_path(visit.checklist, item.id))
        return _Read(() if isinstance(reason, str) and reason.strip() else (GapKind.REASON,))
    number = _number(item, answer) if item.kind in (AnswerKind.COUNT, AnswerKind.NUMBER) else None
    if not _is_taken(item, answer, number, codes):
        return _Read((GapKind.VALUE,))
    mismatch = None
    if item.beside is not None and number is not None and filed is not None:
        mismatch = Mismatch(number, filed) if abs(number - filed) > item.beside.tolerance else None
    failed = _fails(item, answer, number, limits)
    finding = FollowingFinding(item, failed, mismatch) if failed or mismatch is not None else None
    needs_photo = item.photo is PhotoRule.ALWAYS or (item.photo is PhotoRule.FAILING and finding is not None)
    has_photo = item_path(visit.checklist, item.id) in visit.pictured
    others = (visit.values.get(answer_path(visit.checklist, name)) for name in (item.at_most, item.goes_with))
    whole, twin = map(number_in, others)
    gaps = {
        GapKind.ABOVE: is_above(number, whole),
        GapKind.ALONE: is_alone(number, twin),
        GapKind.PHOTO: needs_photo and not has_photo,
    }
    return _Read(tuple(kind for kind, there in gaps.items() if there), finding, item.can_fail)


def _answer(visit: _Visit, item: ChecklistItem) -> Value:
    """None: not answered; a text of blanks is no answer."""
    value = visit.values.get(answer_path(visit.checklist, item.id))
    return (value.strip() or None) if isinstance(value, str) else value


def _number(item: ChecklistItem, answer: Value) -> Decimal | None:
    """None: not a number that the item takes. A count is whole and not below 0."""
    number = None if isinstance(answer, bool) else number_in(answer)
    if number is None:
        return None
    places = -int(number.normalize().as_tuple().exponent)
    if item.kind is AnswerKind.COUNT:
        return number if number >= 0 and places <= 0 else None
    return number if places <= item.decimals else None


def _is_taken(
    item: ChecklistItem, answer: Value, number: Decimal | None, codes: Mapping[str, Mapping[str, Text]]
) -> bool:
    match item.kind:
        case AnswerKind.PASS_FAIL:
            return answer in (PASSED, FAILED)
        case AnswerKind.CHOICE:
            return isinstance(answer, str) and answer in codes.get(item.code_list, {})
        case AnswerKind.TEXT:
            return isinstance(answer, str)
    return number is not None


def _fails(item: ChecklistItem, answer: Value, number: Decimal | None, limits: Mapping[str, Decimal]) -> bool:
    """A limit whose parameter is not in force yet asks for nothing."""
    if item.kind is AnswerKind.PASS_FAIL:
        return answer == FAILED
    if item.kind is AnswerKind.CHOICE:
        return bool(item.passes.codes) and answer not in item.passes.codes
    if number is None:
        return False
    least, most, below = (
        limits.get(limit) if isinstance(limit, str) else limit
        for limit in (item.passes.least, item.passes.most, item.passes.below)
    )
    return (
        (least is not None and number < least)
        or (most is not None and number > most)
        or (below is not None and number >= below)
    )
