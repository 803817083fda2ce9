"""Campaigns, rounds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.engine.document_numbers import is_document_number
from taizhang.inspection.models import (
    Campaign,
    ChecklistVersion,
    Round,
)
from taizhang.inspection.services.rules import (
    act_of,
    refuse,
    require_order,
    require_planner,
    require_words,
)
from taizhang.organisation.models import OrgUnit

FIELDS = ("title", "theme", "basis", "mode", "first_on", "last_on", "scope", "number_prefix", "overdue_steps")
SCOPE_KEYS = {"units", "kinds", "stages", "ownerships", "zones", "townships"}


@transaction.atomic
def create_campaign(
    *, actor: Actor, org_unit: OrgUnit, values: Mapping[str, Any], checklists: Collection[tuple[str, str, str]] = ()
) -> Campaign:
    """values: some of FIELDS. checklists: (pack id, pack version, checklist id). Its first round has the same days."""
    actor.require(Permission.PLAN_INSPECTION, org_unit.code)
    campaign = Campaign.objects.create(org_unit=org_unit, **checked_values(values), **act_of(actor))
    campaign.checklists.set(checklist_versions(checklists))
    Round.objects.create(campaign=campaign, number=1, first_on=campaign.first_on, last_on=campaign.last_on)
    _record(actor, "campaign.create", campaign, {"title": campaign.title})
    return campaign


def checklist_versions(named: Collection[tuple[str, str, str]]) -> list[ChecklistVersion]:
    return [
        ChecklistVersion.objects.get_or_create(pack_id=pack, pack_version=version, checklist_id=checklist)[0]
        for pack, version, checklist in named
    ]


@transaction.atomic
def add_round(*, actor: Actor, campaign: Campaign, first_on: date, last_on: date, move_end: bool = False) -> Round:
    """The next round; what stayed open before is looked at again in it. One that ends after the campaign is refused,
    unless move_end says that the campaign ends with it."""
    require_planner(actor, campaign)
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("org_unit").get(pk=campaign.pk)
    require_order(first_on, last_on, locked.title)
    if last_on > locked.last_on and not move_end:
        refuse(
            locked.title,
            (f"至{locked.last_on}", f"not after {locked.last_on}, the campaign's end"),
            (str(last_on), str(last_on)),
            ("活动到此结束，可勾选延长。", "Change the day, or let the campaign end later."),
            code="round.end",
        )
    number = max((item.number for item in locked.rounds.all()), default=0) + 1
    found = Round.objects.create(campaign=locked, number=number, first_on=first_on, last_on=last_on)
    moved = {"before": locked.last_on, "after": last_on} if last_on > locked.last_on else {}
    if moved:
        locked.last_on = last_on
        locked.save()
    _record(actor, "campaign.round", locked, {"round": number, "from": first_on, "to": last_on, **moved})
    return found


def checked_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a campaign, stripped and with their defaults; refuses what no campaign can have."""
    found = dict(values)
    found["title"] = require_words(found.get("title"), "活动名称", "the campaign's title")
    found["theme"] = require_words(found.get("theme"), "主题", "the theme", where=found["title"])
    require_order(found["first_on"], found["last_on"], found["title"])
    prefix = str(found.get("number_prefix", "")).strip()
    if prefix and not is_document_number(f"{prefix}〔2026〕1号"):
        refuse(
            found["title"],
            ("发文机关代字，如青教督", "letters of the issuing body"),
            (f"“{prefix}”", repr(prefix)),
            ("只写代字，年份和序号自动编。", "Only the letters; year and number follow."),
            code="campaign.prefix",
        )
    found["number_prefix"] = prefix
    if strange := set(found.get("scope", {})) - SCOPE_KEYS:
        refuse(
            found["title"],
            ("单位名单，或按类别的规则", "a list of units, or a rule"),
            (str(sorted(strange)[0]), str(sorted(strange)[0])),
            ("请从表单里选择范围。", "Choose the scope in the form."),
            code="campaign.scope",
        )
    steps = [(int(after), str(words).strip()) for after, words in found.get("overdue_steps", ())]
    days = [after for after, _words in steps]
    if any(not words or after < 1 for after, words in steps) or days != sorted(set(days)):
        refuse(
            found["title"],
            ("逾期工作日由小到大，每步写明做什么", "working days ascending, each with what is done"),
            ("次序或内容不对", "another order, or no words"),
            ("例：1 电话提醒；5 报分管领导。", "As: 1 remind the school; 5 tell the leader."),
            code="campaign.steps",
        )
    found["overdue_steps"] = [list(step) for step in steps]
    return found


def _record(actor: Actor, action: str, campaign: Campaign, detail: Mapping[str, object]) -> None:
    audit.record(actor=actor, action=action, obj=campaign, org_unit=campaign.org_unit.code, detail=detail)
