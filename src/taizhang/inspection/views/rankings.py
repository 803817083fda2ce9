"""Rankings by month: worked out now, issued with a circular, corrected when late facts came; each score opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.exports import file_response
from taizhang.core.form_pages import form_page, sentences
from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.errors import TaizhangError
from taizhang.engine.periods import Period
from taizhang.inspection import forms, queries, services
from taizhang.inspection.models import Campaign, Ranking, RankingLine
from taizhang.inspection.queries.ranking import RankingMonth
from taizhang.inspection.views.common import crumbs_to, viewer
from taizhang.organisation import queries as org_queries


@require_safe
def ranking_list(request: HttpRequest) -> HttpResponse:
    """Months of campaigns, with what was issued for them."""
    actor = viewer(request)
    rows = queries.ranking_months(actor)
    campaigns = {str(row.campaign.pk): row.campaign.title for row in rows}
    table = Table(
        request,
        rows,
        [
            Column("month", _("Month"), url=_month_address, value=lambda row: row.month),
            Column("campaign", _("Campaign"), value=lambda row: row.campaign.title),
            Column("visits", _("Scored visits"), numeric=True),
            Column("issued", _("Circular"), value=lambda row: row.issued.number if row.issued else None,
                   url=lambda row: _issued_address(row.issued) if row.issued else ""),
            Column("issued_on", _("Issued on"), value=lambda row: row.issued.issued_on if row.issued else None),
            Column("late", _("Came after it"), numeric=True),
        ],
        filters=[
            Filter("campaign", _("Campaign"), list(campaigns.items()),
                   apply=lambda rows, value: [row for row in rows if str(row.campaign.pk) == value]),
            Filter("q", _("Month"), kind="search"),
        ],
        title=_("Rankings"),
        default_sort="-month",
        empty=(_("No ranking yet."), _("A campaign is ranked by the weights of its checklists."), "", ""),
    )  # fmt: skip
    context = {"tab": "rankings", "whole": queries.inspects(actor)}
    return table_response(request, "inspection/ranking_list.html", table, context)


def _month_address(row: RankingMonth) -> str:
    if row.visits:
        return reverse("inspection:ranking-month", args=[row.campaign.pk, row.month])
    return _issued_address(row.issued) if row.issued else ""


def _issued_address(ranking: Ranking) -> str:
    return reverse("inspection:ranking-detail", args=[ranking.pk])


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    """A campaign whose ranking the reader may work out; Http404 otherwise."""
    actor = viewer(request)
    campaign = queries.one_of(queries.visible_campaigns(actor), pk)
    if not queries.sees_ranking(actor, campaign):
        raise Http404
    return campaign


@require_safe
def month_detail(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """The ranking as it is now; what was issued stands above it, with what changed since."""
    campaign, period = _campaign(request, pk), queries.month_period(month)
    actor = viewer(request)
    now = queries.month_ranking(campaign, period, language=language_of())
    issued = queries.visible_rankings(actor).filter(campaign=campaign, month=month, corrected_by__isnull=True).first()
    table = _table(request, now.units, campaign.pk, month, now.rule)
    context = {
        "tab": "rankings",
        "whole": True,
        "campaign": campaign,
        "period": period,
        "now": now,
        "issued": issued,
        "changes": queries.ranking_changes(issued, now) if issued else [],
        "issues": queries.may_issue_ranking(actor, campaign) and period.last <= clock.today(),
        "crumbs": _crumbs((f"{campaign.title} {period.title.get(language_of())}", "")),
    }
    return table_response(request, "inspection/ranking_month.html", table, context)


def _crumbs(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return crumbs_to((_("Rankings"), reverse("inspection:ranking-list")), *more)


def _table(
    request: HttpRequest, rows: Sequence[Any], campaign: int, month: str, rule: Mapping[str, Sequence[str]]
) -> Table:
    """rows: of a ranking that is worked out, or of an issued one as `_Shown`."""
    groups = dict.fromkeys(row.group for row in rows)
    open_ = queries.units_to_open(viewer(request), campaign, Period.parse(month))

    def visits(row: Any) -> str:
        return reverse("inspection:ranking-unit", args=[campaign, month, row.unit]) if row.unit in open_ else ""

    return Table(
        request,
        rows,
        [
            Column("name", _("Unit")),
            Column("group", _("Kind of unit"), value=lambda row: row.group or "—"),
            Column("rank", _("Rank"), numeric=True, template="inspection/_rank_cell.html"),
            Column("score", _("Score"), numeric=True, decimals=2, url=visits),
            Column("visits", _("Scored visits"), numeric=True, value=lambda row: len(row.visits)),
            Column("findings", _("Findings"), numeric=True),
            Column("band", _("Reward or penalty"), value=lambda row: queries.band_words(rule, row.band)),
        ],
        filters=[Filter("group", _("Kind of unit"), [(group, group) for group in groups]),
                 Filter("q", _("Search"), kind="search")],
        title=_("Ranking"),
        row_id=lambda row: row.unit,
        per_page=200,
        empty=(_("Nobody is scored in this month."), _("Visits with a checklist that has weights are scored."), "", ""),
    )  # fmt: skip


class _Shown:
    """A line of an issued ranking as the table reads it."""

    def __init__(self, line: RankingLine) -> None:
        self.unit, self.name, self.group, self.rank = line.org_unit.code, line.name, line.group, line.rank
        self.tied, self.score, self.visits = line.tied, line.value, line.visits
        self.findings, self.band = line.findings, line.band


@require_safe
def ranking_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """As it was issued; for who issues, whether it would be issued otherwise today."""
    actor = viewer(request)
    ranking = queries.one_of(queries.visible_rankings(actor), pk)
    lines = [_Shown(line) for line in ranking.lines.select_related("org_unit")]
    later = queries.visible_rankings(actor).filter(corrects=ranking).first()
    whole = queries.sees_ranking(actor, ranking.campaign)
    live = whole and later is None
    now = queries.month_ranking(ranking.campaign, Period.parse(ranking.month)) if live else None
    table = _table(request, lines, ranking.campaign_id, ranking.month, ranking.rule)
    context = {
        "tab": "rankings",
        "whole": queries.inspects(actor),
        "ranking": ranking,
        "period": Period.parse(ranking.month),
        "later": later,
        "sees_whole": whole,
        "changes": queries.ranking_changes(ranking, now) if now else [],
        "issues": queries.may_issue_ranking(actor, ranking.campaign),
        "takes": actor.can(Permission.EXPORT),
        "rule": queries.rule_words(ranking),
        "crumbs": _crumbs((ranking.number, "")) if queries.inspects(actor) else [],
    }
    return table_response(request, "inspection/ranking_detail.html", table, context)


@require_safe
def unit_score(request: HttpRequest, pk: int, month: str, code: str) -> HttpResponse:
    """The visits and items that a score is made of."""
    actor, period = viewer(request), queries.month_period(month)
    scores = queries.unit_scores(actor, pk, period, code)
    name = org_queries.names([code], period.last).get(code, code)
    context = {
        "tab": "rankings",
        "whole": queries.inspects(actor),
        "name": name,
        "code": code,
        "period": period,
        "campaign": scores[0].visit.round.campaign,
        "scores": scores,
        "mean": queries.mean_score([one.score for one in scores if one.score is not None]),
        "crumbs": _crumbs((name, "")) if queries.inspects(actor) else [],
    }
    return render_page(request, "inspection/ranking_unit.html", context)


def ranking_issue(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    campaign, period = _campaign(request, pk), queries.month_period(month)
    actor = viewer(request, Permission.ISSUE_NOTICE)
    if (issued := queries.ranking_in_force(campaign, month)) is not None:
        return _to_issued(request, issued)
    form = forms.IssueForm(request.POST or None, initial={"issued_on": clock.today()})

    def run() -> str:
        ranking = services.issue_ranking(actor=actor, campaign=campaign, month=month, **form.cleaned_data)
        return _issued_address(ranking)

    now = queries.month_ranking(campaign, period)
    return form_page(
        request,
        form,
        run,
        heading=_("Issue the circular"),
        lead=_("The values are kept as they are now; what comes later shows as a change and is corrected by another."),
        submit=_("Issue the circular"),
        back=reverse("inspection:ranking-month", args=[pk, month]),
        template="inspection/circular_form.html",
        more=_drafted(queries.drafted_ranking(now, issued_on=clock.today())),
    )


def ranking_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The corrected circular, drafted; it names the one that it replaces."""
    actor = viewer(request, Permission.ISSUE_NOTICE)
    ranking = queries.one_of(queries.visible_rankings(actor), pk)
    campaign = _campaign(request, ranking.campaign_id)
    newest = queries.ranking_in_force(campaign, ranking.month)
    if newest is not None and newest.pk != ranking.pk:
        return _to_issued(request, newest)
    with translation.override("zh-hans"):  # it goes into the document, whatever language the page has
        reason = _("Visits filed late or findings dropped")
    form = forms.CorrectionForm(request.POST or None, initial={"issued_on": clock.today(), "reason": reason})

    def run() -> str:
        return _issued_address(services.correct_ranking(actor=actor, ranking=ranking, **form.cleaned_data))

    now = queries.month_ranking(campaign, Period.parse(ranking.month))
    draft = queries.drafted_ranking(now, issued_on=clock.today(), corrects=ranking, reason=reason)
    return form_page(
        request,
        form,
        run,
        heading=_("Corrected circular"),
        lead=ranking.number,
        submit=_("Issue the corrected circular"),
        back=_issued_address(ranking),
        template="inspection/circular_form.html",
        more={**_drafted(draft), "changes": queries.ranking_changes(ranking, now)},
    )


def _to_issued(request: HttpRequest, ranking: Ranking) -> HttpResponse:
    """Nothing is left to issue at this address."""
    messages.info(request, _("%(number)s is issued already.") % {"number": ranking.number})
    return redirect(_issued_address(ranking))


def _drafted(draft: tuple[Ranking, Iterable[RankingLine]]) -> dict[str, Any]:
    """The document below the form; the reason that no pack has its wording in its place."""
    try:
        return {"document": queries.circular_document(draft[0], list(draft[1]))}
    except TaizhangError as error:
        return {"refused": sentences(error)}


@require_safe
def circular_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as it is printed, and read on a screen."""
    actor = viewer(request)
    ranking = queries.one_of(queries.visible_rankings(actor), pk)
    try:
        document = queries.circular_document(ranking)
    except TaizhangError as error:
        messages.error(request, sentences(error)[0])
        return redirect(_issued_address(ranking))
    context = {
        "document": document,
        "ranking": ranking,
        "takes": actor.can(Permission.EXPORT),
        "crumbs": _crumbs((ranking.number, _issued_address(ranking)), (_("Document"), "")),
    }
    return render_page(request, "inspection/circular_print.html", context)


@require_safe
def circular_docx(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request)
    ranking = queries.one_of(queries.visible_rankings(actor), pk)
    try:
        file = services.circular_file(actor=actor, ranking=ranking)
    except TaizhangError as error:
        messages.error(request, sentences(error)[0])
        return redirect(_issued_address(ranking))
    return file_response(file.content, file.name, file.media_type)
