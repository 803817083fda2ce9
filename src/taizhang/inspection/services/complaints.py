"""Complaints: recorded, they weigh in draws and may be followed by a visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.inspection.models import Complaint, ComplaintSource, Mode, Round, Visit
from taizhang.inspection.services.rules import act_of, refuse, require_planner_of, require_words
from taizhang.inspection.services.visits import plan_visit
from taizhang.organisation.models import OrgUnit

MOST_WEIGHT = 100  # of one complaint; more is a slip of the key


@transaction.atomic
def record_complaint(
    *,
    actor: Actor,
    org_unit: OrgUnit,
    received_on: date,
    matter: str,
    source: str = ComplaintSource.OTHER,
    weight: int = 1,
) -> Complaint:
    """weight: tickets that the unit gets beyond its own in draws, while the complaint counts."""
    require_planner_of(actor, org_unit.code)
    today = clock.today()
    if received_on > today:
        refuse(
            "",
            (f"不晚于{today}", f"not after {today}"),
            (str(received_on), str(received_on)),
            ("请改收到日期。", "Change the day of receipt."),
            code="complaint.day",
        )
    if not 1 <= weight <= MOST_WEIGHT:
        refuse(
            "",
            (f"1到{MOST_WEIGHT}的权重", f"a weight from 1 to {MOST_WEIGHT}"),
            (str(weight), str(weight)),
            ("请改权重。", "Change the weight."),
            code="complaint.weight",
        )
    complaint = Complaint.objects.create(
        org_unit=org_unit,
        received_on=received_on,
        matter=require_words(matter, "反映的问题", "what it is about"),
        source=source,
        weight=weight,
        **act_of(actor),
    )
    audit.record(
        actor=actor,
        action="complaint.record",
        obj=complaint,
        org_unit=org_unit.code,
        detail={"on": received_on, "weight": weight},
    )
    return complaint


@transaction.atomic
def plan_complaint_visit(
    *,
    actor: Actor,
    complaint: Complaint,
    round: Round,
    planned_on: date,
    members: Sequence[tuple[User, OrgUnit | None]],
) -> Visit:
    """A visit of a round that goes after the complaint, unannounced to the unit. Refused while another one stands."""
    Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if complaint.visits.filter(called_off_at__isnull=True).exists():
        refuse(
            "",
            ("一件投诉排一次走访", "one visit after a complaint"),
            ("已排过", "it is planned already"),
            ("请打开已有的走访。", "Open the visit that is there."),
            code="complaint.visit",
        )
    return plan_visit(
        actor=actor,
        round=round,
        org_unit=complaint.org_unit,
        planned_on=planned_on,
        members=members,
        mode=Mode.COMPLAINT,
        complaint=complaint,
    )
