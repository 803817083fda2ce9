"""What the rows of audit events are called: the chain keeps ids for ever, each app names its own rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from taizhang.core.audit_words import object_words
from taizhang.core.language import language_of
from taizhang.core.models import AuditEvent, InstalledPack
from taizhang.core.packs import installed_packs

Namer = Callable[[Sequence[str]], Mapping[str, str]]
Finder = Callable[[str], QuerySet[Any]]
UNIT = "org_unit"  # the label of what an event's `org_unit` holds: codes, not ids
_namers: dict[str, Namer] = {}
_finders: dict[str, Finder] = {}
_unit_finders: list[Callable[[str], Collection[str]]] = []
# Under which name a detail holds the id or the code of what.
_IN_DETAILS = {
    "post": "organisation.Post",
    "submission": "ledgers.Submission",
    "user": "accounts.User",
    **dict.fromkeys(("children", "org_unit", "school", "schools", "successor", "successors", "units"), UNIT),
}


def register_audit_names(
    label: str, namer: Namer | None = None, *, finder: Finder | None = None, columns: Sequence[str] = ()
) -> None:
    """label: `app.Model` as the chain keeps it, or UNIT. namer(ids) returns the names of those it knows, by id, in a
    constant number of queries; without one a row is called what its `str` says. finder(words): the rows whose name
    holds the words; columns: those of the model that hold its name, for a row that is found by any of them. With
    neither it is found by its number only."""
    _namers[label] = namer or (lambda ids: _as_they_say(label, ids))
    if columns:
        finder = partial(_holding, label, columns)
    if finder is not None:
        _finders[label] = finder


def _holding(label: str, columns: Sequence[str], words: str) -> QuerySet[Any]:
    held = reduce(or_, (Q(**{f"{column}__icontains": words}) for column in columns))
    found: QuerySet[Any] = apps.get_model(label)._default_manager.filter(held)
    return found


def register_unit_finder(finder: Callable[[str], Collection[str]]) -> None:
    """finder(words) returns the codes of the units that words find, by any name they ever bore."""
    _unit_finders.append(finder)


def of_units(events: QuerySet[AuditEvent], words: str) -> QuerySet[AuditEvent]:
    """Events on the unit of that code, or on those that the words find."""
    codes = {code for finder in _unit_finders for code in finder(words)}
    return events.filter(org_unit__in=codes | {words})


def of_objects(events: QuerySet[AuditEvent], words: str) -> QuerySet[AuditEvent]:
    """Events on the thing of that number or name."""
    meant = Q(object_id=words) | Q(object_type__icontains=words)
    meant |= Q(object_type="", object_id__icontains=words)
    for label, finder in _finders.items():
        numbers = finder(words).order_by().annotate(pk_as_text=Cast("pk", CharField())).values("pk_as_text")
        meant |= Q(object_type=label, object_id__in=numbers)
    return events.filter(meant)


def rows_of(label: str, ids: Sequence[str]) -> dict[str, object]:
    """id -> row, in one query; ids that are none and rows that are gone are left out."""
    numbers = [int(one) for one in ids if one.isdecimal()]
    return {str(pk): row for pk, row in apps.get_model(label)._default_manager.in_bulk(numbers).items()}


class ObjectNames:
    """Names for the events that `events` returns, looked up together when the first is asked for: a page of the log
    costs one query a sort of object, however many lines it has."""

    def __init__(self, events: Callable[[], Iterable[AuditEvent]]) -> None:
        self._events = events

    def thing(self, event: AuditEvent) -> str:
        """ "filing: 学校基本情况 2026年 茶岭小学"; what has no name, or is gone, with its number."""
        words = object_words(event.object_type, event.object_id)
        name = self._found.get((event.object_type, event.object_id), "")
        return f"{object_words(event.object_type, '').strip()} {name}" if name else words

    def unit(self, event: AuditEvent) -> str:
        return self._found.get((UNIT, event.org_unit), event.org_unit)

    def detail(self, key: str, value: object) -> object:
        """A part of an event with the names of what it points to; what is no id, or is gone, as it is."""
        namer = _namers.get(_IN_DETAILS.get(key, ""))
        if namer is None or isinstance(value, bool | Mapping) or value is None:
            return value
        ids = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        known = namer(ids)
        named = [known.get(one, one) for one in ids]
        return named if isinstance(value, list) else named[0]

    @cached_property
    def _found(self) -> dict[tuple[str, str], str]:
        wanted: dict[str, set[str]] = defaultdict(set)
        for event in self._events():
            wanted[event.object_type].add(event.object_id)
            wanted[UNIT].add(event.org_unit)
        return {
            (label, one): name
            for label, ids in wanted.items()
            if label in _namers
            for one, name in _namers[label](sorted(ids)).items()
        }


def _as_they_say(label: str, ids: Sequence[str]) -> dict[str, str]:
    return {one: str(row) for one, row in rows_of(label, ids).items()}


def pack_names(ids: Sequence[str]) -> dict[str, str]:
    """Title and version; a pack that is gone by its id."""
    packs, language = installed_packs().packs, language_of()
    return {
        one: f"{packs[row.pack_id].title.get(language) if row.pack_id in packs else row.pack_id} {row.version}"
        for one, row in rows_of("core.InstalledPack", ids).items()
        if isinstance(row, InstalledPack)
    }
