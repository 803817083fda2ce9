"""A campaign is corrected after it has begun, as far as what was done in it allows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.inspection.ledger_words import themes
from taizhang.inspection.models import Campaign, ChecklistVersion, Mode, Visit
from taizhang.inspection.queries import scope_words, titles_of, units_in_scope
from taizhang.inspection.services.campaigns import checked_values, checklist_versions
from taizhang.inspection.services.rules import InspectionError, problem, refuse, require_planner
from taizhang.organisation import queries as org_queries

CHANGEABLE = ("title", "theme", "basis", "scope", "number_prefix", "overdue_steps")


@transaction.atomic
def change_campaign(
    *,
    actor: Actor,
    campaign: Campaign,
    values: Mapping[str, Any],
    checklists: Collection[tuple[str, str, str]] | None = None,
) -> Campaign:
    """values: some of CHANGEABLE. checklists: (pack id, pack version, checklist id); None: as they are. Visits that are
    planned keep their checklists. The event of the audit log holds each value before and after, in words.

    Refuses a scope without a unit that was visited or is planned, and other checklists while the newest round has a
    visit: they hold for a whole round.
    """
    require_planner(actor, campaign)
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("org_unit", "basis").get(pk=campaign.pk)
    before, reach = _words(locked), set(units_in_scope(locked, clock.today()))
    kept = {name: getattr(locked, name) for name in (*CHANGEABLE, "mode", "first_on", "last_on")}
    for name, value in checked_values({**kept, **{key: values[key] for key in CHANGEABLE if key in values}}).items():
        setattr(locked, name, value)
    locked.save()
    if checklists is not None:
        _set_checklists(locked, checklist_versions(checklists))
    _require_visited(locked, reach)
    after = _words(locked)
    changed = {name: {"before": before[name], "after": after[name]} for name in before if before[name] != after[name]}
    if changed:
        audit.record(actor=actor, action="campaign.change", obj=locked, org_unit=locked.org_unit.code, detail=changed)
    return locked


def _set_checklists(campaign: Campaign, versions: Collection[ChecklistVersion]) -> None:
    before = list(campaign.checklists.all())
    if {version.key for version in versions} == {version.key for version in before}:
        return
    newest = campaign.rounds.order_by("number").last()
    if newest is not None and newest.visits.filter(called_off_at__isnull=True).exists():
        refuse(
            campaign.title,
            ("最新一轮还没有走访", "a newest round without a visit"),
            (f"第{newest.number}轮已有走访", f"round {newest.number} has visits"),
            ("检查清单请在新一轮里改。", "Change the checklists in a new round."),
            code="campaign.checklists",
        )
    campaign.checklists.set(versions)


def _require_visited(campaign: Campaign, reach: set[str]) -> None:
    """reach: units that were in scope so far; visits after a complaint or a notice go beyond it anyway."""
    visits = Visit.objects.filter(round__campaign=campaign, called_off_at__isnull=True, follows__isnull=True)
    visited = set(visits.exclude(mode=Mode.COMPLAINT).order_by().values_list("org_unit__code", flat=True))
    left = sorted((visited & reach) - set(units_in_scope(campaign, clock.today())))
    names = org_queries.names(left, clock.today())
    if left:
        raise InspectionError(
            [
                problem(
                    names.get(code, code),
                    ("仍在督查范围内", "still in scope"),
                    ("已排走访，却不在范围", "a visit is planned or made, out of scope"),
                    ("请保留该单位，或先取消走访。", "Keep the unit, or call the visit off."),
                    code="campaign.visited",
                )
                for code in left
            ]
        )


def _words(campaign: Campaign) -> dict[str, object]:
    """What can change, as a reader of the log says it."""
    known = themes()
    return {
        "title": campaign.title,
        "theme": known[campaign.theme].zh if campaign.theme in known else campaign.theme,
        "basis": str(campaign.basis) if campaign.basis is not None else "",
        "scope": scope_words(campaign, clock.today()),
        "number_prefix": campaign.number_prefix,
        "overdue_steps": [f"{after} {words}" for after, words in campaign.steps],
        "checklists": titles_of(campaign.checklists.all()),
    }
