"""Site search: each app registers what it can find; the search page asks all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from taizhang.core.actor import Actor


@dataclass(frozen=True, slots=True)
class SearchHit:
    """kind: translated word for the sort of thing; lead: one line that tells it from its namesakes."""

    kind: str
    title: str
    url: str
    lead: str = ""


SearchProvider = Callable[[Actor, str], Sequence[SearchHit]]
_providers: list[SearchProvider] = []


def register_search_provider(provider: SearchProvider) -> None:
    """provider(actor, text) returns its best hits that this actor may see, at most about ten."""
    if provider not in _providers:
        _providers.append(provider)


def search(actor: Actor, text: str) -> list[SearchHit]:
    text = text.strip()
    return [hit for provider in _providers for hit in provider(actor, text)] if text else []
