"""Inspectors change zones: a proposal, changed by hand, applied from a day, withdrawn while it is ahead."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.form_pages import command, sentences
from taizhang.core.htmx import redirect_after_post, render_bad_form, render_page
from taizhang.core.permissions import Permission
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.forms.rotation import RotationDayForm, RotationForm
from taizhang.inspection.views.common import crumbs_to, inspecting_viewer


@require_http_methods(["GET", "HEAD", "POST"])
def zone_rotation(request: HttpRequest) -> HttpResponse:
    """Nothing is changed before the last press."""
    actor = inspecting_viewer(request, Permission.DRAW_ZONES)
    on = _day(request)
    proposal = queries.proposed_rotation(actor, on)
    plan = queries.rotation_plan(actor, on, proposal)
    form = RotationForm(request.POST or None, plan=plan, initial={"on": on})
    good = not form.is_bound or form.is_valid()
    if form.is_bound and good:
        plan = queries.rotation_plan(actor, on, form.moves)
        if form.act == "confirm":
            try:
                count = services.rotate_inspectors(
                    actor=actor, moves=form.moves, on=on, reason=form.cleaned_data["reason"]
                )
            except TaizhangError as error:
                form.add_error(None, sentences(error))
                good = False
            else:
                words = ngettext("%(n)d inspector changes zone.", "%(n)d inspectors change zones.", count)
                messages.success(request, words % {"n": count})
                return redirect_after_post(request, f"{reverse('inspection:zone-list')}?day={on}")
    context = {
        "tab": "zones",
        "form": form,
        "plan": plan,
        "rows": [(line, form[f"seat-{line.before.id}"]) for line in plan.lines],
        "due": sum(line.who.due for line in plan.lines),
        "on": on,
        "rotations": queries.coming_rotations(actor, clock.today()),
        "crumbs": crumbs_to((_("Zones"), reverse("inspection:zone-list")), (_("Rotation of inspectors"), "")),
    }
    answer = render_page if good else render_bad_form
    return answer(request, "inspection/zone_rotation.html", context)


def _day(request: HttpRequest) -> date:
    """The day that was sent or stands in the address; else the first of the next term."""
    form = RotationDayForm(request.POST or request.GET)
    if form.is_valid():
        day: date = form.cleaned_data["on"]
        return day
    return queries.term_of(clock.today()).last + timedelta(1)


@require_POST
def zone_rotation_withdraw(request: HttpRequest, on: str) -> HttpResponse:
    """A rotation that is still to come does not take place."""
    actor = inspecting_viewer(request, Permission.DRAW_ZONES)
    address, done = reverse("inspection:zone-list"), _("The rotation is withdrawn.")
    return command(request, lambda: _withdraw(actor, on), address, done)


def _withdraw(actor: Actor, on: str) -> None:
    try:
        day = date.fromisoformat(on)
    except ValueError as error:
        raise Http404 from error
    services.withdraw_rotation(actor=actor, on=day)
