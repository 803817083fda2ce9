"""The audit log in words: actions are codes in the chain, and sentences for its reader.

An action is `<noun>.<verb>`; an app that brings a new one adds its words here, or readers see the code.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import pgettext_lazy

from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs

_NOUNS: dict[str, Promise] = {
    "account": pgettext_lazy("audit noun", "account"),
    "audit": pgettext_lazy("audit noun", "audit log"),
    "backup": pgettext_lazy("audit noun", "backup"),
    "block": pgettext_lazy("audit noun", "part of a summary"),
    "campaign": pgettext_lazy("audit noun", "campaign"),
    "check": pgettext_lazy("audit noun", "proof-reading"),
    "complaint": pgettext_lazy("audit noun", "complaint"),
    "data": pgettext_lazy("audit noun", "data"),
    "decision": pgettext_lazy("audit noun", "decision"),
    "delegation": pgettext_lazy("audit noun", "delegation"),
    "demo": pgettext_lazy("audit noun", "demo county"),
    "difficulty": pgettext_lazy("audit noun", "difficulty"),
    "document": pgettext_lazy("audit noun", "basis document"),
    "evidence": pgettext_lazy("audit noun", "evidence"),
    "export": pgettext_lazy("audit noun", "export"),
    "figures": pgettext_lazy("audit noun", "figures"),
    "filing_task": pgettext_lazy("audit noun", "filing task"),
    "finding": pgettext_lazy("audit noun", "finding"),
    "group": pgettext_lazy("audit noun", "leading group"),
    "job": pgettext_lazy("audit noun", "background work"),
    "ledger": pgettext_lazy("audit noun", "ledger"),
    "liaison": pgettext_lazy("audit noun", "liaison"),
    "mail": pgettext_lazy("audit noun", "mail"),
    "meeting": pgettext_lazy("audit noun", "meeting"),
    "notice": pgettext_lazy("audit noun", "rectification notice"),
    "org_unit": pgettext_lazy("audit noun", "org unit"),
    "outside": pgettext_lazy("audit noun", "list from outside"),
    "pack": pgettext_lazy("audit noun", "pack"),
    "plan": pgettext_lazy("audit noun", "plan"),
    "personal": pgettext_lazy("audit noun", "personal data"),
    "post": pgettext_lazy("audit noun", "post"),
    "role": pgettext_lazy("audit noun", "role"),
    "ranking": pgettext_lazy("audit noun", "ranking"),
    "recusal": pgettext_lazy("audit noun", "recusal"),
    "submission": pgettext_lazy("audit noun", "filing"),
    "token": pgettext_lazy("audit noun", "token"),
    "summary": pgettext_lazy("audit noun", "summary"),
    "target": pgettext_lazy("audit noun", "target"),
    "task": pgettext_lazy("audit noun", "task"),
    "visit": pgettext_lazy("audit noun", "visit"),
    "visit_hours": pgettext_lazy("audit noun", "hours of a school"),
    "zone": pgettext_lazy("audit noun", "zone"),
}
_VERBS: dict[str, Promise] = {
    "accepted": pgettext_lazy("audit verb", "accepted"),
    "add_units": pgettext_lazy("audit verb", "units added"),
    "adopt": pgettext_lazy("audit verb", "promise adopted"),
    "amend": pgettext_lazy("audit verb", "amended"),
    "answer": pgettext_lazy("audit verb", "problem answered"),
    "assign": pgettext_lazy("audit verb", "assigned"),
    "attach": pgettext_lazy("audit verb", "attached"),
    "carry": pgettext_lazy("audit verb", "carried over"),
    "call_off": pgettext_lazy("audit verb", "called off"),
    "give_over": pgettext_lazy("audit verb", "handed over"),
    "take_over": pgettext_lazy("audit verb", "taken over"),
    "photo_original": pgettext_lazy("audit verb", "original of a photo kept"),
    "cancel": pgettext_lazy("audit verb", "cancelled"),
    "change": pgettext_lazy("audit verb", "changed"),
    "close": pgettext_lazy("audit verb", "closed"),
    "columns": pgettext_lazy("audit verb", "columns explained"),
    "commitment": pgettext_lazy("audit verb", "problem and measure"),
    "compare": pgettext_lazy("audit verb", "compared"),
    "compute": pgettext_lazy("audit verb", "computed"),
    "confirm": pgettext_lazy("audit verb", "confirmed done"),
    "create": pgettext_lazy("audit verb", "created"),
    "delete": pgettext_lazy("audit verb", "deleted"),
    "deliver": pgettext_lazy("audit verb", "delivered"),
    "download": pgettext_lazy("audit verb", "downloaded"),
    "draft": pgettext_lazy("audit verb", "drafted"),
    "draw": pgettext_lazy("audit verb", "drawn at random"),
    "draw_list": pgettext_lazy("audit verb", "draw list published"),
    "drop": pgettext_lazy("audit verb", "taken out"),
    "edit": pgettext_lazy("audit verb", "text changed"),
    "entries": pgettext_lazy("audit verb", "entries taken in"),
    "excuse": pgettext_lazy("audit verb", "units excused"),
    "export": pgettext_lazy("audit verb", "exported"),
    "extension_ask": pgettext_lazy("audit verb", "more time asked"),
    "extension_decide": pgettext_lazy("audit verb", "more time decided"),
    "file": pgettext_lazy("audit verb", "filed"),
    "found": pgettext_lazy("audit verb", "founded"),
    "grant": pgettext_lazy("audit verb", "granted"),
    "import": pgettext_lazy("audit verb", "imported"),
    "install": pgettext_lazy("audit verb", "installed"),
    "issue": pgettext_lazy("audit verb", "issued"),
    "leave": pgettext_lazy("audit verb", "member left"),
    "load": pgettext_lazy("audit verb", "loaded"),
    "locked": pgettext_lazy("audit verb", "locked"),
    "mail": pgettext_lazy("audit verb", "address and daily letter set"),
    "merge": pgettext_lazy("audit verb", "merged"),
    "move": pgettext_lazy("audit verb", "moved"),
    "move_deadline": pgettext_lazy("audit verb", "deadline moved"),
    "milestone": pgettext_lazy("audit verb", "milestone set"),
    "open": pgettext_lazy("audit verb", "opened"),
    "organisation": pgettext_lazy("audit verb", "organisation loaded"),
    "pause": pgettext_lazy("audit verb", "clock paused"),
    "pause_lift": pgettext_lazy("audit verb", "clock runs again"),
    "password": pgettext_lazy("audit verb", "password changed"),
    "plan": pgettext_lazy("audit verb", "planned"),
    "photo": pgettext_lazy("audit verb", "photo kept"),
    "proof": pgettext_lazy("audit verb", "proof named"),
    "publish": pgettext_lazy("audit verb", "published"),
    "reason": pgettext_lazy("audit verb", "reason given"),
    "reason-withdrawn": pgettext_lazy("audit verb", "reason taken back"),
    "receive": pgettext_lazy("audit verb", "received"),
    "readdress": pgettext_lazy("audit verb", "sent to the successor"),
    "recheck": pgettext_lazy("audit verb", "re-checked"),
    "record": pgettext_lazy("audit verb", "recorded"),
    "redraw": pgettext_lazy("audit verb", "redrawn"),
    "remind": pgettext_lazy("audit verb", "units reminded"),
    "remind_due": pgettext_lazy("audit verb", "reminders of the day"),
    "remove": pgettext_lazy("audit verb", "removed"),
    "rename": pgettext_lazy("audit verb", "renamed"),
    "renew": pgettext_lazy("audit verb", "new version of the pack taken over"),
    "reopened": pgettext_lazy("audit verb", "reopened"),
    "replace": pgettext_lazy("audit verb", "somebody else sent"),
    "report": pgettext_lazy("audit verb", "progress reported"),
    "result": pgettext_lazy("audit verb", "result recorded"),
    "returned": pgettext_lazy("audit verb", "returned"),
    "revoke": pgettext_lazy("audit verb", "revoked"),
    "rotate": pgettext_lazy("audit verb", "inspectors rotated"),
    "rotate-withdraw": pgettext_lazy("audit verb", "rotation withdrawn"),
    "round": pgettext_lazy("audit verb", "round added"),
    "save": pgettext_lazy("audit verb", "saved"),
    "seat": pgettext_lazy("audit verb", "member added"),
    "send": pgettext_lazy("audit verb", "sent"),
    "set": pgettext_lazy("audit verb", "set"),
    "signing": pgettext_lazy("audit verb", "handed in to the head"),
    "sign-in": pgettext_lazy("audit verb", "signed in"),
    "sign-out": pgettext_lazy("audit verb", "signed out"),
    "solve": pgettext_lazy("audit verb", "solved"),
    "split": pgettext_lazy("audit verb", "split"),
    "start": pgettext_lazy("audit verb", "started"),
    "submitted": pgettext_lazy("audit verb", "submitted"),
    "targets": pgettext_lazy("audit verb", "targets loaded"),
    "table": pgettext_lazy("audit verb", "table exported"),
    "team": pgettext_lazy("audit verb", "team made"),
    "test": pgettext_lazy("audit verb", "test letter"),
    "vacate": pgettext_lazy("audit verb", "vacated"),
    "verify": pgettext_lazy("audit verb", "verified"),
    "version": pgettext_lazy("audit verb", "new version"),
    "view": pgettext_lazy("audit verb", "seen"),
    "write": pgettext_lazy("audit verb", "written"),
    "withdraw": pgettext_lazy("audit verb", "withdrawn"),
}
# Where the verb alone would say of its noun what another action does.
_OWN_VERBS = {
    "notice.report": pgettext_lazy("audit verb", "rectification reported"),
    "org_unit.call_off": pgettext_lazy("audit verb", "plan called off"),
    "personal.open": pgettext_lazy("audit verb", "shown whole for a reason"),
}
# An action of one word, as the chain has it since its first days.
_WHOLE = {"export": pgettext_lazy("audit action", "data: exported by a command")}
# What is acted on and is no row: by the name that the chain keeps.
_THINGS: dict[str, Promise] = {
    "audit-log": pgettext_lazy("audit object", "audit log"),
    "contact-list": pgettext_lazy("audit object", "contacts"),
    "demo": pgettext_lazy("audit object", "demo county"),
    "mail": pgettext_lazy("audit object", "mail"),
    "post-list": pgettext_lazy("audit object", "posts"),
    "zones": pgettext_lazy("audit object", "zones"),
}
_OBJECTS = {
    "accounts.ApiToken": "token",
    "accounts.User": "account",
    "core.InstalledPack": "pack",
    "core.Job": "job",
    "figures.FigureRun": "figures",
    "inspection.Campaign": "campaign",
    "inspection.Complaint": "complaint",
    "inspection.Difficulty": "difficulty",
    "inspection.Finding": "finding",
    "inspection.Liaison": "liaison",
    "inspection.Notice": "notice",
    "inspection.Ranking": "ranking",
    "inspection.Recusal": "recusal",
    "inspection.Visit": "visit",
    "inspection.VisitHours": "visit_hours",
    "ledgers.Evidence": "evidence",
    "ledgers.FilingTask": "filing_task",
    "ledgers.OutsideList": "outside",
    "ledgers.Submission": "submission",
    "organisation.Delegation": "delegation",
    "organisation.LeadingGroup": "group",
    "organisation.OrgUnit": "org_unit",
    "organisation.Post": "post",
    "organisation.RoleGrant": "role",
    "organisation.Zone": "zone",
    "proofreading.SavedCheck": "check",
    "summaries.Summary": "summary",
    "targets.BasisDocument": "document",
    "targets.Decision": "decision",
    "targets.Meeting": "meeting",
    "targets.Plan": "plan",
    "targets.Target": "target",
    "targets.Task": "task",
    "targets.Visit": "visit",
}


def action_words(action: str) -> str:
    """`zone.create` -> "zone: created" in the language of the page; an unknown code as it is."""
    if action in _WHOLE:
        return str(_WHOLE[action])
    noun, _dot, verb = action.partition(".")
    if noun not in _NOUNS or verb not in _VERBS:
        return action
    return _now("%(noun)s: %(verb)s") % {"noun": _NOUNS[noun], "verb": _OWN_VERBS.get(action, _VERBS[verb])}


def object_words(object_type: str, object_id: str) -> str:
    """`organisation.Zone`, `3` -> "zone 3"; a ledger or an indicator by its title; any other name as it is."""
    if not object_type:
        return _thing_words(object_id)
    noun = _NOUNS.get(_OBJECTS.get(object_type, ""))
    return f"{noun} {object_id}" if noun else f"{object_type} {object_id}".strip()


def _thing_words(name: str) -> str:
    if name in _THINGS:
        return str(_THINGS[name])
    head, space, rest = name.partition(" ")
    packs = installed_packs()
    known = packs.ledgers.get(head) or packs.indicators.get(head)
    return f"{known.title.get(language_of())}{space}{rest}" if known is not None else name


def action_choices(actions: list[str]) -> list[tuple[str, str]]:
    """For a filter: (code, words), sorted by words."""
    return sorted(((action, action_words(action)) for action in actions), key=lambda pair: pair[1])
