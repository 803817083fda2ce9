"""Verifying an issued summary: every figure recomputed from its frozen inputs, every difference explained."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.figures.types import Verification
from taizhang.figures.verify import FrozenFigure, verify_figures
from taizhang.summaries.models import FrozenSlot, Summary, SummaryState


@dataclass(frozen=True, slots=True)
class SlotVerification:
    position: int
    indicator_key: str
    shown: str
    stored: Decimal | None
    verification: Verification


@dataclass(frozen=True, slots=True)
class SummaryVerification:
    """document_intact: the frozen text still has the hash it was issued with."""

    summary_id: int
    number: str
    document_intact: bool
    slots: tuple[SlotVerification, ...]

    @property
    def ok(self) -> bool:
        return self.document_intact and all(slot.verification.ok for slot in self.slots)

    @property
    def broken(self) -> tuple[SlotVerification, ...]:
        return tuple(slot for slot in self.slots if not slot.verification.ok)

    @property
    def moved(self) -> tuple[SlotVerification, ...]:
        """Still true to their inputs, but newer accepted versions exist."""
        return tuple(slot for slot in self.slots if slot.verification.ok and slot.verification.moved)


@transaction.atomic
def verify_summary(*, actor: Actor, summary: Summary) -> SummaryVerification:
    """Recompute each printed figure once from the row versions it was issued with."""
    actor.require(Permission.VERIFY_SUMMARY, summary.org_unit.code)
    if summary.state == SummaryState.DRAFT:
        raise NotAllowed("draft")
    intact = hashlib.sha256(summary.issued_json.encode()).hexdigest() == summary.issued_hash
    frozen = list(summary.slots.select_related("org_unit"))
    verified = verify_figures([_frozen_figure(slot, summary) for slot in frozen])
    slots = [
        SlotVerification(slot.position, slot.indicator_key, slot.shown, slot.value, verification)
        for slot, verification in zip(frozen, verified, strict=True)
    ]
    result = SummaryVerification(summary.pk, summary.number, intact, tuple(slots))
    audit.record(
        actor=actor,
        action="summary.verify",
        obj=summary,
        org_unit=summary.org_unit.code,
        detail={"ok": result.ok, "broken": len(result.broken), "moved": len(result.moved)},
    )
    return result


def _frozen_figure(slot: FrozenSlot, summary: Summary) -> FrozenFigure:
    return FrozenFigure(
        indicator_key=slot.indicator_key,
        org_unit=slot.org_unit.code,
        period_code=slot.period_code,
        value=slot.value,
        inputs=tuple(slot.inputs),
        pack_version=summary.pack_version,
    )
