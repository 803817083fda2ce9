"""What a phone takes along of a visit: everything that is needed in a school without signal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.installed import InstalledPacks
from taizhang.core.language import language_of
from taizhang.engine.checklist import Beside, Checklist, ChecklistItem, Passes, item_path, station_path
from taizhang.engine.rounding import plain_number
from taizhang.inspection.models import Finding, Visit, VisitEntry
from taizhang.inspection.models.visit import IS_OPEN
from taizhang.inspection.number_rules import plain_rules
from taizhang.inspection.queries.asked import plain_rechecks
from taizhang.inspection.queries.beside import filed_beside
from taizhang.inspection.queries.called import called_at
from taizhang.inspection.queries.checklists import HeldChecklist, held_checklist
from taizhang.inspection.queries.elsewhere import other_phones, photos_there
from taizhang.inspection.queries.scope import may_inspect, visible_visits
from taizhang.inspection.queries.standing_aside import without_barred
from taizhang.inspection.standing import year_before
from taizhang.organisation import queries as org_queries

Plain = dict[str, Any]  # what becomes JSON
MOST_DAYS = 14
OVERLAP = timedelta(minutes=2)


def visits_to_carry(actor: Actor, day: date) -> list[Visit]:
    """Visits of a day that the actor takes part in and that are still to be made; none from which they stand aside."""
    if actor.user_id is None:
        return []
    open_ones = visible_visits(actor).filter(IS_OPEN)
    mine = open_ones.filter(planned_on=day, members__person_id=actor.user_id)
    going = without_barred(mine, actor.user_id)
    return list(going.prefetch_related("checklists", "entries__by").order_by("org_unit__code", "pk"))


def visit_to_carry(actor: Actor, pk: int) -> list[Visit]:
    """One visit that is still to be made, for whoever may make it: at a desk not only who was planned enters."""
    open_ones = visible_visits(actor).filter(IS_OPEN, pk=pk)
    if actor.user_id is not None:
        open_ones = without_barred(open_ones, actor.user_id)
    return [visit for visit in open_ones.prefetch_related("checklists", "entries__by") if may_inspect(actor, visit)]


def days_to_carry(actor: Actor, day: date) -> list[tuple[date, int]]:
    """Days with open visits of the actor's, and how many: the next ones, and those that are late in a round that is
    not over."""
    if actor.user_id is None:
        return []
    open_ones = visible_visits(actor).filter(IS_OPEN)
    still = Q(planned_on__gte=day) | Q(round__last_on__gte=day)
    mine = open_ones.filter(still, members__person_id=actor.user_id)
    going = without_barred(mine, actor.user_id).order_by("planned_on")
    return list(going.values_list("planned_on").annotate(Count("pk", distinct=True))[:MOST_DAYS])


def entries_since(
    visit: Visit, cursor: datetime | None, *, other_than: str
) -> tuple[list[VisitEntry], datetime | None]:
    """Entries of other devices, received after the cursor, and the cursor for the next time. A little is told twice
    rather than missed: two servers' clocks may differ."""
    newest = visit.entries.aggregate(newest=Max("received_at"))["newest"]
    others = visit.entries.exclude(device=other_than).select_related("by")
    if cursor is not None:
        others = others.filter(received_at__gt=cursor - OVERLAP)
    return list(others), newest


def day_of_visit(visit: Visit) -> date:
    """The day of the newest entry by the phone's clock, but never after today nor before the planned day: a clock that
    runs wrong moves no visit out of its round."""
    newest = visit.entries.filter(late=False).aggregate(newest=Max("made_at"))["newest"]
    day = timezone.localtime(newest).date() if newest else visit.planned_on
    return min(day, clock.today()) if day >= visit.planned_on else visit.planned_on


def carried_visits(visits: Sequence[Visit], day: date, device: str = "") -> list[Plain]:
    """For a device, each visit with its checklists, what the school filed, last findings, what is asked again,
    contacts, entries, and what is not here yet; a constant number of queries for any number of visits."""
    units = sorted({visit.org_unit.code for visit in visits})
    names = org_queries.names(units, day)
    people: dict[str, list[Plain]] = {unit: [] for unit in units}
    for held in org_queries.holders(day, org_units=units):
        line = {"post": held.post.title, "name": held.person_name, "phone": held.phone}
        people[held.post.org_unit.code].append(line)
    versions = {version.pk: version for visit in visits for version in visit.checklists.all()}
    carried = {pk: found for pk, version in versions.items() if (found := held_checklist(version)) is not None}
    items = [item for one in carried.values() for item in one.checklist.items]
    filed, last, asked = filed_beside(units, items, day), _last_findings(units, day), plain_rechecks(visits, day)
    there, others = photos_there(visits), other_phones(visits, device)
    return [
        {
            "id": visit.pk,
            "date": str(visit.planned_on),
            "campaign": visit.round.campaign.title,
            "unit": {
                "code": unit,
                "title": names.get(unit, unit),
                "called": called_at(visit.org_unit).unit,
                "school": called_at(visit.org_unit).schools,
                "contacts": people[unit],
            },
            "checklists": [
                _plain(carried[version.pk], day, filed.get(unit, {}), last.get(unit, {}))
                for version in visit.checklists.all()
                if version.pk in carried
            ],
            "rechecks": asked[visit.pk],
            "filed": False,
            "there": there[visit.pk],
            "elsewhere": others[visit.pk],
            "entries": [plain_entry(entry) for entry in visit.entries.all()],
        }
        for visit in visits
        for unit in [visit.org_unit.code]
    ]


def plain_entry(entry: VisitEntry) -> Plain:
    return {
        "id": str(entry.pk),
        "path": entry.path,
        "value": entry.value,
        "supersedes": entry.supersedes,
        "at": entry.made_at.isoformat(),
        "device": entry.device,
        "by": str(entry.by or ""),
    }


def _last_findings(units: Iterable[str], day: date) -> dict[str, dict[str, Finding]]:
    """Unit -> item path -> the newest finding of the last year there."""
    found: dict[str, dict[str, Finding]] = {}
    recent = Finding.objects.filter(org_unit__code__in=units, found_on__gt=year_before(day), found_on__lte=day)
    for finding in (
        recent.exclude(item="").select_related("org_unit", "checklist", "closing").order_by("found_on", "pk")
    ):
        if finding.checklist is not None:
            found.setdefault(finding.org_unit.code, {})[item_path(finding.checklist.key, finding.item)] = finding
    return found


def _plain(
    held: HeldChecklist,
    day: date,
    filed: Mapping[Beside, Decimal],
    last: Mapping[str, Finding],
) -> Plain:
    language, checklist, packs = language_of(), held.checklist, held.packs
    limits = packs.parameters_on(checklist.pack, day)
    return {
        "key": checklist.key,
        "title": checklist.title.get(language),
        "stations": [
            {
                "path": station_path(checklist.key, station.id),
                "title": station.title.get(language),
                "required": station.required,
                "items": [
                    _plain_item(checklist, item, packs, limits, filed, last) for item in checklist.items_of(station)
                ],
            }
            for station in checklist.stations
        ],
    }


def _plain_item(
    checklist: Checklist,
    item: ChecklistItem,
    packs: InstalledPacks,
    limits: Mapping[str, Any],
    filed: Mapping[Beside, Decimal],
    last: Mapping[str, Finding],
) -> Plain:
    language, path, basis = language_of(), item_path(checklist.key, item.id), checklist.basis(item)
    before, choices = last.get(path), packs.code_list(checklist.pack, item.code_list).codes if item.code_list else {}
    own = filed.get(item.beside) if item.beside is not None else None
    return {
        "path": path,
        "text": item.text.get(language),
        "rule": " ".join(part for part in (basis.document, basis.article) if part) if basis else "",
        "kind": item.kind.value,
        "unit": item.unit,
        "choices": [[code, title.get(language)] for code, title in choices.items()],
        "passes": _plain_limits(item.passes, limits),
        "applicable": item.not_applicable,
        "photo": item.photo.value,
        "severity": item.severity.value if item.severity else "ordinary",
        "days": item.days,
        "hours": item.hours,
        "numbers": plain_rules(checklist, item),
        "beside": None
        if item.beside is None
        else {
            "title": item.beside.title.get(language),
            "value": None if own is None else plain_number(own),
            "tolerance": str(item.beside.tolerance),
        },
        "last": None if before is None else {"problem": before.problem, "day": str(before.found_on)},
    }


def _plain_limits(passes: Passes, limits: Mapping[str, Any]) -> Plain:
    """A parameter that is not in force on the day asks for nothing."""

    def number(limit: Decimal | str | None) -> str | None:
        value = limits.get(limit) if isinstance(limit, str) else limit
        return None if value is None else str(value)

    return {
        "least": number(passes.least),
        "most": number(passes.most),
        "below": number(passes.below),
        "codes": list(passes.codes),
    }
