"""How a visit stands for who carries it on a phone: theirs to make, or what has ended that meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.inspection.models import CarriedVisit, Visit
from taizhang.inspection.queries.scope import may_give_over, may_inspect, takes_part, visible_visits
from taizhang.inspection.queries.standing_aside import ground_to_stand_aside


@dataclass(frozen=True, slots=True)
class PhoneStanding:
    """why: what the phone's owner is told, "" while the visit is theirs to make. takes: whether what was entered on
    the phone is still taken in; theirs: whether they take part in it. gives: it is taken in once they hand it over to
    who goes now."""

    visit: Visit
    why: str
    takes: bool
    theirs: bool
    gives: bool = False

    def why_to(self, *, was_theirs: bool) -> str:
        """why, for a phone that knows its owner as one of those who go, or as one who enters at a desk."""
        given_away = was_theirs and not self.theirs and self.visit.filed_at is None
        return self.why or (_("This visit was given to somebody else.") if given_away else "")


def phone_standing(actor: Actor, pk: int, *, given: bool = False) -> PhoneStanding:
    """Of a visit that the actor may enter or once took along; Http404 for any other. A filed visit takes in what comes
    late from whoever may enter. given: the phone's owner hands over what they entered before it was somebody else's."""
    visit = visible_visits(actor).filter(pk=pk).first()
    if visit is None or not may_inspect(actor, visit):
        carried, why = _once_carried(actor, pk), _("This visit was given to somebody else.")
        gives = may_give_over(actor, carried) and not ground_to_stand_aside(actor, carried)
        return PhoneStanding(carried, why, gives and given, False, gives)
    theirs, ground = takes_part(actor, visit), ground_to_stand_aside(actor, visit)
    if visit.filed_at is not None:
        return PhoneStanding(visit, "", True, theirs)
    if visit.called_off_at is not None:
        why = _("This visit was called off: {reason}").format(reason=visit.called_off_why)
        return PhoneStanding(visit, why, True, theirs)
    if ground:
        why = _("You must stand aside at this school ({ground}).").format(ground=ground)
        return PhoneStanding(visit, why, False, theirs)
    return PhoneStanding(visit, "", True, theirs)


def _once_carried(actor: Actor, pk: int) -> Visit:
    """Nothing is told of a visit that the actor never had."""
    carried = CarriedVisit.objects.filter(visit=pk, person_id=actor.user_id or 0).select_related("visit__org_unit")
    found = carried.first()
    if found is None:
        raise Http404
    return found.visit
