"""Finding an indicator by its Chinese title, the pinyin initials of it, its English title or its id."""

from __future__ import annotations

from collections.abc import Iterable

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.pinyin import initials
from taizhang.engine.pack import Indicator


def matches(indicator: Indicator, text: str) -> int:
    """0: does not match; more is better: title from its start, title, id, initials from their start, initials."""
    wanted = "".join(text.split()).lower()
    title, english = indicator.title.zh.lower(), indicator.title.get("en").lower().replace(" ", "")
    if not wanted:
        return 1
    if title.startswith(wanted):
        return 6
    if wanted in title or wanted in english:
        return 5
    if wanted in indicator.key.lower():
        return 4
    if wanted.isascii() and wanted.isalnum():
        letters = initials(title)
        return 3 if letters.startswith(wanted) else 2 if wanted in letters else 0
    return 1 if _in_order(wanted, title) else 0


def _in_order(wanted: str, title: str) -> bool:
    """All characters of `wanted` stand in `title` in this order: 随迁人数 finds 随迁子女在校人数."""
    walk = iter(title)
    return len(wanted) > 1 and all(char in walk for char in wanted)


def search(text: str, actor: Actor, *, among: Iterable[Indicator] | None = None) -> list[Indicator]:
    """Indicators that match, best first; all in the packs' order for an empty text. Nothing for an actor without
    VIEW_FIGURE."""
    if not actor.can(Permission.VIEW_FIGURE):
        return []
    indicators = installed_packs().indicators.values() if among is None else among
    scored = [(score, item) for item in indicators if (score := matches(item, text))]
    return [item for _score, item in sorted(scored, key=lambda pair: -pair[0])]
