"""The main navigation: the loop in the users' words. Each app registers its entries in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry. `title` is a lazy gettext string; `permission` one or several, any of which opens it (None: everyone
    who is signed in); `count` gives what waits for this person and must cost a constant number of queries.

    icon: name of a Tabler outline icon, given as a literal so that the asset build finds it.
    group: "" for the loop, "settings" for entries under 管理. phone: among the four of the bottom bar.
    """

    order: int
    title: object
    url_name: str
    permission: Permission | Sequence[Permission] | None
    count: Callable[[Actor], int] | None = None
    icon: str = "circle"
    group: str = ""
    phone: bool = False


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry as this person sees it on this page."""

    title: object
    url: str
    count: int
    icon: str
    group: str
    phone: bool
    current: bool


_entries: dict[str, NavEntry] = {}


def register_nav(entry: NavEntry) -> None:
    """Add an entry; the same URL name registered again replaces the first."""
    _entries[entry.url_name] = entry


def _allowed(entry: NavEntry, actor: Actor) -> bool:
    if entry.permission is None:
        return actor.user_id is not None
    wanted = [entry.permission] if isinstance(entry.permission, Permission) else entry.permission
    return any(actor.can(permission) for permission in wanted)


def _current(path: str, urls: Sequence[str]) -> str:
    """The entry that a page belongs to: the longest address that the path starts with; "/" only for itself."""
    fitting = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(fitting, key=len, default="")


def navigation(actor: Actor, path: str) -> list[NavItem]:
    """What the actor may use, in order, with waiting counts; the entry of `path` is current."""
    allowed = [entry for entry in sorted(_entries.values(), key=lambda entry: entry.order) if _allowed(entry, actor)]
    urls = [reverse(entry.url_name) for entry in allowed]
    here = _current(path, urls)
    return [
        NavItem(
            title=entry.title,
            url=url,
            count=entry.count(actor) if entry.count else 0,
            icon=entry.icon,
            group=entry.group,
            phone=entry.phone,
            current=url == here,
        )
        for entry, url in zip(allowed, urls, strict=True)
    ]
