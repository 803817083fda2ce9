"""The tree, one unit, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.form_pages import sentences
from taizhang.core.htmx import redirect_after_post, render_page
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.organisation import forms, queries, services
from taizhang.organisation.models import OrgUnit, PlannedChange
from taizhang.organisation.types import UnitChange
from taizhang.organisation.views.common import day_of, form_page, viewer


def tree(request: HttpRequest) -> HttpResponse:
    """Units as of a day: the tree, or the units that a search finds."""
    actor, day, text = viewer(request), day_of(request), request.GET.get("q", "").strip()
    if text:
        found = list(queries.org_units_as_of(day, actor, search=text))
        nodes = []
    else:
        found = []
        scope = actor.scope(Permission.VIEW_ORGANISATION)
        nodes = [node for node in queries.tree_as_of(day) if node.code in scope]
    planned = _planned(actor, None)
    context = {"day": day, "q": text, "nodes": nodes, "found": found, "manages": _manages(actor), "planned": planned}
    return render_page(request, "organisation/tree.html", context, fragment="organisation/_tree.html")


def unit_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Facts of a unit on a day, its history, holders, and what it came from and went over into."""
    actor, day = viewer(request), day_of(request)
    unit = queries.org_unit_for(actor, code)
    spells = list(unit.spells.select_related("parent").order_by("-valid_from"))
    current = queries.spell(unit, day)
    parents = {spell.parent.code for spell in spells if spell.parent}
    passed = list(queries.successions_of(unit))
    others = {item.code for step in passed for item in (step.predecessor, step.successor)}
    context = {
        "unit": unit,
        "day": day,
        "spell": current or spells[0],
        "alive": current is not None,
        "spells": spells,
        "names": queries.names(parents | others, day),
        "zone": queries.zone_of(code, day),
        "posts": queries.posts_of(actor, day, org_unit=code),
        "successions": passed,
        "planned": _planned(actor, unit),
        "manages": actor.can(Permission.MANAGE_ORGANISATION, code),
        "in_force": queries.spell(unit, clock.today()) is not None,
        "crumbs": [(_("Org units"), reverse("organisation:tree")), ((current or spells[0]).name, "")],
    }
    return render_page(request, "organisation/unit_detail.html", context)


def _planned(actor: Actor, unit: OrgUnit | None) -> list[dict[str, object]]:
    """Changes to come; whether the actor may call each off."""
    found = list(queries.planned_changes(actor, unit))
    titles = queries.planned_titles(found)
    return [
        {
            "item": item,
            "words": titles[item.pk],
            "manages": actor.can(Permission.MANAGE_ORGANISATION, item.org_unit.code),
        }
        for item in found
    ]


@require_POST
def change_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off a change before its day."""
    actor = viewer(request, Permission.MANAGE_ORGANISATION)
    change = get_object_or_404(PlannedChange, pk=pk)
    unit = queries.org_unit_for(actor, change.org_unit.code, Permission.MANAGE_ORGANISATION)
    try:
        services.call_off_change(actor=actor, change=change)
    except TaizhangError as error:
        for words in sentences(error):
            messages.error(request, words)
    else:
        messages.success(request, _("Called off. All is as it was before."))
    return redirect_after_post(request, reverse("organisation:unit-detail", args=[unit.code]))


def unit_create(request: HttpRequest, code: str) -> HttpResponse:
    """A new unit below this one."""
    actor = actor_of(request)
    parent = queries.org_unit_for(actor, code, Permission.MANAGE_ORGANISATION)

    def run(values: dict[str, Any]) -> str:
        unit = services.create_org_unit(actor=actor, parent=parent, **values)
        return reverse("organisation:unit-detail", args=[unit.code])

    name = queries.names([code], clock.today())[code]
    return form_page(
        request,
        forms.UnitForm(request.POST or None, actor=actor),
        run,
        heading=_("New unit below %(name)s") % {"name": name},
        submit=_("Create the unit"),
        back=reverse("organisation:unit-detail", args=[code]),
    )


@dataclass(frozen=True, slots=True)
class _Change:
    form: type[forms.ActorForm]
    heading: object
    lead: object
    run: Callable[[Actor, OrgUnit, dict[str, Any]], object]
    target: object = ""
    danger: bool = False


_CHANGES = {
    "rename": _Change(
        forms.RenameForm,
        _("Rename"),
        _("Documents of earlier days keep the old name."),
        lambda actor, unit, values: services.rename_org_unit(actor=actor, org_unit=unit, **values),
        _("New name"),
    ),
    "move": _Change(
        forms.MoveForm,
        _("Move"),
        _("Figures of earlier periods keep the old tree."),
        lambda actor, unit, values: services.move_org_unit(actor=actor, org_unit=unit, **values),
        _("New parent"),
    ),
    "close": _Change(
        forms.ReasonForm,
        _("Close the unit"),
        _("Its zone, holders and roles end that day. Its records stay."),
        lambda actor, unit, values: services.close_org_unit(actor=actor, org_unit=unit, **values),
        danger=True,
    ),
    "merge": _Change(
        forms.MergeForm,
        _("Merge"),
        _("Units below and posts move to the other unit. Records keep the old code and can be restated."),
        lambda actor, unit, values: services.merge_org_units(actor=actor, predecessor=unit, **values).open_filings,
        _("Merge into"),
        danger=True,
    ),
}


def unit_change(request: HttpRequest, code: str, change: str) -> HttpResponse:
    """Rename, move, close or merge a unit; the form says what follows before it is sent."""
    actor = actor_of(request)
    unit = queries.org_unit_for(actor, code, Permission.MANAGE_ORGANISATION)
    if change not in _CHANGES:
        raise Http404
    chosen = _CHANGES[change]
    address = reverse("organisation:unit-detail", args=[code])

    def run(values: dict[str, Any]) -> str:
        done = chosen.run(actor, unit, values)
        for filing in done if isinstance(done, tuple) else ():
            messages.warning(request, _("Still open: %(what)s (%(n)d)") % {"what": filing.what, "n": filing.count})
        return address

    heading = _("%(what)s: %(name)s") % {"what": chosen.heading, "name": queries.names([code], clock.today())[code]}
    return form_page(
        request,
        chosen.form(request.POST or None, actor=actor, unit=unit),
        run,
        heading=heading,
        lead=chosen.lead,
        submit=heading,
        danger=chosen.danger,
        back=address,
        preview=lambda values: _preview(actor, unit, change, values),
    )


def _preview(actor: Actor, unit: OrgUnit, change: str, values: dict[str, Any]) -> dict[str, object]:
    """What the change touches, counted, before it is confirmed."""
    successor: OrgUnit | None = values.get("successor")
    planned = UnitChange(change, unit.code, values["on"], successor.code if successor else "")
    effects = queries.unit_effects(actor, planned)
    name = queries.names([unit.code], values["on"])[unit.code]
    other = successor or values.get("parent")
    target = queries.names([other.code], values["on"]).get(other.code, "") if other else values.get("name", "")
    return {
        "facts": [
            (_("Unit"), name),
            (_CHANGES[change].target, target),
            (_("From which day"), values["on"]),
            (_("Reason"), values["reason"]),
        ],
        "moves": [effect for effect in effects if not effect.stays and not effect.decide],
        "stays": [effect for effect in effects if effect.stays],
        "decide": [effect for effect in effects if effect.decide],
        "final": _final(values["on"]),
    }


def _final(on: date) -> object:
    if on > clock.today():
        return _("It can be called off until the day before, on the unit's page. From that day on there is no undo.")
    return _("There is no undo. A mistake is mended by another change; the history keeps both.")


def _manages(actor: Actor) -> bool:
    return actor.can(Permission.MANAGE_ORGANISATION)
