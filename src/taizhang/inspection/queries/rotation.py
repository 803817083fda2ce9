"""Inspectors change zones: who is due, where they could go next, and what a change would mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from taizhang.core.actor import Actor
from taizhang.engine.rotation import Seat, Sitter, rotate
from taizhang.inspection.models import VisitMember
from taizhang.inspection.planning_types import ZoneInspector
from taizhang.inspection.queries.people import recusals
from taizhang.inspection.queries.zones import schools_by_zone, visible_zones, zone_inspectors
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import Post, PostHolding


@dataclass(frozen=True, slots=True)
class RotationSeat:
    """A post of a zone that can be given: id of the post, and what it is called."""

    id: int
    zone: str
    zone_name: str
    title: str
    schools: int


@dataclass(frozen=True, slots=True)
class RotationLine:
    """An inspector with the seat of before and that of after. aside: (school, ground) of the new zone; former: day
    until which they had it before; planned: visits of the day or later for which they are named, which stay theirs."""

    who: ZoneInspector
    before: RotationSeat
    after: RotationSeat
    aside: tuple[tuple[str, str], ...]
    former: date | None
    planned: int

    @property
    def moves(self) -> bool:
        return self.before.id != self.after.id

    @property
    def kept(self) -> bool:
        """Due, and stays in the zone all the same."""
        return self.who.due and self.before.zone == self.after.zone


@dataclass(frozen=True, slots=True)
class RotationPlan:
    """vacant: names of zones that had an inspector and would have none; twice: seats to which several would come."""

    lines: tuple[RotationLine, ...]
    seats: tuple[RotationSeat, ...]
    vacant: tuple[str, ...]
    twice: tuple[str, ...]

    @property
    def moving(self) -> int:
        return sum(line.moves for line in self.lines)


class _Known:
    """Zones, seats and people of a day, read once."""

    def __init__(self, actor: Actor, on: date) -> None:
        zones = list(visible_zones(actor, on))
        self.on, self.titles = on, {zone.code: zone.name for zone in zones}
        self.drawn = schools_by_zone(actor, on)
        people = zone_inspectors(visible_zones(actor, on), on)
        self.people = [(zone, one) for zone in self.titles for one in people.get(zone, ())]
        counts = Counter(self.drawn.values())
        held = set(PostHolding.objects.on(on).values_list("post_id", flat=True))
        own = {one.post for _zone, one in self.people}
        posts = Post.objects.filter(zone__in=zones).select_related("zone").order_by("zone__code", "pk")
        self.seats = {
            post.pk: RotationSeat(post.pk, post.zone.code, post.zone.name, post.title, counts[post.zone.code])
            for post in posts
            if post.zone is not None and (post.pk in own or post.pk not in held)
        }
        users = [one.user for _zone, one in self.people if one.user is not None]
        self.barred = recusals(users, list(self.drawn), on)

    def aside(self, one: ZoneInspector) -> dict[str, list[tuple[str, str]]]:
        """Zone -> (school, ground) from which the inspector must stand aside."""
        found: dict[str, list[tuple[str, str]]] = {}
        for (user, school), (_ground, words) in self.barred.items():
            if user == one.user:
                found.setdefault(self.drawn[school], []).append((school, words))
        return found

    def former(self) -> dict[tuple[int | str, str], date]:
        """(user id, or name without an account; zone) -> the last day until which they had it."""
        ended = PostHolding.objects.filter(post__zone__isnull=False, valid_to__lte=self.on).order_by("valid_to")
        rows = ended.values_list("user_id", "person_name", "post__zone__code", "valid_to")
        return {(user or name, zone): until for user, name, zone, until in rows if until is not None and zone}


def proposed_rotation(actor: Actor, on: date) -> dict[int, int]:
    """Post of before -> post of after of all inspectors of visible zones, for a rotation on a day. The rules are those
    of `engine.rotation`; the same rows give the same proposal."""
    known = _Known(actor, on)
    former = known.former()
    people = Counter(zone for zone, _one in known.people)
    sitters = [
        Sitter(
            seat=one.post,
            due=one.due,
            months=one.months,
            aside={code: len(schools) for code, schools in known.aside(one).items()},
            former={code for key, code in former if key == (one.user or one.name) and code != zone},
        )
        for zone, one in known.people
    ]
    seats = [Seat(seat.id, seat.zone, seat.schools // max(1, people[seat.zone])) for seat in known.seats.values()]
    return rotate(sitters, seats)


def rotation_plan(actor: Actor, on: date, moves: Mapping[int, int]) -> RotationPlan:
    """What moves (post of before -> post of after) from a day on mean; who is not named stays."""
    known = _Known(actor, on)
    former = known.former()
    names = org_queries.names({school for _user, school in known.barred}, on)
    planned = _planned([one.user for _zone, one in known.people if one.user is not None], on)
    lines = []
    for zone, one in known.people:
        before = known.seats[one.post]
        after = known.seats.get(moves.get(one.post, one.post), before)
        moved = after.id != before.id
        aside = known.aside(one).get(after.zone, []) if moved else []
        lines.append(
            RotationLine(
                who=one,
                before=before,
                after=after,
                aside=tuple((names.get(school, school), words) for school, words in aside),
                former=former.get((one.user or one.name, after.zone)) if moved and after.zone != zone else None,
                planned=planned.get(one.user or 0, 0) if moved else 0,
            )
        )
    return RotationPlan(tuple(lines), tuple(known.seats.values()), *_gaps(lines))


def _gaps(lines: Sequence[RotationLine]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    left = {line.before.zone: line.before.zone_name for line in lines}
    comes = Counter(line.after for line in lines)
    filled = {seat.zone for seat in comes}
    twice = tuple(sorted(seat.title for seat, n in comes.items() if n > 1))
    return tuple(name for zone, name in left.items() if zone not in filled), twice


def _planned(people: Sequence[int], on: date) -> dict[int, int]:
    members = VisitMember.objects.filter(
        person__in=people, visit__filed_at__isnull=True, visit__called_off_at__isnull=True, visit__planned_on__gte=on
    )
    return dict(members.values_list("person_id").annotate(n=Count("pk")).order_by())


def coming_rotations(actor: Actor, day: date, *, zone: str = "") -> list[tuple[date, list[tuple[str, str, str]]]]:
    """Day -> (inspector, zone of before, zone of after) of what is to change after a day in zones that the actor sees,
    of one zone when it is given."""
    found: dict[date, list[tuple[str, str, str]]] = {}
    seen = set(visible_zones(actor, day).values_list("code", flat=True))
    for old, new in org_queries.coming_rotation(day):
        before, after = old.post.zone, new.post.zone
        if before is None or after is None:
            continue
        touched = {before.code, after.code}
        if touched & seen and (not zone or zone in touched):
            found.setdefault(new.valid_from, []).append((new.person_name, before.name, after.name))
    return list(found.items())
