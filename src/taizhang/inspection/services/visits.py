"""Planning visits and taking in what is entered: in any order, as often as a device sends it, nothing twice."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem
from taizhang.inspection.models import (
    ChecklistVersion,
    Complaint,
    Notice,
    Round,
    Team,
    Visit,
    VisitEntry,
    VisitMember,
    VisitPhoto,
)
from taizhang.inspection.models.visit import IS_OPEN
from taizhang.inspection.queries import PlaceToVisit, may_plan, places_to_visit
from taizhang.inspection.record import Record, is_path
from taizhang.inspection.services.photos import LONGEST_PATH, new_photo
from taizhang.inspection.services.rules import (
    InspectionError,
    act_of,
    problem,
    refuse,
    require_entering,
    require_going,
    require_planner,
    require_sent,
    require_words,
)
from taizhang.inspection.types import NewEntry, Received
from taizhang.organisation.models import OrgUnit

MOST_ENTRIES = 2000  # in one batch; a visit of sixty items has a few hundred


@transaction.atomic
def plan_visit(
    *,
    actor: Actor,
    round: Round,
    org_unit: OrgUnit,
    planned_on: date,
    members: Sequence[tuple[User, OrgUnit | None]],
    client_id: uuid.UUID | None = None,
    mode: str = "",
    team: Team | None = None,
    follows: Notice | None = None,
    complaint: Complaint | None = None,
    checklists: Sequence[ChecklistVersion] | None = None,
) -> Visit:
    """A visit of a round: by who plans the campaign, or who inspects the unit. members: (person, section); the first
    leads. The same client_id again gives the visit of before. checklists None: the campaign's.

    Refuses a day that is past, people who are recused, a unit that is gone on the day, and a visit without people.
    """
    if not may_plan(actor, round.campaign):
        actor.require(Permission.INSPECT, org_unit.code)
    Round.objects.select_for_update(of=("self",)).get(pk=round.pk)  # two that send the same plan wait for each other
    known = Visit.objects.filter(client_id=client_id).first() if client_id else None
    if known is not None:
        return known
    require_sent(round.campaign, [person.pk for person, _section in members])
    there = places_to_visit([org_unit.code], [person.pk for person, _section in members], planned_on)
    if planned_on < clock.today():
        refuse(
            there[org_unit.code].name,
            (f"{clock.today()}及以后", f"{clock.today()} or later"),
            (str(planned_on), str(planned_on)),
            ("请改日期。", "Nothing is planned in the past; change the day."),
            code="visit.past",
        )
    visit = new_visit(
        Visit(
            client_id=client_id or uuid.uuid4(),
            round=round,
            org_unit=org_unit,
            mode=mode or round.campaign.mode,
            team=team,
            follows=follows,
            complaint=complaint,
            planned_on=planned_on,
            **act_of(actor),
        ),
        there[org_unit.code],
        members,
        list(checklists if checklists is not None else round.campaign.checklists.all()),
    )
    _record(actor, "visit.plan", visit, {"on": planned_on, "round": round.number})
    return visit


def new_visit(
    visit: Visit,
    place: PlaceToVisit,
    members: Sequence[tuple[User, OrgUnit | None]],
    checklists: Sequence[ChecklistVersion],
) -> Visit:
    """Kept, with its base unit and zone as of the planned day. In the caller's transaction, which holds the round.
    Refuses what `plan_visit` does."""
    _require_plannable(visit.round, visit.org_unit.code, place, visit.planned_on)
    _require_members(members, place)
    visit.base_unit, visit.zone = place.base_unit, place.zone
    visit.save()
    listed = Visit.checklists.through
    listed.objects.bulk_create(listed(visit=visit, checklistversion=version) for version in checklists)
    VisitMember.objects.bulk_create(
        VisitMember(visit=visit, person=person, section=section, leads=place == 0)
        for place, (person, section) in enumerate(members)
    )
    return visit


def _require_plannable(round: Round, unit: str, place: PlaceToVisit, planned_on: date) -> None:
    name = place.name
    if not place.there:
        refuse(
            name,
            ("当天还在的单位", "a unit that is there on the day"),
            ("已撤并", "it is closed or merged"),
            ("请改选承接的单位。", "Choose the unit that took it over."),
            code="visit.unit",
        )
    if not round.first_on <= planned_on <= round.last_on:
        refuse(
            name,
            (f"{round.first_on}到{round.last_on}", f"{round.first_on} to {round.last_on}"),
            (str(planned_on), str(planned_on)),
            ("请改日期，或先调整轮次。", "Change the day, or add a round."),
            code="visit.day",
        )
    if Visit.objects.filter(
        round=round, org_unit__code=unit, planned_on=planned_on, called_off_at__isnull=True
    ).exists():
        refuse(
            name,
            ("同一天只排一次走访", "one visit a day"),
            ("已排过", "it is planned already"),
            ("请打开已有的走访。", "Open the visit that is there."),
            code="visit.twice",
        )


def _require_members(members: Sequence[tuple[User, OrgUnit | None]], place: PlaceToVisit) -> None:
    if not members:
        refuse(
            place.name,
            ("至少一名检查人员", "at least one inspector"),
            ("没有", "nobody"),
            ("请选择带队人员。", "Choose who leads."),
            code="visit.people",
        )
    grounds = place.recused
    problems = [
        problem(
            str(person),
            ("不需回避的人员", "an inspector who need not stand aside"),
            (f"应回避（{grounds[person.pk]}）", f"recused ({grounds[person.pk]})"),
            ("请换人。", "Send another."),
            code="visit.recused",
        )
        for person, _section in members
        if person.pk in grounds
    ]
    if problems:
        raise InspectionError(problems)


@transaction.atomic
def plan_rechecks(
    *,
    actor: Actor,
    round: Round,
    planned_on: date,
    members: Sequence[tuple[User, OrgUnit | None]],
    notices: Sequence[Notice],
) -> list[Visit]:
    """One follow-up visit for each of some notices, in their round or a later one. A notice that has one waiting gets
    no other."""
    require_planner(actor, round.campaign)
    waiting = set(Visit.objects.filter(IS_OPEN, follows__in=notices).values_list("follows", flat=True))
    return [
        plan_visit(
            actor=actor,
            round=round,
            org_unit=notice.addressee,
            planned_on=planned_on,
            members=members,
            mode="follow_up",
            follows=notice,
        )
        for notice in notices
        if notice.pk not in waiting
    ]


@transaction.atomic
def call_off_visit(*, actor: Actor, visit: Visit, reason: str) -> Visit:
    """It is not made; what was planned and entered stays on record."""
    if not may_plan(actor, visit.round.campaign):
        actor.require(Permission.INSPECT, visit.org_unit.code)
    locked = Visit.objects.select_for_update(of=("self",)).select_related("org_unit").get(pk=visit.pk)
    if locked.called_off_at is not None:
        return locked
    if locked.filed_at is not None:
        refuse(
            str(locked.planned_on),
            ("没有提交的走访", "a visit that was not filed"),
            ("已提交", "it was filed"),
            ("提交的走访留存备查。", "Filed visits are kept."),
            code="visit.filed",
        )
    locked.called_off_at = clock.now()
    locked.called_off_why = require_words(reason, "取消的原因", "a reason")
    locked.save()
    _record(actor, "visit.call_off", locked, {"reason": locked.called_off_why})
    return locked


@transaction.atomic
def add_entries(*, actor: Actor, visit: Visit, entries: Sequence[NewEntry], given: bool = False) -> Received:
    """Take in a batch. An entry that is here already is passed over; a filed visit keeps what comes late, marked as
    such. Refuses, whole, a batch with an entry that is no entry of this visit, or an id that already says something
    else, and who must stand aside.

    The record grows as a set: the order of batches, and how often one comes, changes nothing. given: by who carried the
    visit before it was somebody else's.
    """
    require_entering(actor, visit, given=given)
    require_entries(entries)
    # A visit that was called off meanwhile still takes in what was entered in it: nothing is lost.
    locked = Visit.objects.select_for_update(of=("self",)).select_related("org_unit").get(pk=visit.pk)
    require_going(actor, locked)
    here = VisitEntry.objects.in_bulk([entry.id for entry in entries])
    now, known = clock.now(), 0
    fresh: dict[uuid.UUID, VisitEntry] = {}
    for entry in entries:
        old = here.get(entry.id) or fresh.get(entry.id)
        if old is None:
            fresh[entry.id] = new_entry(actor, locked, entry, now)
        elif _same(old, locked, entry):
            known += 1
        else:
            refuse(
                entry.path,
                ("编号唯一的一条记录", "an entry with an id of its own"),
                ("编号已用于别的内容", "its id says something else"),
                ("请在手机上重新保存这一项。", "Save the item again on the device."),
                code="entry.id",
            )
    VisitEntry.objects.bulk_create(fresh.values())
    if fresh and locked.started_at is None and locked.called_off_at is None:
        locked.started_at = now
        locked.save()
    if fresh and given:
        _record(actor, "visit.give_over", locked, {"count": len(fresh)})
    elif fresh:
        _record(actor, "visit.entries", locked, {"count": len(fresh)})
    return Received(len(fresh), known, Record(locked.entries.all()).conflicts)


def new_entry(actor: Actor, visit: Visit, entry: NewEntry, now: datetime) -> VisitEntry:
    """Not kept yet."""
    return VisitEntry(
        id=entry.id,
        visit=visit,
        path=entry.path,
        value=entry.value,
        supersedes=sorted(str(item) for item in entry.supersedes),
        made_at=entry.at,
        device=entry.device[:64],
        received_at=now,
        by_id=actor.user_id,
        late=visit.filed_at is not None,
    )


def _same(old: VisitEntry, visit: Visit, new: NewEntry) -> bool:
    """1 and true are equal in Python and not in JSON."""
    told = (new.path, type(new.value), new.value, {str(item) for item in new.supersedes})
    return old.visit_id == visit.pk and (old.path, type(old.value), old.value, set(old.supersedes)) == told


def require_entries(entries: Sequence[NewEntry]) -> None:
    """Raises InspectionError with all that are no entries of a visit."""
    problems: list[Problem] = []
    if len(entries) > MOST_ENTRIES:
        problems.append(
            problem(
                "",
                (f"一次不超过{MOST_ENTRIES}条", f"up to {MOST_ENTRIES} at once"),
                (f"{len(entries)}条", str(len(entries))),
                ("请分批发送。", "Send them in parts."),
                code="entry.many",
            )
        )
    problems += [
        problem(
            entry.path[:40],
            ("走访记录的一项", "a part of a visit's record"),
            (f"“{entry.path[:40]}”", repr(entry.path[:40])),
            ("请更新手机页面后再同步。", "Update the page on the device, then sync."),
            code="entry.path",
        )
        for entry in entries
        if len(entry.path) > LONGEST_PATH or not is_path(entry.path)
    ]
    problems += [
        problem(
            entry.path[:40],
            ("一个值", "one value"),
            (f"“{str(entry.value)[:10]}”", repr(entry.value)[:20]),
            ("小数请以文本发送。", "Send a number with decimals as a text."),
            code="entry.value",
        )
        for entry in entries
        if not isinstance(entry.value, str | int | None)
    ]
    if problems:
        raise InspectionError(problems)


@transaction.atomic
def add_photo(
    *,
    actor: Actor,
    visit: Visit,
    photo_id: uuid.UUID,
    data: bytes,
    name: str,
    path: str = "",
    original_sha256: str = "",
    taken_at: datetime | None = None,
    place: tuple[Decimal, Decimal] | None = None,
    given: bool = False,
) -> VisitPhoto:
    """Keep a photo by its hash. The same id again gives the photo of before. place: latitude, longitude. Refuses what
    is no picture, what is too big, and who must stand aside. given: as in `add_entries`."""
    require_entering(actor, visit, given=given)
    locked = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)  # a photo sent twice at once is one
    known = VisitPhoto.objects.filter(pk=photo_id).first()
    if known is not None and known.visit_id == visit.pk:
        return known
    if known is not None:
        refuse(
            name,
            ("编号唯一的照片", "a photo with an id of its own"),
            ("编号已用于别的走访", "its id belongs to another visit"),
            ("请在手机上重新保存照片。", "Save the photo again on the device."),
            code="photo.id",
        )
    require_going(actor, locked)
    photo = new_photo(actor, visit, photo_id, data, name, path)
    photo.original_sha256, photo.taken_at = original_sha256 or photo.original_sha256, taken_at
    photo.latitude, photo.longitude = place or (None, None)
    photo.save(force_insert=True)
    _record(actor, "visit.photo", visit, {"sha256": photo.file.sha256})
    return photo


def _record(actor: Actor, action: str, visit: Visit, detail: dict[str, object]) -> None:
    audit.record(actor=actor, action=action, obj=visit, org_unit=visit.org_unit.code, detail=detail)
