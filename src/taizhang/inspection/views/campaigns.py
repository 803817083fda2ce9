"""A campaign: its page, its rounds, planning visits, issuing its notices in one press."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.form_pages import form_page
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.inspection import forms, queries, services
from taizhang.inspection.forms.campaigns import CampaignChangeForm
from taizhang.inspection.ledger_words import theme_words
from taizhang.inspection.models import Campaign, Round
from taizhang.inspection.queries.clocks import moment_due
from taizhang.inspection.views.common import crumbs_to, viewer
from taizhang.inspection.views.visits import visit_columns, visit_filters
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit


def _campaign(request: HttpRequest, pk: int, permission: Permission = Permission.VIEW_INSPECTION) -> Campaign:
    return queries.one_of(queries.visible_campaigns(viewer(request, permission)), pk)


def _round(request: HttpRequest, pk: int, permission: Permission) -> Round:
    return queries.visible_round(viewer(request, permission), pk)


@require_safe
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts, rounds with their counts, and the campaign's visits as the list below."""
    actor, day = viewer(request), clock.today()
    campaign = _campaign(request, pk)
    visits = queries.visible_visits(actor).filter(round__campaign=campaign)
    rounds = list(campaign.rounds.order_by("number"))
    columns = [
        *visit_columns(visits, queries.called_by(actor)),
        Column("round", _("Round"), numeric=True, order_by="round__number", value=lambda row: row.round.number),
    ]
    numbers = [(str(item.pk), str(item.number)) for item in rounds]
    table = Table(
        request,
        visits,
        columns,
        filters=[Filter("round", _("Round"), numbers), *visit_filters()],
        title=_("Inspection visits"),
        default_sort="-planned_on",
        empty=(_("No visit planned yet."), _("Plan one in a round above."), "", ""),
    )
    context = {
        "tab": "overview",
        "campaign": campaign,
        "rounds": queries.round_lines(actor, rounds),
        "draws": queries.visible_draws(actor).filter(round__campaign=campaign),
        "unit_name": org_queries.names([campaign.org_unit.code], day).get(campaign.org_unit.code, ""),
        "units": len(queries.units_in_scope(campaign, day)),
        "scope": queries.scope_words(campaign, day),
        "teams": queries.team_lines(campaign, day),
        "theme": theme_words(campaign.theme),
        "checklists": queries.titles_of(campaign.checklists.all()),
        "plans": queries.may_plan(actor, campaign),
        "plans_visits": queries.may_plan(actor, campaign) or actor.can(Permission.INSPECT),
        "takes": actor.can(Permission.EXPORT),
        "issues": actor.can(Permission.ISSUE_NOTICE, campaign.org_unit.code),
        "crumbs": crumbs_to((campaign.title, "")),
    }
    return table_response(request, "inspection/campaign_detail.html", table, context)


def campaign_create(request: HttpRequest) -> HttpResponse:
    actor = viewer(request, Permission.PLAN_INSPECTION)
    given = {name: request.GET.get(name, "") for name in ("first_on", "last_on")}
    form = forms.CampaignForm(request.POST or None, actor=actor, initial=given)

    def run() -> str:
        unit, values = form.values()
        named = form.chosen_checklists()
        campaign = services.create_campaign(actor=actor, org_unit=unit, values=values, checklists=named)
        return reverse("inspection:campaign-detail", args=[campaign.pk])

    return form_page(
        request,
        form,
        run,
        heading=_("New campaign"),
        lead=_("Its first round has the same days; visits are planned on its page."),
        submit=_("Begin the campaign"),
        back=reverse("inspection:overview"),
    )


def campaign_change(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.PLAN_INSPECTION)
    campaign, address = _campaign(request, pk), reverse("inspection:campaign-detail", args=[pk])
    form = CampaignChangeForm(request.POST or None, actor=actor, campaign=campaign)

    def run() -> str:
        services.change_campaign(
            actor=actor, campaign=campaign, values=form.chosen_values(), checklists=form.chosen_checklists()
        )
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Change the campaign"),
        lead=_("Checklists change until the newest round has a visit; visited units stay in scope."),
        submit=_("Save the changes"),
        back=address,
    )


def round_create(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.PLAN_INSPECTION)
    campaign = _campaign(request, pk)
    address = reverse("inspection:campaign-detail", args=[pk])
    form = forms.RoundForm(request.POST or None)

    def run() -> str:
        added = services.add_round(actor=actor, campaign=campaign, **form.cleaned_data)
        if added.campaign.last_on > campaign.last_on:
            messages.warning(request, _("The campaign ends on %(day)s now.") % {"day": added.campaign.last_on})
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("New round"),
        lead=_("The campaign runs until %(day)s. What earlier rounds left open is looked at again in the new one.")
        % {"day": campaign.last_on},
        submit=_("Add the round"),
        back=address,
    )


def visit_create(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.INSPECT)
    round = _round(request, pk, Permission.INSPECT)
    form = forms.VisitForm(request.POST or None, campaign=round.campaign, actor=actor)

    def run() -> str:
        visit = services.plan_visit(
            actor=actor,
            round=round,
            org_unit=OrgUnit.objects.get(code=form.cleaned_data["org_unit"]),
            planned_on=form.cleaned_data["planned_on"],
            members=form.members(),
            team=form.chosen_team(),
        )
        return reverse("inspection:visit-detail", args=[visit.pk])

    return form_page(
        request,
        form,
        run,
        heading=_("Plan a visit"),
        lead=round.campaign.title,
        submit=_("Plan the visit"),
        back=reverse("inspection:campaign-detail", args=[round.campaign_id]),
    )


def round_rechecks(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow-up visits for what earlier rounds left open, in one press."""
    actor = viewer(request, Permission.PLAN_INSPECTION)
    round = _round(request, pk, Permission.PLAN_INSPECTION)
    offered = queries.notices_to_recheck(actor, round)
    form = forms.RecheckForm(request.POST or None, campaign=round.campaign, actor=actor, offered=offered)
    address = reverse("inspection:campaign-detail", args=[round.campaign_id])

    def run() -> str:
        services.plan_rechecks(
            actor=actor,
            round=round,
            planned_on=form.cleaned_data["planned_on"],
            members=form.members(),
            notices=form.chosen(),
        )
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Plan re-checks"),
        lead=round.campaign.title,
        submit=_("Plan the visits"),
        back=address,
    )


def round_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One press: a notice a unit for all findings of the round that have none."""
    actor = viewer(request, Permission.ISSUE_NOTICE)
    round = _round(request, pk, Permission.ISSUE_NOTICE)
    if not actor.can(Permission.ISSUE_NOTICE, round.campaign.org_unit.code):
        raise NotAllowed(Permission.ISSUE_NOTICE)
    findings = list(queries.findings_without_notice(actor, round))
    address = reverse("inspection:campaign-detail", args=[round.campaign_id])
    form = forms.NoticesForm(request.POST or None, initial={"issued_on": clock.today()})

    def run() -> str:
        services.issue_notices(actor=actor, findings=findings, **form.cleaned_data)
        return reverse("inspection:notice-list")

    units = len({finding.org_unit_id for finding in findings})
    lead = _("%(findings)d findings of %(units)d units wait for a notice; each unit gets one.")
    lead %= {"findings": len(findings), "units": units}
    if over := sum((moment := moment_due(finding)) is not None and moment < clock.now() for finding in findings):
        lead += ngettext(
            " The hours of %(n)d of them are over; the notice keeps them, so it is overdue at once.",
            " The hours of %(n)d of them are over; the notice keeps them, so they are overdue at once.",
            over,
        ) % {"n": over}
    return form_page(
        request,
        form,
        run,
        heading=_("Issue notices"),
        lead=lead,
        submit=_("Issue the notices"),
        back=address,
    )
