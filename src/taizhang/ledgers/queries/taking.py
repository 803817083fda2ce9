"""Values that a ledger's fields take from another ledger (`from` in the pack), offered to a unit to be confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db.models import F, Q

from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.engine.pack import Field, FieldType, Ledger, LedgerKind
from taizhang.engine.periods import Period
from taizhang.ledgers.drafting import MAX_ROWS, texts_from
from taizhang.ledgers.models import Row, Submission
from taizhang.ledgers.reading.mapping import folded, plain
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.models import OrgUnit

Key = tuple[str, ...]
Pair = tuple[Field, Field]  # of the ledger that takes, of the other


@dataclass(slots=True)
class Taken:
    """rows: values by field id. keys: ids of the fields by which a row is found. sources: field id -> the ledger and
    the period that its values come from."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    keys: tuple[str, ...] = ()
    sources: dict[str, tuple[Ledger, Period]] = field(default_factory=dict)

    def texts(self, ledger: Ledger) -> list[dict[str, str]]:
        """The rows as a person would type them."""
        codes = code_lists_of(ledger, installed_packs())
        return [texts_from(values, ledger, codes) for values in self.rows]


def taken(ledger: Ledger, period: Period, org_unit: OrgUnit) -> Taken:
    """What the unit's last accepted filings of the other ledgers say, of periods that ended by then; at most MAX_ROWS.

    A ledger with a key gets one row for each key that the others hold; one without a key takes from filings of one row,
    because of several nobody knows which is meant. Three queries a ledger that is taken from.
    """
    return taken_by(ledger, period, [org_unit.pk]).get(org_unit.pk, Taken())


def taken_by(ledger: Ledger, period: Period, units: Collection[int]) -> dict[int, Taken]:
    """The same of many units, by their ids, in as many queries."""
    packs = installed_packs()
    rows: dict[int, dict[Key, dict[str, Any]]] = defaultdict(dict)
    found: dict[int, Taken] = defaultdict(Taken)
    for key in dict.fromkeys(item.source_ledger for item in ledger.fields if item.source_ledger):
        other = packs.ledgers.get(key)
        keys = row_pairs(ledger, other) if other is not None else None
        if other is None or keys is None:
            continue
        pairs = [*keys, *((item, one) for item in ledger.fields if (one := _source(item, other)) is not None)]
        last = _last(key, period, units)
        stored = _accepted_rows(last)
        for submission in last:
            unit, named = submission.org_unit_id, _by_key(stored.get(submission.pk, []), keys, packs)
            for own, values in named.items():
                row = rows[unit].setdefault(own, {})
                row |= {
                    item.id: value for item, one in pairs if (value := _moved(values, item, one, packs)) is not None
                }
            if named:
                at = (other, Period.parse(submission.period_code))
                found[unit].keys = tuple(item.id for item, _one in keys)
                found[unit].sources = {item.id: at for item, _one in pairs} | found[unit].sources
    for unit, kept in found.items():
        kept.rows = list(rows[unit].values())[:MAX_ROWS]
    return dict(found)


def _by_key(stored: list[dict[str, Any]], keys: list[Pair], packs: InstalledPacks) -> Mapping[Key, dict[str, Any]]:
    """The other's rows by what this ledger calls them; none where two would be called alike, so that nobody knows which
    is meant, and without one that this ledger has no word for."""
    found: dict[Key, dict[str, Any]] = {}
    for values in stored:
        named = tuple(_moved(values, item, one, packs) for item, one in keys)
        if None in named:
            continue
        own = tuple(map(str, named))
        if own in found:
            return {}
        found[own] = values
    return found


def _last(key: str, period: Period, units: Collection[int]) -> list[Submission]:
    """Each unit's last accepted filing of a period that ended by then."""
    found = Submission.objects.filter(
        org_unit__in=units, ledger_key=key, period_last__lte=period.last, accepted_version__isnull=False
    ).order_by("-period_last", "-period_first", "-pk")
    newest: dict[int, int] = {}
    for unit, pk in found.values_list("org_unit", "pk"):
        newest.setdefault(unit, pk)
    return list(Submission.objects.filter(pk__in=newest.values()))


def _accepted_rows(submissions: Sequence[Submission]) -> dict[int, list[dict[str, Any]]]:
    """Submission id -> the rows of its accepted version, in order."""
    accepted = F("submission__accepted_version")
    alive = Row.objects.filter(submission__in=[item.pk for item in submissions], added_in__lte=accepted).filter(
        Q(removed_in__isnull=True) | Q(removed_in__gt=accepted)
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for submission, data in alive.order_by("position", "pk").values_list("submission", "data"):
        found[submission].append(orjson.loads(data))
    return found


def row_pairs(ledger: Ledger, other: Ledger) -> list[Pair] | None:
    """The columns by which a row of one ledger finds its row in the other: the key, by headings and what its values
    can mean. Where one of the two has no key, the other's stands in both. [] when each has one row a unit; None when
    the rows are about different things, or nobody could tell which row is meant."""
    mine, theirs = _keyed(ledger), _keyed(other)
    if not mine and not theirs:
        return [] if ledger.kind is other.kind is LedgerKind.RETURN else None
    if mine and theirs and mine.keys() != theirs.keys():
        return None
    if not (mine and theirs) and LedgerKind.JOURNAL in (ledger.kind, other.kind):
        return None  # what happened is told again and again of the same thing
    names = mine or theirs
    mine, theirs = (_titled(one, names) for one in (ledger, other))
    if not mine.keys() == theirs.keys() == names.keys():
        return None
    pairs = [(mine[title], theirs[title]) for title in names]
    return pairs if all(item.may_take(one) for item, one in pairs) else None


def _keyed(ledger: Ledger) -> dict[str, Field]:
    return {plain(item.title.zh): item for item in ledger.fields if item.id in ledger.row_key}


def _titled(ledger: Ledger, titles: Mapping[str, Field]) -> dict[str, Field]:
    return {title: item for item in ledger.fields if (title := plain(item.title.zh)) in titles}


def _source(item: Field, other: Ledger) -> Field | None:
    if item.source_ledger != other.key:
        return None
    return next((one for one in other.fields if one.id == item.source_field), None)


def _moved(values: Mapping[str, Any], item: Field, one: Field, packs: InstalledPacks) -> Any:
    """The value as this column writes it; a code by its word, since two ledgers may write one word with different
    codes, or one of them as text. None where the column has no such word."""
    value = values.get(one.id)
    if value is None or FieldType.CODE not in (item.type, one.type):
        return value
    word = str(value)
    if one.type is FieldType.CODE:
        told = packs.code_lists[one.code_list].codes.get(word)
        word = told.zh if told is not None else ""
    if item.type is not FieldType.CODE:
        return word or None
    codes = packs.code_lists[item.code_list].codes
    return next((code for code, text in codes.items() if word and folded(text.zh) == folded(word)), None)
