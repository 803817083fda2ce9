"""What of a visit's record goes into another visit to the same unit, and what has no place there.

Entries are copied, each under an id that follows from the two visits and its own, so that a second press copies only
what came since; the history of a path goes along, so what replaced something replaces it there too.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from taizhang.core.actor import Actor
from taizhang.engine.checklist import place_of
from taizhang.engine.entries import Value
from taizhang.inspection.models import Visit, VisitEntry, VisitPhoto
from taizhang.inspection.models.visit import IS_OPEN
from taizhang.inspection.queries.checklists import held_checklists
from taizhang.inspection.queries.record_words import RecordWords
from taizhang.inspection.queries.scope import may_inspect, sees_record, visible_visits
from taizhang.inspection.queries.standing_aside import without_barred
from taizhang.inspection.record import Record

FINDING, NOTE = "finding", "note"  # what may become of what has no place
_SPACE = uuid.UUID("0d3b7a0e-6f0c-4f3e-9a51-5f2f8d6c1e77")
_WRITTEN = ("problem", "opinion", "responsible")


@dataclass(frozen=True, slots=True)
class OverLine:
    """A path that has its place there. here, there: in words, "" for nothing. kind: new | differs | same."""

    path: str
    title: str
    part: str
    here: str
    there: str
    kind: str


@dataclass(frozen=True, slots=True)
class Placeless:
    """An item or station that no checklist there asks for. said: its values in words. written: a finding of it was
    written out, which can stand without its item."""

    path: str
    title: str
    said: str
    written: bool

    @property
    def as_note(self) -> str:
        return f"{self.title}：{self.said}"


def may_take_over(actor: Actor, visit: Visit) -> bool:
    """Who could have made a visit that was called off, and reads its record."""
    return visit.called_off_at is not None and may_inspect(actor, visit) and sees_record(actor, visit)


def visits_to_take_over(actor: Actor, source: Visit) -> list[Visit]:
    """Open visits to the same unit that the actor may make, the next one first, own ones before others."""
    if actor.user_id is None:
        return []
    open_ones = visible_visits(actor).filter(IS_OPEN, org_unit=source.org_unit_id)
    going = without_barred(open_ones.exclude(pk=source.pk), actor.user_id).prefetch_related("members__person")
    visits = [visit for visit in going.order_by("planned_on", "pk") if may_inspect(actor, visit)]
    return sorted(visits, key=lambda visit: all(one.person_id != actor.user_id for one in visit.members.all()))


def taking_over(source: Visit, target: Visit) -> TakingOver:
    return TakingOver(source, target)


def giving_over(visit: Visit, said: Mapping[str, Value]) -> tuple[int, list[str]]:
    """Of what a phone would hand over to who goes now: how many paths are new in the record, and at which, in words,
    something else stands. What stands there is not told: the visit is not the teller's any more."""
    record = Record(visit.entries.all())
    words = RecordWords(record, held_checklists(visit), visit.org_unit)
    told = {path: value for path, value in said.items() if value not in (None, "") and not path.startswith("photo/")}
    differs = [path for path, value in told.items() if record.values.get(path, value) != value]
    new = sum(path not in record.standing for path in told)
    return new, [f"{words.title(path)} {words.part(path)}".strip() for path in words.in_order(differs)]


class TakingOver:
    """The comparison of two records. left: how many entries and photos are not there yet."""

    def __init__(self, source: Visit, target: Visit) -> None:
        self.source, self.target = source, target
        self.entries = list(source.entries.select_related("by"))
        self.mine, self.theirs = Record(self.entries), Record(target.entries.all())
        self.held = held_checklists(source)
        held = held_checklists(target)
        self._words = RecordWords(self.mine, self.held, source.org_unit)
        self._their_words = RecordWords(self.theirs, [*self.held, *held], target.org_unit)
        self._known = {f"item/{one.checklist.key}/{item.id}" for one in held for item in one.checklist.items}
        self._known |= {f"station/{one.checklist.key}/{item.id}" for one in held for item in one.checklist.stations}
        self._there = {entry.pk for rows in self.theirs.standing.values() for entry in rows}
        self._there |= set(target.entries.values_list("pk", flat=True))

    def id(self, name: object) -> uuid.UUID:
        """What something of the source is called in the target."""
        return uuid.uuid5(_SPACE, f"{self.target.pk}/{name}")

    def is_there(self, id: uuid.UUID) -> bool:
        return id in self._there

    def subject(self, path: str) -> str:
        """The item or station that a path belongs to; "" for what belongs to none. A finding belongs to its item."""
        kind, _slash, rest = path.partition("/")
        if kind == "finding":
            path = str(self.mine.values.get(f"finding/{rest.partition('/')[0]}/of") or "")
        place = place_of(path)
        return f"{place.kind}/{place.checklist}/{place.name}" if place is not None and place.kind != "photo" else ""

    def has_place(self, path: str) -> bool:
        return self.subject(path) in {"", *self._known}

    @cached_property
    def _findings(self) -> Mapping[str, str]:
        """Finding here -> there: the one finding that stands of the same item, so that both are told part by part."""
        named: dict[str, str] = {}
        for thing in self.mine.things("finding"):
            own = str(self.id(thing.name))
            of = thing.said.get("of")
            same = [one.name for one in self.theirs.things("finding") if of is not None and one.said.get("of") == of]
            named[thing.name] = same[0] if len(same) == 1 else own
        return named

    def path(self, path: str) -> str:
        """Where a path of the source stands in the target: things of their own bear another id there."""
        kind, slash, rest = path.partition("/")
        name, more, part = rest.partition("/")
        if kind == "finding":
            return f"finding/{self._findings.get(name, str(self.id(name)))}{more}{part}"
        if kind in ("difficulty", "photo"):
            return f"{kind}{slash}{self.id(name)}{more}{part}"
        return path

    @cached_property
    def copied(self) -> list[VisitEntry]:
        """Entries of the source that have a place and are not there yet; photos come by themselves."""
        return [
            entry
            for entry in self.entries
            if not entry.path.startswith("photo/")
            and self.has_place(entry.path)
            and not self.is_there(self.id(entry.pk))
        ]

    @cached_property
    def photos(self) -> list[VisitPhoto]:
        """Not there yet."""
        there = set(self.target.photos.values_list("pk", flat=True))
        return [photo for photo in self.source.photos.select_related("file") if self.id(photo.pk) not in there]

    @property
    def left(self) -> int:
        return len(self.copied) + len(self.photos)

    @cached_property
    def lines(self) -> list[OverLine]:
        """What stands in the source and has a place, photos apart, item by item."""
        paths = [path for path in self._words.in_order(self._here) if self.has_place(path) and not path.endswith("/of")]
        return [self._line(path) for path in paths]

    @cached_property
    def _here(self) -> dict[str, list[Value]]:
        """Path -> what stands there, several values where nobody has chosen, photos apart."""
        found = {path: [value] for path, value in self.mine.values.items()}
        for path in self.mine.conflicts:
            found[path] = [row.value for row in self.mine.standing[path] if row.value not in (None, "")]
        return {path: values for path, values in found.items() if values and not path.startswith("photo/")}

    def _told_here(self, path: str) -> str:
        return "；".join(dict.fromkeys(self._words.value(path, value) for value in self._here[path]))

    def _line(self, path: str) -> OverLine:
        there = self.path(path)
        rows = [row for row in self.theirs.standing.get(there, ()) if row.value not in (None, "")]
        mine, theirs = self._here[path], [row.value for row in rows]
        alike = [[(type(value), value)] == [(type(own), own) for own in mine] for value in theirs]
        return OverLine(
            path=path,
            title=self._words.title(path),
            part=self._words.part(path),
            here=self._told_here(path),
            there="；".join(dict.fromkeys(self._their_words.value(there, value) for value in theirs)),
            kind="same" if rows and all(alike) else "differs" if rows else "new",
        )

    @cached_property
    def placeless(self) -> list[Placeless]:
        """In the order of the source's checklists."""
        subjects = dict.fromkeys(
            subject
            for path in self._words.in_order(self._here)
            if (subject := self.subject(path)) and subject not in self._known
        )
        return [self._placeless(subject) for subject in subjects]

    def _placeless(self, subject: str) -> Placeless:
        said = [
            f"{self._words.part(path)} {self._told_here(path)}".strip()
            for path in self._words.in_order(self._here)
            if path == subject or path.startswith(f"{subject}/")
        ]
        return Placeless(subject, self._words.title(subject), "，".join(said), bool(self.written(subject)))

    def written(self, subject: str) -> str:
        """The finding of an item that somebody wrote out; "" without one."""
        found = (
            thing.name
            for thing in self.mine.things("finding")
            if thing.said.get("of") == subject and all(thing.said.get(part) for part in _WRITTEN)
        )
        return next(found, "")
