"""What is done about a notice that nobody receives."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.inspection.models import Delivery, Notice
from taizhang.inspection.services.rules import act_of, locked_notice, refuse, require_issuer, require_running


@transaction.atomic
def deliver_notice(*, actor: Actor, notice: Notice, on: date | None = None, handed_to: str = "") -> Delivery:
    """Send a notice again that was not received; its wait begins anew. handed_to: it was handed over to them on a day
    (on; None: today), which counts as the receipt. The same again on a day gives the delivery of before.

    Refuses a notice that was received or withdrawn, and a day before the issue or after today.
    """
    locked, day, whom = locked_notice(notice), on or clock.today(), handed_to.strip()[:200]
    acting = require_issuer(actor, locked.round.campaign, locked.org_unit.code)
    require_running(locked)
    known = locked.deliveries.filter(on=day, handed_to=whom).first()
    if known is not None:
        return known
    if locked.received_on is not None:
        refuse(
            locked.number,
            ("未签收的通知书", "a notice that was not received yet"),
            (f"已于{locked.received_on}签收", f"received on {locked.received_on}"),
            ("不用再送达。", "Its clock runs already."),
            code="delivery.received",
        )
    if not locked.issued_on <= day <= clock.today():
        refuse(
            locked.number,
            (f"{locked.issued_on}到{clock.today()}", f"{locked.issued_on} to {clock.today()}"),
            (str(day), str(day)),
            ("请填实际送达日期。", "Enter the day on which it was handed over."),
            code="delivery.day",
        )
    delivery = Delivery.objects.create(notice=locked, on=day, handed_to=whom, **act_of(acting))
    if whom:
        locked.received_on, locked.received_at = day, clock.now()
        locked.received_by_id, locked.received_for_id = acting.user_id, acting.in_place_of
        locked.save()
    audit.record(
        actor=acting,
        action="notice.deliver",
        obj=locked,
        org_unit=locked.org_unit.code,
        detail={"number": locked.number, "on": day, **({"to": whom} if whom else {})},
    )
    return delivery
