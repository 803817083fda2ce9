"""Verifying an issued summary: every figure recomputed from its frozen inputs, every difference explained."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.models import AuditEvent
from taizhang.core.past_packs import packs_before
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.progress import Progress
from taizhang.engine.rounding import plain_number
from taizhang.figures.types import RowDifference, Verification
from taizhang.figures.verify import FrozenFigure, verify_figures
from taizhang.summaries.as_printed import AsPrinted, SlotWords
from taizhang.summaries.differences import difference_text
from taizhang.summaries.frozen import AlteredSlot, altered_slots
from taizhang.summaries.models import FrozenSlot, Summary, SummaryState, VerificationRecord

_TOLD = 50  # differences kept of one figure; a register filed anew has thousands


@dataclass(frozen=True, slots=True)
class SlotVerification:
    """words: the values as the document prints this figure; `stored` and `verification` keep every digit."""

    position: int
    indicator_key: str
    shown: str
    stored: Decimal | None
    verification: Verification
    words: SlotWords


@dataclass(frozen=True, slots=True)
class SummaryVerification:
    """document_intact: the frozen text still has the hash it was issued with, in the audit log too. altered: figures
    whose kept copy is not what the text prints. record_id: where the result is kept."""

    summary_id: int
    number: str
    document_intact: bool
    slots: tuple[SlotVerification, ...]
    altered: tuple[AlteredSlot, ...] = ()
    record_id: int = 0

    @property
    def ok(self) -> bool:
        return self.document_intact and not self.altered and all(slot.verification.ok for slot in self.slots)

    @property
    def broken(self) -> tuple[SlotVerification, ...]:
        return tuple(slot for slot in self.slots if not slot.verification.ok)

    @property
    def moved(self) -> tuple[SlotVerification, ...]:
        """Still true to their inputs, but newer accepted versions exist."""
        return tuple(slot for slot in self.slots if slot.verification.ok and slot.verification.moved)


def verify_summary(*, actor: Actor, summary: Summary, progress: Progress | None = None) -> SummaryVerification:
    """Recompute each printed figure from the row versions, and under the packs, that it was issued with.

    The result is kept with one audit event. Raises NotAllowed; Cancelled; TaizhangError when a query runs too long.
    """
    actor.require(Permission.VERIFY_SUMMARY, summary.org_unit.code)
    if summary.state == SummaryState.DRAFT:
        raise NotAllowed(_("A draft is not verified: its figures move with the records until it is issued."))
    event = _issue_event(summary)
    frozen = list(summary.slots.select_related("org_unit"))
    packs = packs_before(event.pk if event is not None else None)
    verified = verify_figures([_frozen_figure(slot, summary) for slot in frozen], packs=packs, progress=progress)
    wording = AsPrinted(summary, packs)
    slots = [
        SlotVerification(
            slot.position, slot.indicator_key, slot.shown, slot.value, verification, wording.words(slot, verification)
        )
        for slot, verification in zip(frozen, verified, strict=True)
    ]
    altered = altered_slots(summary, frozen)
    result = SummaryVerification(summary.pk, summary.number, _intact(summary, event), tuple(slots), altered)
    return _keep(actor, summary, result)


def _intact(summary: Summary, event: AuditEvent | None) -> bool:
    """The text fits its hash, and the hash the one in the audit log: whoever changes both is still found."""
    digest = hashlib.sha256(summary.issued_json.encode()).hexdigest()
    if digest != summary.issued_hash:
        return False
    return event is None or f'"{digest}"' in event.canonical


def _issue_event(summary: Summary) -> AuditEvent | None:
    """Where the issue stands in the audit log: the packs installed before it are those that it was made with."""
    events = AuditEvent.objects.filter(
        action="summary.issue", object_type=summary._meta.label, object_id=str(summary.pk)
    )
    return events.order_by("-pk").first()


@transaction.atomic
def _keep(actor: Actor, summary: Summary, result: SummaryVerification) -> SummaryVerification:
    record = VerificationRecord.objects.create(
        summary=summary,
        at=clock.now(),
        actor_id=actor.user_id,
        ok=result.ok,
        figure_count=len(result.slots),
        broken_count=len(result.broken),
        moved_count=len(result.moved),
        report=report_of(result),
    )
    audit.record(
        actor=actor,
        action="summary.verify",
        obj=summary,
        org_unit=summary.org_unit.code,
        detail={"ok": result.ok, "broken": len(result.broken), "moved": len(result.moved)},
    )
    return replace(result, record_id=record.pk)


def report_of(result: SummaryVerification) -> dict[str, object]:
    """What is kept: {document_intact, altered: [{position, indicator_key, printed, kept}],
    slots: [{position, indicator, shown, ok, pack_changed, stored, recomputed, now, missing_inputs, differences,
    more_differences, moved, more_moved}]}; the three values exact, and as `stored_words`, `recomputed_words` and
    `now_words` in the unit and decimals that the document prints; differences and moved as {zh, en, submission}.

    Slots that hold, have not moved and whose pack is the same are left out.
    """
    return {
        "document_intact": result.document_intact,
        "altered": [asdict(item) for item in result.altered],
        "slots": [_told(slot) for slot in result.slots if not _quiet(slot.verification)],
    }


def _quiet(found: Verification) -> bool:
    return found.ok and not found.moved and not found.pack_changed


def _told(slot: SlotVerification) -> dict[str, object]:
    found = slot.verification
    return {
        "position": slot.position,
        "indicator": slot.indicator_key,
        "shown": slot.shown,
        "ok": found.ok,
        "pack_changed": found.pack_changed,
        "stored": _number(found.stored),
        "recomputed": _number(found.recomputed),
        "now": _number(found.now),
        "stored_words": slot.words.stored,
        "recomputed_words": slot.words.recomputed,
        "now_words": slot.words.now,
        "missing_inputs": len(found.missing_inputs),
        "differences": [_difference(row) for row in found.differences[:_TOLD]],
        "more_differences": max(0, len(found.differences) - _TOLD),
        "moved": [_difference(row) for row in found.moved[:_TOLD]],
        "more_moved": max(0, len(found.moved) - _TOLD),
    }


def _difference(row: RowDifference) -> dict[str, object]:
    words = difference_text(row)
    return {"zh": words.zh, "en": words.get("en"), "submission": row.submission}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain_number(value)


def _frozen_figure(slot: FrozenSlot, summary: Summary) -> FrozenFigure:
    """With the version of the indicator's own pack, which may be one that the template's pack requires."""
    return FrozenFigure(
        indicator_key=slot.indicator_key,
        org_unit=slot.org_unit.code,
        period_code=slot.period_code,
        value=slot.value,
        inputs=tuple(slot.inputs),
        pack_version=str(slot.trace.get("pack_version") or summary.pack_version),
    )
