"""What an audit event says beyond its columns, in words: the names of its parts are codes in the chain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2}|Z)?")
_LIST, _COLON = {"zh": "、", "en": ", "}, {"zh": "：", "en": ": "}

_NAMES: dict[str, Promise] = {
    "address": pgettext_lazy("audit detail", "address"),
    "after": pgettext_lazy("audit detail", "after"),
    "agenda": pgettext_lazy("audit detail", "agenda"),
    "answers": pgettext_lazy("audit detail", "answers"),
    "asked_again": pgettext_lazy("audit detail", "asked again because"),
    "attendees": pgettext_lazy("audit detail", "people present"),
    "basis": pgettext_lazy("audit detail", "basis document"),
    "before": pgettext_lazy("audit detail", "before"),
    "block": pgettext_lazy("audit detail", "part"),
    "broken": pgettext_lazy("audit detail", "first broken event"),
    "cause": pgettext_lazy("audit detail", "cause"),
    "chair": pgettext_lazy("audit detail", "chair"),
    "change": pgettext_lazy("audit detail", "change"),
    "changed": pgettext_lazy("audit detail", "changed"),
    "checklists": pgettext_lazy("audit detail", "checklists"),
    "children": pgettext_lazy("audit detail", "units below"),
    "closes": pgettext_lazy("audit detail", "closes on"),
    "code": pgettext_lazy("audit detail", "code"),
    "comment": pgettext_lazy("audit detail", "words"),
    "commitment": pgettext_lazy("audit detail", "commitment"),
    "content_hash": pgettext_lazy("audit detail", "hash of the content"),
    "contradictions": pgettext_lazy("audit detail", "contradictions"),
    "count": pgettext_lazy("audit detail", "count"),
    "created": pgettext_lazy("audit detail", "made"),
    "daily": pgettext_lazy("audit detail", "daily letter"),
    "days": pgettext_lazy("audit detail", "working days"),
    "deadline": pgettext_lazy("audit detail", "deadline"),
    "decision": pgettext_lazy("audit detail", "decision"),
    "direction": pgettext_lazy("audit detail", "direction"),
    "document": pgettext_lazy("audit detail", "document"),
    "dropped": pgettext_lazy("audit detail", "left out"),
    "due_on": pgettext_lazy("audit detail", "due on"),
    "duties": pgettext_lazy("audit detail", "duties"),
    "events": pgettext_lazy("audit detail", "events"),
    "fields": pgettext_lazy("audit detail", "columns"),
    "figures": pgettext_lazy("audit detail", "figures"),
    "filings": pgettext_lazy("audit detail", "filings"),
    "filters": pgettext_lazy("audit detail", "filter"),
    "finding": pgettext_lazy("audit detail", "finding"),
    "findings": pgettext_lazy("audit detail", "findings"),
    "finishes": pgettext_lazy("audit detail", "finishes on"),
    "format": pgettext_lazy("audit detail", "format"),
    "from": pgettext_lazy("audit detail", "from"),
    "group": pgettext_lazy("audit detail", "group"),
    "hash": pgettext_lazy("audit detail", "hash"),
    "hashes": pgettext_lazy("audit detail", "hashes"),
    "held_on": pgettext_lazy("audit detail", "held on"),
    "holding": pgettext_lazy("audit detail", "holding"),
    "hours": pgettext_lazy("audit detail", "hours"),
    "indicator_key": pgettext_lazy("audit detail", "indicator"),
    "into": pgettext_lazy("audit detail", "into"),
    "issuer": pgettext_lazy("audit detail", "issued by"),
    "kept": pgettext_lazy("audit detail", "kept"),
    "key": pgettext_lazy("audit detail", "key"),
    "kind": pgettext_lazy("audit detail", "kind"),
    "leader": pgettext_lazy("audit detail", "led by"),
    "ledger": pgettext_lazy("audit detail", "ledger"),
    "level": pgettext_lazy("audit detail", "level"),
    "measure": pgettext_lazy("audit detail", "measure"),
    "member": pgettext_lazy("audit detail", "member"),
    "met": pgettext_lazy("audit detail", "met"),
    "milestone": pgettext_lazy("audit detail", "milestone"),
    "minutes": pgettext_lazy("audit detail", "minutes"),
    "moved": pgettext_lazy("audit detail", "moved"),
    "name": pgettext_lazy("audit detail", "name"),
    "new_version": pgettext_lazy("audit detail", "new version"),
    "number": pgettext_lazy("audit detail", "number"),
    "number_prefix": pgettext_lazy("audit detail", "letters of the number"),
    "ok": pgettext_lazy("audit detail", "intact"),
    "old_version": pgettext_lazy("audit detail", "old version"),
    "on": pgettext_lazy("audit detail", "on"),
    "open_filings": pgettext_lazy("audit detail", "open filings"),
    "outcome": pgettext_lazy("audit detail", "what came of it"),
    "overdue_steps": pgettext_lazy("audit detail", "steps when overdue"),
    "owner": pgettext_lazy("audit detail", "owner"),
    "pack": pgettext_lazy("audit detail", "pack"),
    "partner": pgettext_lazy("audit detail", "host or guest"),
    "people": pgettext_lazy("audit detail", "people"),
    "period": pgettext_lazy("audit detail", "period"),
    "photos": pgettext_lazy("audit detail", "photos"),
    "place": pgettext_lazy("audit detail", "place"),
    "position": pgettext_lazy("audit detail", "position"),
    "post": pgettext_lazy("audit detail", "post"),
    "posts": pgettext_lazy("audit detail", "posts"),
    "problem": pgettext_lazy("audit detail", "problem"),
    "purpose": pgettext_lazy("audit detail", "purpose"),
    "reason": pgettext_lazy("audit detail", "reason"),
    "removed": pgettext_lazy("audit detail", "removed"),
    "report": pgettext_lazy("audit detail", "report"),
    "reported_on": pgettext_lazy("audit detail", "reported on"),
    "role": pgettext_lazy("audit detail", "role"),
    "round": pgettext_lazy("audit detail", "round"),
    "rows": pgettext_lazy("audit detail", "rows"),
    "school": pgettext_lazy("audit detail", "school"),
    "schools": pgettext_lazy("audit detail", "schools"),
    "scope": pgettext_lazy("audit detail", "scope"),
    "seed": pgettext_lazy("audit detail", "seed"),
    "sent": pgettext_lazy("audit detail", "sent"),
    "sha256": pgettext_lazy("audit detail", "SHA-256"),
    "source": pgettext_lazy("audit detail", "source"),
    "submission": pgettext_lazy("audit detail", "filing"),
    "successor": pgettext_lazy("audit detail", "successor"),
    "successors": pgettext_lazy("audit detail", "successors"),
    "target": pgettext_lazy("audit detail", "target"),
    "targets": pgettext_lazy("audit detail", "targets"),
    "text": pgettext_lazy("audit detail", "text"),
    "theme": pgettext_lazy("audit detail", "theme"),
    "title": pgettext_lazy("audit detail", "title"),
    "to": pgettext_lazy("audit detail", "to"),
    "unit": pgettext_lazy("audit detail", "unit"),
    "units": pgettext_lazy("audit detail", "units"),
    "until": pgettext_lazy("audit detail", "until"),
    "user": pgettext_lazy("audit detail", "person"),
    "username": pgettext_lazy("audit detail", "user name"),
    "version": pgettext_lazy("audit detail", "version"),
    "weight": pgettext_lazy("audit detail", "weight"),
    "zone": pgettext_lazy("audit detail", "zone"),
}


def detail_words(key: str) -> str:
    """An unknown name as it is."""
    return str(_NAMES.get(key, key))


def value_words(key: str, value: object, ledger: str = "") -> str:
    """What stands under a name, as a reader writes it: lists in one line, times of the place, columns by their titles.
    ledger: key of the ledger whose columns `fields` names, where the event is about one."""
    if isinstance(value, Mapping):
        pairs = [
            f"{detail_words(str(name))}{_COLON[language_of()]}{value_words(str(name), one)}"
            for name, one in value.items()
        ]
        return _LIST[language_of()].join(pairs) or "—"
    if isinstance(value, list):
        return _LIST[language_of()].join(value_words(key, item, ledger) for item in value) or "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == "":
        return "—"
    text = str(value)
    if key == "fields":
        return _column(text, ledger)
    if key in ("ledger", "submission") and text in installed_packs().ledgers:
        return installed_packs().ledgers[text].title.get(language_of())
    return _moment(text) if _TIME.fullmatch(text) else text


def _column(name: str, ledger: str) -> str:
    """The column's title; where the event does not tell of which ledger, the one that all ledgers call it by."""
    ledgers = installed_packs().ledgers
    among = [ledgers[ledger]] if ledger in ledgers else ledgers.values()
    titles = {field.title.get(language_of()) for item in among for field in item.fields if field.id == name}
    return titles.pop() if len(titles) == 1 else name


def _moment(text: str) -> str:
    """An ISO time as logs show it: 2026-03-31 14:03, in the time of the place."""
    at = datetime.fromisoformat(text)
    return f"{timezone.localtime(at) if timezone.is_aware(at) else at:%Y-%m-%d %H:%M}"
