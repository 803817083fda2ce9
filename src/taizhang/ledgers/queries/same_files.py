"""The same photo at two places: byte for byte, or so alike that it was only made smaller or saved anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.models import Evidence, PictureBand
from taizhang.ledgers.queries.row_numbers import numbers_where_they_stood
from taizhang.organisation import queries as org_queries

NEAR = 3  # bits of 64 that may differ; docs/algorithms/same-photo.md tells why
Pairs = Mapping[int, Mapping[int, bool]]  # evidence -> the other place's evidence -> only alike, not the same bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file hangs. number: of its row, where it last stood; None for a whole filing.
    field: of the cell, None for a row or a whole filing; readable: this reader may open it."""

    evidence: Evidence
    org_name: str
    ledger: Text
    period: Text
    number: int | None
    field: Text | None
    readable: bool


@dataclass(frozen=True, slots=True)
class SameFile:
    """A file of the filing in question and another place of it. near: alike, not the same bytes."""

    here: Place
    there: Place
    near: bool


def same_files(submissions: Collection[int]) -> Pairs:
    """Of all evidence of some filings, what hangs at another filing, row or cell too. Three queries."""
    standing = Evidence.objects.filter(withdrawn_at__isnull=True).order_by()
    mine = list(standing.filter(submission__in=submissions).select_related("file"))
    alike = _alike(standing.filter(submission__in=submissions), {item.file_id: item.file.look for item in mine})
    files = {item.file_id for item in mine} | {other for found in alike.values() for other in found}
    by_file: dict[int, list[Evidence]] = defaultdict(list)
    for item in standing.filter(file__in=files) if files else ():
        by_file[item.file_id].append(item)
    found: dict[int, dict[int, bool]] = {}
    for item in mine:
        others = {
            other.pk: near
            for file, near in [(item.file_id, False), *((one, True) for one in alike.get(item.file_id, ()))]
            for other in by_file[file]
            if (other.submission_id, other.row_id, other.field) != (item.submission_id, item.row_id, item.field)
        }
        if others:
            found[item.pk] = others
    return found


def _alike(evidence: QuerySet[Evidence], looks: Mapping[int, str]) -> dict[int, set[int]]:
    """file -> other files that look alike: those that share a quarter, then bit by bit."""
    if not any(looks.values()):
        return {}
    bands = PictureBand.objects.filter(file__in=evidence.values("file")).values("band")
    shared: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = PictureBand.objects.filter(band__in=bands).order_by().values_list("band", "file", "file__look")
    for band, file, look in rows:
        shared[band].append((file, int(look, 16)))
    found: dict[int, set[int]] = defaultdict(set)
    for files in shared.values():
        for own, bits in files:
            if own in looks:
                found[own].update(
                    other for other, theirs in files if other != own and (bits ^ theirs).bit_count() <= NEAR
                )
    return found


def same_file_places(actor: Actor, submission: int) -> list[SameFile]:
    """For the reviewer's page: both places of each, in the order of this filing's evidence; two places once, however
    often the file hangs there."""
    pairs = same_files([submission])
    ids = {*pairs, *(other for others in pairs.values() for other in others)}
    places = _places(
        actor,
        Evidence.objects.filter(pk__in=ids).select_related("submission__org_unit", "file", "row", "uploaded_by"),
    )
    found: dict[frozenset[tuple[int, int | None, str]], SameFile] = {}
    for own, others in sorted(pairs.items()):
        for other, near in sorted(others.items(), key=lambda pair: (pair[1], pair[0])):
            both = frozenset((_spot(places[own].evidence), _spot(places[other].evidence)))
            found.setdefault(both, SameFile(places[own], places[other], near))
    return list(found.values())


def _spot(evidence: Evidence) -> tuple[int, int | None, str]:
    return evidence.submission_id, evidence.row_id, evidence.field


def _places(actor: Actor, evidence: Iterable[Evidence]) -> dict[int, Place]:
    packs = installed_packs()
    found: Sequence[Evidence] = list(evidence)
    names: dict[object, dict[str, str]] = {}
    for last in {item.submission.period_last for item in found}:
        codes = {item.submission.org_unit.code for item in found if item.submission.period_last == last}
        names[last] = org_queries.names(codes, last)
    rows = [item.row for item in found if item.row is not None]
    numbers = numbers_where_they_stood(rows, {item.submission_id: item.submission.version for item in found})
    places = {}
    for item in found:
        filing, ledger = item.submission, packs.ledgers.get(item.submission.ledger_key)
        field = ledger.field(item.field) if ledger is not None and item.field else None
        code = filing.org_unit.code
        places[item.pk] = Place(
            evidence=item,
            org_name=names[filing.period_last].get(code, code),
            ledger=ledger.title if ledger is not None else Text(filing.ledger_key),
            period=Period.parse(filing.period_code).title,
            number=numbers[item.row_id] if item.row_id is not None else None,
            field=field.title if field is not None else None,
            readable=ledger is not None and actor.can(Permission.VIEW_LEDGER, code, ledger),
        )
    return places
