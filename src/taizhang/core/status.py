"""States as people read them: a word, a shape and a colour, everywhere the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Status:
    """tone: good, open, grey, warn or bad; icon: a Tabler outline icon."""

    word: Promise | str
    tone: str
    icon: str


_FIGURE = {
    "confirmed": Status(pgettext_lazy("figure", "final"), tone="good", icon="circle-check"),
    "provisional": Status(pgettext_lazy("figure", "provisional"), tone="grey", icon="hourglass"),
    "stale": Status(pgettext_lazy("figure", "stale"), tone="warn", icon="refresh-alert"),
    "no_data": Status(pgettext_lazy("figure", "no data"), tone="grey", icon="circle-dashed"),
}
_SUBMISSION = {
    "missing": Status(pgettext_lazy("submission", "not filed"), tone="grey", icon="circle-dashed"),
    "draft": Status(pgettext_lazy("submission", "draft"), tone="grey", icon="pencil"),
    "signing": Status(pgettext_lazy("submission", "awaiting the head's signature"), tone="open", icon="signature"),
    "submitted": Status(pgettext_lazy("submission", "submitted"), tone="open", icon="send"),
    "returned": Status(pgettext_lazy("submission", "returned"), tone="warn", icon="arrow-back-up"),
    "accepted": Status(pgettext_lazy("submission", "accepted"), tone="good", icon="circle-check"),
    "reopened": Status(pgettext_lazy("submission", "reopened"), tone="warn", icon="lock-open"),
    "overdue": Status(pgettext_lazy("submission", "overdue"), tone="bad", icon="clock-exclamation"),
}
_SUMMARY = {
    "draft": Status(pgettext_lazy("summary", "draft"), tone="grey", icon="pencil"),
    "issued": Status(pgettext_lazy("summary", "issued"), tone="good", icon="certificate"),
    "superseded": Status(pgettext_lazy("summary", "superseded"), tone="grey", icon="versions"),
}
_JOB = {
    "queued": Status(pgettext_lazy("job", "waiting"), tone="grey", icon="hourglass"),
    "running": Status(pgettext_lazy("job", "running"), tone="open", icon="loader"),
    "done": Status(pgettext_lazy("job", "done"), tone="good", icon="circle-check"),
    "failed": Status(pgettext_lazy("job", "failed"), tone="bad", icon="alert-triangle"),
    "cancelled": Status(pgettext_lazy("job", "cancelled"), tone="grey", icon="ban"),
}
_CHECK = {
    "error": Status(_("error"), tone="bad", icon="alert-triangle"),
    "warning": Status(_("warning"), tone="warn", icon="alert-circle"),
    "passed": Status(_("passed"), tone="good", icon="circle-check"),
    "differs": Status(_("differs"), tone="bad", icon="equal-not"),
}
_PLAN = {
    "draft": Status(pgettext_lazy("plan", "draft"), tone="grey", icon="pencil"),
    "published": Status(pgettext_lazy("plan", "published"), tone="good", icon="certificate"),
    "closed": Status(pgettext_lazy("plan", "closed"), tone="grey", icon="lock"),
}
_TASK = {
    "not_started": Status(pgettext_lazy("task", "not started"), tone="grey", icon="circle-dashed"),
    "in_progress": Status(pgettext_lazy("task", "in progress"), tone="open", icon="progress"),
    "overdue": Status(pgettext_lazy("task", "overdue"), tone="bad", icon="clock-exclamation"),
    "reported": Status(pgettext_lazy("task", "reported done"), tone="open", icon="send"),
    "done": Status(pgettext_lazy("task", "done"), tone="good", icon="circle-check"),
    "dropped": Status(pgettext_lazy("task", "taken out"), tone="grey", icon="ban"),
    "met": Status(pgettext_lazy("target", "met"), tone="good", icon="circle-check"),
    "not_met": Status(pgettext_lazy("target", "not met"), tone="warn", icon="circle-x"),
    "unanswered": Status(pgettext_lazy("target", "not answered yet"), tone="grey", icon="circle-dashed"),
}
_VISIT = {
    "planned": Status(pgettext_lazy("visit", "planned"), tone="grey", icon="calendar"),
    "late": Status(pgettext_lazy("visit", "overdue"), tone="bad", icon="clock-exclamation"),
    "under_way": Status(pgettext_lazy("visit", "under way"), tone="open", icon="progress"),
    "filed": Status(pgettext_lazy("visit", "filed"), tone="good", icon="circle-check"),
    "called_off": Status(pgettext_lazy("visit", "called off"), tone="grey", icon="ban"),
}
_NOTICE = {
    "noted": Status(pgettext_lazy("notice", "no notice yet"), tone="grey", icon="circle-dashed"),
    "waiting": Status(pgettext_lazy("notice", "waiting for receipt"), tone="open", icon="mail"),
    "running": Status(pgettext_lazy("notice", "running"), tone="open", icon="progress"),
    "due_soon": Status(pgettext_lazy("notice", "due soon"), tone="warn", icon="hourglass"),
    "overdue": Status(pgettext_lazy("notice", "overdue"), tone="bad", icon="clock-exclamation"),
    "reported": Status(pgettext_lazy("notice", "reported"), tone="open", icon="send"),
    "rechecked": Status(pgettext_lazy("notice", "re-checked, to close"), tone="open", icon="checks"),
    "closed": Status(pgettext_lazy("notice", "closed"), tone="good", icon="circle-check"),
    "withdrawn": Status(pgettext_lazy("notice", "withdrawn"), tone="grey", icon="ban"),
}
_PLACE = {
    "overdue": Status(pgettext_lazy("place", "overdue findings"), tone="bad", icon="clock-exclamation"),
    "open": Status(pgettext_lazy("place", "open findings"), tone="warn", icon="tool"),
    "visited": Status(pgettext_lazy("place", "visited"), tone="good", icon="circle-check"),
    "unvisited": Status(pgettext_lazy("place", "not visited"), tone="grey", icon="circle-dashed"),
}
_KINDS = {
    "figure": _FIGURE,
    "submission": _SUBMISSION,
    "summary": _SUMMARY,
    "job": _JOB,
    "check": _CHECK,
    "plan": _PLAN,
    "task": _TASK,
    "visit": _VISIT,
    "notice": _NOTICE,
    "place": _PLACE,
}


def status_of(state: str, kind: str = "") -> Status:
    """The status for a state; without `kind` the first that knows it. An unknown state shows its own name in grey."""
    tables = [_KINDS[kind]] if kind else list(_KINDS.values())
    for table in tables:
        if state in table:
            return table[state]
    return Status(state, tone="grey", icon="circle")
