"""Statistics of inspection, and the findings that its numbers open into."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.language import language_of
from taizhang.core.requests import whole_number
from taizhang.core.status import status_of
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.periods import Period, PeriodKind
from taizhang.inspection import queries
from taizhang.inspection.models import Campaign, Severity
from taizhang.inspection.queries import Called
from taizhang.inspection.queries.statistics import BreakdownLine
from taizhang.inspection.types import NoticeState
from taizhang.inspection.views.common import crumbs_to, viewer
from taizhang.inspection.views.counted import period_choices


def _ways(called: Called) -> dict[str, str]:
    zones = {"zone": _("Zone")} if called.schools else {}
    return {
        "item": _("Item"), "rule": _("Rule"), "severity": _("Severity"), **zones, "kind": _("Kind of unit"),
        "inspector": called.inspector,
    }  # fmt: skip


def _outcomes() -> list[tuple[str, str]]:
    return [
        ("on_time", pgettext("finding", "closed in time")), ("late", pgettext("finding", "closed late")),
        ("overdue", pgettext("finding", "overdue")),
        ("answered", pgettext("finding", "past its deadline, reported")),
        ("open", pgettext("finding", "open, in time")),
        ("dropped", pgettext("finding", "dropped")), ("counted", pgettext("finding", "all but dropped")),
        ("closed", pgettext("finding", "closed")), ("due", pgettext("finding", "closed or past its deadline")),
    ]  # fmt: skip


_OF_OUTCOME = {
    "counted": ("on_time", "late", "overdue", "answered", "open"), "closed": ("on_time", "late"),
    "due": ("on_time", "late", "overdue", "answered"),
}  # fmt: skip


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Totals with their basis, then problems broken down one way; each number opens into its visits or findings."""
    actor = viewer(request)
    if not queries.inspects(actor):
        raise Http404
    periods = queries.periods_with_visits(actor)
    today = Period.containing(clock.today(), PeriodKind.HALF_YEAR)
    newest = next((item for item in periods if item.kind is PeriodKind.HALF_YEAR), today)
    period = queries.period_of(request.GET.get("period", "")) or newest
    campaigns = {str(item.pk): item for item in queries.visible_campaigns(actor)}
    campaign = campaigns.get(request.GET.get("campaign", ""))
    by = request.GET.get("by", "")
    called = queries.called_by(actor)
    ways = _ways(called)
    by = by if by in ways else "item"
    found = queries.statistics(actor, campaign=campaign, period=period, item=request.GET.get("of", ""))
    shown = _Shown(period, campaign, found.item)
    table = _breakdown_table(request, queries.breakdown(found, by), by, shown, called)
    context = {
        "tab": "statistics",
        "whole": True,
        "period": period,
        "periods": period_choices(sorted({*periods, today}, key=lambda item: item.last, reverse=True)),
        "campaign": campaign,
        "campaigns": campaigns.values(),
        "ways": ways.items(),
        "by": by,
        "item": found.item,
        "items": found.items,
        "totals": found.totals,
        "as_of": clock.today(),
        "visits_url": shown.visits(),
        "findings_url": shown.findings(),
        "figures": [(item.key, item.title.get(language_of())) for item in queries.figures_of_inspection(actor)],
        "crumbs": crumbs_to((_("Statistics"), "")),
    }
    return table_response(request, "inspection/statistics.html", table, context)


def _unnamed(by: str) -> str:
    return _("Without a zone") if by == "zone" else _("none named")


class _Shown:
    """What the page counts, and the addresses of the lists with the same filters."""

    def __init__(self, period: Period, campaign: Campaign | None, item: str) -> None:
        self.kept = {"period": period.code} | ({"campaign": str(campaign.pk)} if campaign is not None else {})
        self.kept |= {"item": item} if item else {}

    def visits(self, **more: str) -> str:
        return self._address("visit-list", {"state": "filed", **self.kept, **more})

    def findings(self, **more: str) -> str:
        return self._address("finding-list", {**self.kept, **more})

    @staticmethod
    def _address(name: str, values: dict[str, str]) -> str:
        return f"{reverse(f'inspection:{name}')}?{urlencode(values)}"


def _breakdown_table(request: HttpRequest, lines: list[BreakdownLine], by: str, shown: _Shown, called: Called) -> Table:
    def opens(number: str, **more: str) -> Any:
        """The findings behind a number; nothing to open where nothing was counted."""
        return lambda row: shown.findings(**{by: row.key or "-"}, **more) if getattr(row, number) else ""

    def visits(row: BreakdownLine) -> str:
        if not row.visits or by == "rule":
            return ""
        return shown.visits() if by == "severity" else shown.visits(**{by: row.key or "-"})

    return Table(
        request,
        lines,
        [
            Column("title", _ways(called)[by], value=lambda row: row.title or _unnamed(by)),
            Column("visits", _("Visits that looked"), numeric=True, unit=called.times, url=visits),
            Column("schools", _("Units visited"), numeric=True),
            Column("findings", _("Findings"), numeric=True, template="inspection/_found_cell.html",
                   url=opens("findings", outcome="counted")),
            Column("units_with", _("Units with findings"), numeric=True),
            Column("serious", _("Serious"), numeric=True, url=opens("serious", outcome="counted", severity="serious")
                   if by != "severity" else None),
            Column("closed", _("Closed"), numeric=True, url=opens("closed", outcome="closed")),
            Column("on_time_rate", _("Closed in time"), numeric=True, unit="%", decimals=1),
            Column("rebounds", _("Rebounds"), numeric=True, url=opens("rebounds", outcome="counted", rebound="yes")),
        ],
        filters=[Filter("q", _("Search"), kind="search")],
        title=_("Problem statistics"),
        default_sort="",
        row_id=lambda row: row.key,
        empty=(_("No visit in this period."), _("Numbers come from filed visits; nothing is said without them."),
               "", ""),
    )  # fmt: skip


@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    """Findings with every filter that the statistics count by; the inspected unit has its own."""
    actor = viewer(request)
    asked, called = request.GET.get("campaign", ""), queries.called_by(actor)
    rows = queries.finding_rows(
        actor,
        campaign=whole_number(asked),
        period=queries.period_of(request.GET.get("period", "")),
    )
    table = Table(
        request,
        rows,
        [
            Column("number", _("Number"), url=lambda row: reverse("inspection:visit-detail", args=[row.visit])),
            Column("unit_name", _("Unit"), url=lambda row: reverse("inspection:school-detail", args=[row.unit])),
            Column("problem", _("Problem")),
            Column("item_title", _("Item")),
            Column("rule", _("Rule")),
            Column("severity_label", _("Severity")),
            Column("found_on", _("Found on")),
            Column("state", _("State"), value=lambda row: status_of(row.state, "notice").word,
                   template="inspection/_finding_state_cell.html"),
            Column("due", _("Due"), template="inspection/_finding_due_cell.html"),
            Column("closed_on", _("Closed on")),
            Column("rebound", _("Rebound"), value=lambda row: _("yes") if row.rebound == "yes" else None),
            Column("campaign_title", _("Campaign"), shown=False),
            *([Column("zone_name", _("Zone"), shown=False)] if called.schools else []),
            Column("kind", _("Kind of unit"), shown=False),
        ],
        filters=_finding_filters(rows, queries.periods_with_visits(actor), called),
        title=_("Findings"),
        default_sort="-found_on",
        row_id=lambda row: row.id,
        empty=(_("No finding."), _("Findings are there once their visit is filed."), "", ""),
    )  # fmt: skip
    context = {"tab": "statistics", "whole": queries.inspects(actor), "crumbs": crumbs_to((_("Findings"), ""))}
    return table_response(request, "inspection/finding_list.html", table, context)


def _finding_filters(rows: list[queries.FindingRow], periods: list[Period], called: Called) -> list[Filter]:
    """What campaign and period keep is in the rows already. `-`: those that have none of it."""

    def kept(rows: Any, _value: str) -> Any:
        return rows

    def by(key: str) -> Any:
        return lambda rows, value: [row for row in rows if (getattr(row, key) or "-") == value]

    def choices(key: str, words: str) -> list[tuple[str, str]]:
        found = {getattr(row, key) or "-": getattr(row, words) or _unnamed(key) for row in rows}
        return sorted(found.items(), key=lambda pair: pair[1])

    def by_outcome(rows: Any, value: str) -> Any:
        return [row for row in rows if row.outcome in _OF_OUTCOME.get(value, (value,))]

    campaigns = {row.campaign: row.campaign_title for row in rows}
    states = [(state.value, status_of(state.value, "notice").word) for state in NoticeState]
    return [
        Filter("campaign", _("Campaign"), list(campaigns.items()), apply=kept),
        Filter("period", _("Period"), period_choices(periods), apply=kept),
        Filter("item", _("Item"), choices("item", "item_title"), apply=by("item")),
        Filter("rule", _("Rule"), choices("rule", "rule"), apply=by("rule")),
        Filter("severity", _("Severity"), Severity.choices),
        *([Filter("zone", _("Zone"), choices("zone", "zone_name"), apply=by("zone"))] if called.schools else []),
        Filter("kind", _("Kind of unit"), choices("kind", "kind"), apply=by("kind")),
        Filter("state", _("State"), states),
        Filter("outcome", _("Close-out"), _outcomes(), apply=by_outcome),
        Filter("rebound", _("Rebound"), [("yes", _("yes")), ("no", _("no"))]),
        Filter("inspector", called.inspector, apply=lambda rows, value: [r for r in rows if value in r.inspectors]),
        Filter("q", _("Search"), kind="search"),
    ]
