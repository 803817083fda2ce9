"""What reading pages show: the list's columns, a slot of an issued summary, the chart of its parts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.tables import Column, Filter, Table
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.summaries.models import FrozenSlot, Summary, SummaryState
from taizhang.summaries.types import NOT_ANSWERABLE, Document, Finding, FindingKind


def slot_of(actor: Actor, summary: Summary, position: int) -> FrozenSlot:
    """A printed figure of an issued summary. Raises Http404 and NotAllowed."""
    slot = get_object_or_404(summary.slots.select_related("org_unit"), position=position)
    actor.require(Permission.VIEW_FIGURE, slot.org_unit.code)
    return slot


def summary_table(request: HttpRequest, found: QuerySet[Summary], *, may_write: bool) -> Table:
    """The list of summaries: newest first, found by words of the title or number, narrowed by state."""
    return Table(
        request,
        found,
        [
            Column("title", _("Title"), url=lambda row: reverse("summaries:summary-detail", args=[row.pk])),
            Column("state", _("State"), value=lambda row: row.get_state_display(), template="summaries/_state.html"),
            Column("number", _("Number")),
            Column("period_code", _("Period"), value=_period),
            Column("created_by", _("Writer"), value=lambda row: str(row.created_by or "")),
            Column("changed_at", _("Changed"), value=lambda row: f"{localtime(row.changed_at):%Y-%m-%d}"),
        ],
        filters=[
            Filter("q", _("Title or number"), kind="search", apply=_search),
            Filter("state", _("State"), SummaryState.choices),
        ],
        title=_("Summaries"),
        default_sort="-changed_at",
        empty=(
            _("No summary yet"),
            _("Pick a summary of a pack; its figures are filled in at once."),
            reverse("summaries:summary-create") if may_write else "",
            _("Write a summary"),
        ),
    )


def _period(row: Summary) -> Text:
    return Period.parse(row.period_code).title


def _search(rows: QuerySet[Summary], words: str) -> QuerySet[Summary]:
    return rows.filter(Q(title__icontains=words) | Q(number__icontains=words))


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings that are read together: open ones of a kind, or answered ones with the same reason."""

    kind: FindingKind | None
    reason: str
    findings: tuple[Finding, ...]

    @property
    def answerable(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.answerable)


def open_groups(document: Document) -> list[FindingGroup]:
    """What stands in the way, by kind; what no reason can answer comes first, else in reading order."""
    kinds = dict.fromkeys(finding.kind for finding in document.open_findings)
    ordered = sorted(kinds, key=lambda kind: kind not in NOT_ANSWERABLE)
    return [
        FindingGroup(kind, "", tuple(item for item in document.open_findings if item.kind is kind)) for kind in ordered
    ]


def answered_groups(document: Document) -> list[FindingGroup]:
    """What was answered, by reason, so that one reason given for many is taken back at once."""
    answered = [finding for finding in document.findings if finding.reason]
    reasons = dict.fromkeys(finding.reason for finding in answered)
    return [FindingGroup(None, reason, tuple(item for item in answered if item.reason == reason)) for reason in reasons]


def parts_chart(slot: FrozenSlot) -> dict[str, object] | None:
    """Bars of the parts as at issue, in the order of the table beside them; none for fewer than two, or all alike."""
    parts = slot.trace.get("parts", ())
    indicator = installed_packs().indicators.get(slot.indicator_key)
    if len(parts) < 2 or len({part["value"] for part in parts}) == 1:
        return None
    return {
        "type": "bar",
        "unit": slot.trace.get("unit", ""),
        "decimals": indicator.decimals if indicator is not None else 0,
        "rows": [[part["name"], part["value"]] for part in parts],
    }
