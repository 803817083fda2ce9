"""Numbers that a summary promises become targets; the next summary answers them. Called by the summaries, which this
app does not know: everything about them comes in as plain strings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.engine.periods import Period
from taizhang.organisation.models import OrgUnit
from taizhang.targets.models import PlanState, Target
from taizhang.targets.queries import unit_called
from taizhang.targets.services.plans import next_plan, next_position
from taizhang.targets.services.registers import head_of
from taizhang.targets.services.rules import amend
from taizhang.targets.services.targets import store_result


@dataclass(frozen=True, slots=True)
class Promise:
    """A number that was promised.

    source_key: the same for the same promise, also in a corrected summary. org_unit: code; period: the one in which it
    is to hold. owner: who the summary names, in its words. document, url: the summary's number and page.
    """

    source_key: str
    org_unit: str
    period: str
    sentence: str
    indicator_key: str
    comparison: str
    number: Decimal
    document: str
    url: str = ""
    owner: str = ""


@transaction.atomic
def adopt_promise(*, actor: Actor, promise: Promise) -> Target:
    """The target of a promise: in the unit's plan of that period, begun when there is none. Adopting it again changes
    nothing but a number that was corrected.

    Needs no permission of its own: whoever may issue the summary has promised it already. A named owner who is a
    section or unit of ours becomes the lead unit, its head the owner; else the target stands among the unowned.
    """
    unit = OrgUnit.objects.get(code=promise.org_unit)
    values = {
        "title": promise.sentence[:300],
        "indicator_key": promise.indicator_key,
        "comparison": promise.comparison,
        "number": promise.number,
        "period_code": promise.period,
        "source_document": promise.document,
        "source_sentence": promise.sentence[:500],
        "source_url": promise.url,
        "source_owner": promise.owner,
    }
    target = Target.objects.select_for_update().filter(source_key=promise.source_key).first()
    if target is not None:
        return _follow(actor, target, values)
    plan = next_plan(actor=actor, org_unit=unit, period=Period.parse(promise.period))
    lead = unit_called(promise.owner, unit)
    target = Target.objects.create(
        plan=plan,
        position=next_position(plan),
        lead_unit=lead,
        owner=head_of(lead),
        source_key=promise.source_key,
        **values,
    )
    reason = f"{promise.document}承诺"
    amend(actor=actor, plan=plan, target=target, reason=reason, changes={"added": ["", target.title]})
    _record(actor, target, promise.document)
    return target


def _follow(actor: Actor, target: Target, values: dict[str, object]) -> Target:
    """A corrected summary: what it says now, with what it said before kept."""
    changes = {
        name: [str(getattr(target, name)), str(value)]
        for name, value in values.items()
        if name in ("title", "comparison", "number") and getattr(target, name) != value
    }
    if not changes and target.source_document == values["source_document"]:
        return target
    amend(actor=actor, plan=target.plan, target=target, reason=f"{values['source_document']}更正", changes=changes)
    for name, value in values.items():
        setattr(target, name, value)
    target.save()
    _record(actor, target, str(values["source_document"]))
    return target


def _record(actor: Actor, target: Target, document: str) -> None:
    audit.record(
        actor=actor,
        action="target.adopt",
        obj=target,
        org_unit=target.plan.org_unit.code,
        detail={"source": target.source_key, "document": document, "number": target.number},
    )


@transaction.atomic
def answer_promise(
    *, actor: Actor, source_key: str, met: bool, text: str, document: str, value: Decimal | None = None
) -> Target | None:
    """What this period's summary says of a promise; None when it was never adopted. A closed plan keeps its answer."""
    target = Target.objects.filter(source_key=source_key).select_related("plan__org_unit").first()
    if target is None or target.plan.state == PlanState.CLOSED:
        return target
    return store_result(actor=actor, target=target, met=met, text=text[:500], value=value, document=document)
