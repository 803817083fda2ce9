"""What serves a mechanism, in words and with the page where it is seen, for the page of coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import InstalledPacks
from taizhang.core.permissions import Permission

MECHANISM_KINDS: Mapping[str, Promise] = {
    "organisation": pgettext_lazy("mechanism", "organisation"),
    "safety": pgettext_lazy("mechanism", "safety"),
    "inspection": pgettext_lazy("mechanism", "inspection"),
    "ledger": pgettext_lazy("mechanism", "ledgers"),
    "assessment": pgettext_lazy("mechanism", "assessment"),
    "disclosure": pgettext_lazy("mechanism", "disclosure"),
    "enrolment": pgettext_lazy("mechanism", "enrolment"),
    "feedback": pgettext_lazy("mechanism", "feedback"),
    "finance": pgettext_lazy("mechanism", "finance"),
    "personnel": pgettext_lazy("mechanism", "personnel"),
    "plan": pgettext_lazy("mechanism", "plans"),
    "rectification": pgettext_lazy("mechanism", "rectification"),
    "resources": pgettext_lazy("mechanism", "resources"),
    "summary": pgettext_lazy("mechanism", "summaries"),
    "welfare": pgettext_lazy("mechanism", "welfare"),
}
PAGE_TITLES: Mapping[str, Promise] = {
    "organisation:group-list": _("Leading groups"),
    "organisation:group-detail": _("one leading group"),
    "targets:meeting-list": _("Meetings"),
    "targets:meeting-detail": _("one meeting"),
    "targets:visit-list": _("Visits and exchanges"),
    "targets:visit-detail": _("one visit or exchange"),
    "targets:target-list": _("Targets"),
    "targets:target-detail": _("one target"),
    "targets:board": _("Targets and tasks"),
    "targets:plan-detail": _("one plan"),
    "targets:document-list": _("Basis documents"),
    "targets:document-detail": _("one basis document"),
    "inspection:campaign-detail": _("one inspection campaign"),
    "inspection:statistics": _("Statistics of inspection"),
    "inspection:visit-phone": _("an inspection visit on the phone"),
    "inspection:visit-detail": _("one inspection visit"),
    "inspection:visit-originals": _("the originals of a visit's photos"),
    "inspection:notice-detail": _("one rectification notice"),
    "inspection:notice-report": _("report on a rectification notice"),
    "web:today": _("Today"),
    "summaries:summary-list": _("Summaries"),
    "summaries:summary-detail": _("one summary"),
    "summaries:summary-edit": _("writing a summary"),
}
# By whose pages may be opened: app of the address -> permission; none is needed for Today.
_OPENED_BY = {
    "organisation": Permission.VIEW_ORGANISATION,
    "targets": Permission.VIEW_TARGETS,
    "inspection": Permission.VIEW_INSPECTION,
    "summaries": Permission.VIEW_SUMMARY,
}
_ITEMS: Mapping[str, Promise] = {
    "ledger": _("Ledger"),
    "indicator": _("Indicator"),
    "checklist": _("Checklist"),
    "trace": _("Trace"),
    "summary": _("Summary"),
    "page": _("Page"),
}


@dataclass(frozen=True, slots=True)
class Serving:
    """title: what it is and is called; url: where it is seen, "" for what has no page of its own or is not this
    person's to see."""

    title: str
    url: str


def serving(name: str, packs: InstalledPacks, actor: Actor) -> Serving:
    """name: as `packs.coverage.Coverage.served_by` has it, such as ``ledger county-base.school_roll``."""
    kind, _space, key = name.partition(" ")
    title, url = _page(key, actor) if kind == "page" else _item(kind, key, packs, actor)
    colon = pgettext("before the thing named", ": ")
    return Serving(f"{_ITEMS[kind]}{colon}{title}", url)


def _page(name: str, actor: Actor) -> tuple[str, str]:
    needed = _OPENED_BY.get(name.partition(":")[0])
    try:
        url = reverse(name) if needed is None or actor.can(needed) else ""
    except NoReverseMatch:  # of one thing: there is no page without it
        url = ""
    return str(PAGE_TITLES.get(name, name)), url


def _item(kind: str, key: str, packs: InstalledPacks, actor: Actor) -> tuple[str, str]:
    pack_id, _dot, own = key.partition(".")
    pack, language, url = packs.pack(pack_id), language_of(), ""
    if kind == "ledger":
        ledger = pack.ledgers[own]
        if actor.can(Permission.VIEW_LEDGER, ledger=ledger):
            url = reverse("ledgers:ledger-detail", args=[key])
        return ledger.title.get(language), url
    if kind == "indicator":
        url = reverse("figures:indicator-detail", args=[key]) if actor.can(Permission.VIEW_FIGURE) else ""
        return pack.indicators[own].title.get(language), url
    if kind == "checklist":
        url = reverse("core:checklist-detail", args=[pack_id, own]) if actor.can(Permission.VIEW_CHECKLISTS) else ""
        return pack.checklists[own].title.get(language), url
    if kind == "trace":
        url = reverse("ledgers:trace-detail", args=[key]) if actor.can(Permission.VIEW_LEDGER) else ""
        return pack.traces[own].title.get(language), url
    return pack.summaries[own].title.get(language), ""
