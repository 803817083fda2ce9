"""Ledgers and traces in the search of the page's head: by words or pinyin initials of their title, those the person
may see."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.pinyin import initials
from taizhang.core.search import SearchHit
from taizhang.engine.pack import Ledger
from taizhang.engine.trace import Trace
from taizhang.ledgers.queries import visible_ledgers, visible_traces

_MOST = 10


def find(actor: Actor, text: str) -> list[SearchHit]:
    """The traces, then the ledgers, whose title, or its initials, has all the words, the shortest title first."""
    language, words = language_of(), text.lower().split()
    packs = installed_packs()
    found = [ledger for ledger in visible_ledgers(actor) if all(word in _names(ledger) for word in words)]
    traces = [
        SearchHit(
            _("Tracing"),
            trace.title.get(language),
            reverse("ledgers:trace-detail", args=[trace.key]),
            trace.description.get(language),
        )
        for trace in visible_traces(actor)
        if all(word in _names(trace) for word in words)
    ]
    return traces + [
        SearchHit(
            _("Ledger"),
            ledger.title.get(language),
            reverse("ledgers:ledger-detail", args=[ledger.key]),
            packs.pack(ledger.pack).title.get(language),
        )
        for ledger in sorted(found, key=lambda ledger: len(ledger.title.zh))[:_MOST]
    ]


def _names(item: Ledger | Trace) -> str:
    return f"{item.title.zh} {initials(item.title.zh)} {item.title.get('en')}".lower()
