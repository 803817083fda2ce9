"""Which rows an actor may see, and what they may do with one. What is not one's own reads as not there.

Two sides: who inspects, leads or audits sees planned and running visits; the inspected unit sees its own visits once
they are filed, what was found in them, and its notices. A role that may answer notices is on the inspected side.
"""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from taizhang.core.actor import Actor, Grant
from taizhang.core.permissions import ROLE_PERMISSIONS, Permission
from taizhang.engine.checklist import item_path, photo_path
from taizhang.inspection.models import (
    Campaign,
    CarriedVisit,
    Difficulty,
    Finding,
    Notice,
    ReportPhoto,
    Round,
    Visit,
    VisitMember,
    VisitPhoto,
)
from taizhang.inspection.queries.sending import OWN_PEOPLE
from taizhang.inspection.record import Record
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

_M = TypeVar("_M", bound=models.Model)


def _answers(grant: Grant) -> bool:
    """By the role itself, not by what a token or a leave lets through of it: less rights never show more rows."""
    return Permission.ANSWER_NOTICE in ROLE_PERMISSIONS[grant.role]


def inspecting_scope(actor: Actor) -> frozenset[str]:
    """Units whose inspection the actor sees whole."""
    scopes = [grant.scope for grant in actor.granting(Permission.VIEW_INSPECTION) if not _answers(grant)]
    return frozenset().union(*scopes) if scopes else frozenset()


def inspected_scope(actor: Actor) -> frozenset[str]:
    """Units that the actor belongs to as an inspected one."""
    scopes = [grant.scope for grant in actor.granting(Permission.VIEW_INSPECTION) if _answers(grant)]
    return frozenset().union(*scopes) if scopes else frozenset()


def inspects(actor: Actor) -> bool:
    """Whether the actor is on the side that inspects, at all."""
    return any(not _answers(grant) for grant in actor.granting(Permission.VIEW_INSPECTION))


def visible_campaigns(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns that were begun at or below the unit of one of the actor's grants, whatever part of it they look after:
    a zone inspector sees the campaigns of the county. Never for the inspected side."""
    homes = {grant.org_unit for grant in actor.granting(Permission.VIEW_INSPECTION) if not _answers(grant)}
    if not homes:
        return Campaign.objects.none()
    joined = VisitMember.objects.filter(person_id=actor.user_id, visit__round__campaign=OuterRef("pk"))
    below = org_queries.scope_of_units(homes)
    return Campaign.objects.filter(Q(org_unit__code__in=below) | Exists(joined)).select_related(
        "org_unit", "basis", "by", "in_place_of"
    )


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """Visits to units that the actor looks after, of campaigns that they run, and those that they take part in; of the
    own unit as the inspected one only filed ones."""
    return Visit.objects.filter(_of_visits(actor)).select_related(
        "org_unit", "zone", "team", "round__campaign__org_unit", "follows", "filed_by", "filed_for", "by", "in_place_of"
    )


def _of_visits(actor: Actor) -> Q:
    if not actor.can(Permission.VIEW_INSPECTION):
        return Q(pk__in=[])
    whole = inspecting_scope(actor)
    seen = Q(filed_at__isnull=False, org_unit__code__in=inspected_scope(actor))
    if inspects(actor):
        joined = VisitMember.objects.filter(visit=OuterRef("pk"), person_id=actor.user_id)
        seen |= Q(org_unit__code__in=whole) | Q(round__campaign__org_unit__code__in=whole) | Q(Exists(joined))
    return seen


def visible_findings(actor: Actor) -> QuerySet[Finding]:
    """Of visible visits; a finding is there only since its visit was filed."""
    return Finding.objects.filter(visit__in=visible_visits(actor).order_by().values("pk")).select_related(
        "org_unit", "notice", "visit__round__campaign__org_unit", "checklist", "closing", "carried_from"
    )


def visible_difficulties(actor: Actor) -> QuerySet[Difficulty]:
    return Difficulty.objects.filter(visit__in=visible_visits(actor).order_by().values("pk")).select_related(
        "org_unit", "section"
    )


def visible_notices(actor: Actor) -> QuerySet[Notice]:
    """Notices about units that the actor looks after, of campaigns that they run, those with a finding of a visit that
    they took part in; and those that their own unit answers."""
    if not actor.can(Permission.VIEW_INSPECTION):
        return Notice.objects.none()
    own, whole = inspected_scope(actor), inspecting_scope(actor)
    seen = Q(org_unit__code__in=own) | Q(addressee__code__in=own)
    if inspects(actor):
        named = Q(notice=OuterRef("pk")) | Q(withdrawals__notice=OuterRef("pk"))
        found = Finding.objects.filter(named, visit__members__person_id=actor.user_id)
        seen |= Q(org_unit__code__in=whole) | Q(round__campaign__org_unit__code__in=whole) | Q(Exists(found))
    return Notice.objects.filter(seen).select_related(
        "org_unit", "addressee", "round__campaign__org_unit", "by", "in_place_of", "received_by", "received_for"
    )


def one_of(rows: QuerySet[_M], pk: object) -> _M:
    """The row, or Http404: one that is not there and one that is somebody else's look alike."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def visible_round(actor: Actor, pk: int) -> Round:
    """A round of a campaign that the actor sees; Http404 otherwise."""
    campaigns = visible_campaigns(actor).order_by().values("pk")
    return one_of(Round.objects.filter(campaign__in=campaigns).select_related("campaign__org_unit"), pk)


def planning_reach(actor: Actor) -> frozenset[str]:
    """Units for which the actor plans: a section plans for all of its county, though it stands above none of them."""
    reach = [grant.scope | grant.county for grant in actor.granting(Permission.PLAN_INSPECTION)]
    return frozenset().union(*reach) if reach else frozenset()


def own_campaigns(actor: Actor, permission: Permission) -> frozenset[str]:
    """Units whose campaigns are the actor's daily work: a village or township below them inspects for itself."""
    scope, homes = actor.scope(permission), {grant.org_unit for grant in actor.granting(permission)}
    others = OrgUnit.objects.filter(code__in=scope - homes, kind__in=OWN_PEOPLE)
    return scope - frozenset(others.values_list("code", flat=True)) if scope else scope


def may_plan(actor: Actor, campaign: Campaign) -> bool:
    return actor.can(Permission.PLAN_INSPECTION, campaign.org_unit.code)


def may_inspect(actor: Actor, visit: Visit) -> bool:
    """Who looks after the unit, or takes part in the visit."""
    if actor.can(Permission.INSPECT, visit.org_unit.code):
        return True
    return actor.can(Permission.INSPECT) and takes_part(actor, visit)


def may_give_over(actor: Actor, visit: Visit) -> bool:
    """Who inspects, and carried a visit that is somebody else's now: what their phone holds goes into its record."""
    carried = CarriedVisit.objects.filter(visit=visit, person_id=actor.user_id or 0)
    return actor.can(Permission.INSPECT) and carried.exists()


def takes_part(actor: Actor, visit: Visit) -> bool:
    return actor.user_id is not None and visit.members.filter(person_id=actor.user_id).exists()


def may_plan_recheck(actor: Actor, notice: Notice) -> bool:
    """Who plans the campaign, or inspects the unit that answers."""
    return may_plan(actor, notice.round.campaign) or actor.can(Permission.INSPECT, notice.addressee.code)


def may_issue(actor: Actor, campaign: Campaign, unit: str) -> bool:
    return actor.can(Permission.ISSUE_NOTICE, campaign.org_unit.code) or actor.can(Permission.ISSUE_NOTICE, unit)


def may_answer(actor: Actor, notice: Notice) -> bool:
    return actor.can(Permission.ANSWER_NOTICE, notice.addressee.code)


def may_close(actor: Actor, finding: Finding) -> bool:
    """The finder or above: who took part in the visit that found it, or who issues notices there."""
    finder = actor.can(Permission.INSPECT) and takes_part(actor, finding.visit)
    return finder or may_issue(actor, finding.visit.round.campaign, finding.org_unit.code)


def sees_unit(actor: Actor, code: str) -> bool:
    """Whether the unit's page has something for the actor: it is theirs, or they see a visit or notice of it."""
    if code in actor.scope(Permission.VIEW_INSPECTION):
        return True
    return (
        visible_visits(actor).filter(org_unit__code=code).exists()
        or visible_notices(actor).filter(Q(org_unit__code=code) | Q(addressee__code=code)).exists()
    )


def sees_record(actor: Actor, visit: Visit) -> bool:
    """The whole record, with its photos, is for the side that inspects; the inspected unit reads what was found. Of a
    visible visit."""
    code, campaign = visit.org_unit.code, visit.round.campaign.org_unit.code
    whole = inspecting_scope(actor)
    return code in whole or campaign in whole or (inspects(actor) and takes_part(actor, visit))


def visit_photo(actor: Actor, pk: int, photo_id: uuid.UUID) -> VisitPhoto:
    """A photo of a visit whose record the actor sees, and of a filed visit the photos of its findings for the inspected
    unit too; Http404 otherwise."""
    visit = one_of(visible_visits(actor), pk)
    photo = one_of(visit.photos.select_related("file"), photo_id)
    if not sees_record(actor, visit) and not _shows_a_finding(photo):
        raise Http404
    return photo


def _shows_a_finding(photo: VisitPhoto) -> bool:
    """Whether it belongs to a finding that the visit made when it was filed, or to its item."""
    path = photo_path(str(photo.pk))
    place = Record(photo.visit.entries.filter(path=path, late=False)).values.get(path, photo.path)
    findings = photo.visit.findings.select_related("checklist")
    items = {item_path(found.checklist.key, found.item) for found in findings if found.checklist is not None}
    return place in items | {f"finding/{found.client_id}" for found in findings}


def report_photo(actor: Actor, pk: int, photo_pk: int) -> ReportPhoto:
    """A photo of a report on a visible notice; Http404 otherwise."""
    notice = one_of(visible_notices(actor), pk)
    return one_of(ReportPhoto.objects.filter(report__notice=notice).select_related("file"), photo_pk)
