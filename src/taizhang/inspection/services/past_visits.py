"""Visits that were made before they are entered here, such as those of a half-year kept on paper: many at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.inspection.models import Notice, Round, Team, Visit, VisitEntry, VisitPhoto
from taizhang.inspection.queries import asked_findings, filed_beside, places_to_visit
from taizhang.inspection.record import Record
from taizhang.inspection.services.filing import held_or_refused, items_of, require_past, take_in
from taizhang.inspection.services.gaps import require_settled
from taizhang.inspection.services.photos import new_photo
from taizhang.inspection.services.rules import act_of, require_planner
from taizhang.inspection.services.visits import new_entry, new_visit, require_entries
from taizhang.inspection.types import NewEntry
from taizhang.organisation.models import OrgUnit


@dataclass(frozen=True, slots=True)
class PastPhoto:
    """path: what it belongs to; an entry of the visit says so too."""

    id: uuid.UUID
    path: str
    name: str
    data: bytes
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PastVisit:
    """members: (person, section); the first led. entries: its whole record. follows: the notice that it re-checked."""

    client_id: uuid.UUID
    org_unit: OrgUnit
    members: Sequence[tuple[User, OrgUnit | None]]
    entries: Sequence[NewEntry]
    photos: Sequence[PastPhoto] = ()
    team: Team | None = None
    follows: Notice | None = None


@transaction.atomic
def record_past_visits(*, actor: Actor, round: Round, visited_on: date, visits: Sequence[PastVisit]) -> list[Visit]:
    """Visits of one day, planned, entered and filed at once by who plans the campaign and inspects for its section. All
    or none: what planning, entering and filing refuse is refused here too. A client_id that is known already gives the
    visit of before. What the units filed beside the items is read once for all.
    """
    require_planner(actor, round.campaign)
    actor.require(Permission.INSPECT, round.campaign.org_unit.code)
    require_past(visited_on)
    Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    known = {visit.client_id: visit for visit in Visit.objects.filter(client_id__in=[one.client_id for one in visits])}
    fresh = [past for past in visits if past.client_id not in known]
    versions = list(round.campaign.checklists.all())
    checklists = [held_or_refused(version) for version in versions]
    filed = filed_beside([past.org_unit.code for past in fresh], items_of(checklists), visited_on)
    people = {person.pk for past in fresh for person, _section in past.members}
    places = places_to_visit([past.org_unit.code for past in fresh], people, visited_on)
    made = [_made(actor, round, visited_on, past) for past in fresh]
    for visit, past in zip(made, fresh, strict=True):
        require_entries(past.entries)
        new_visit(visit, places[past.org_unit.code], past.members, versions)
    now = clock.now()
    entries = [
        [new_entry(actor, visit, entry, now) for entry in past.entries] for visit, past in zip(made, fresh, strict=True)
    ]
    VisitEntry.objects.bulk_create(entry for one in entries for entry in one)
    VisitPhoto.objects.bulk_create(
        _taken(actor, visit, photo) for visit, past in zip(made, fresh, strict=True) for photo in past.photos
    )
    asked = asked_findings(made, visited_on)
    for visit, written in zip(made, entries, strict=True):
        record, beside = Record(written), filed[visit.org_unit.code]
        require_settled(visit, record, checklists)
        known[visit.client_id] = take_in(actor, visit, visited_on, record, checklists, beside, asked[visit.pk])
    return [known[past.client_id] for past in visits]


def _taken(actor: Actor, visit: Visit, past: PastPhoto) -> VisitPhoto:
    photo = new_photo(actor, visit, past.id, past.data, past.name, past.path)
    photo.taken_at = past.taken_at
    return photo


def _made(actor: Actor, round: Round, visited_on: date, past: PastVisit) -> Visit:
    return Visit(
        client_id=past.client_id,
        round=round,
        org_unit=past.org_unit,
        mode="follow_up" if past.follows is not None else round.campaign.mode,
        team=past.team,
        follows=past.follows,
        planned_on=visited_on,
        **act_of(actor),
    )
