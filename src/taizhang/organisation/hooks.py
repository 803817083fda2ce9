"""What later parts tell the organisation: it may not import them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from taizhang.core.actor import Actor
from taizhang.organisation.models import Post
from taizhang.organisation.types import WORK_KINDS, Effect, OpenFilings, PostWork, UnitChange

FilingCounter = Callable[[str, date], list[OpenFilings]]
WorkProvider = Callable[[Post, int | None, date], list[PostWork]]
EffectProvider = Callable[[Actor, UnitChange], list[Effect]]
PostFollower = Callable[[Post, Post], None]
_COUNTERS: list[FilingCounter] = []
_WORK: list[WorkProvider] = []
_EFFECTS: list[EffectProvider] = []
_FOLLOWERS: list[PostFollower] = []


def register_open_filings(counter: FilingCounter) -> None:
    """`counter(org unit code, day)` names the filings of a unit that wait on that day, so that closing or merging it
    reports them instead of losing them."""
    if counter not in _COUNTERS:
        _COUNTERS.append(counter)


def open_filings(code: str, day: date) -> tuple[OpenFilings, ...]:
    return tuple(filing for counter in _COUNTERS for filing in counter(code, day))


def register_post_work(provider: WorkProvider) -> None:
    """`provider(post, user id of its holder, day)` names what goes with the post when its holder changes."""
    if provider not in _WORK:
        _WORK.append(provider)


def post_work(post: Post, holder: int | None, day: date) -> dict[str, list[PostWork]]:
    """By kind, in the order of WORK_KINDS, the nearest day first."""
    found = [item for provider in _WORK for item in provider(post, holder, day)]
    found.sort(key=lambda item: (item.due or date.max, item.title))
    return {kind: [item for item in found if item.kind == kind] for kind, _title in WORK_KINDS}


def register_effects(provider: EffectProvider) -> None:
    """`provider(actor, change)` counts what a change of a unit touches, before it is carried out."""
    if provider not in _EFFECTS:
        _EFFECTS.append(provider)


def effects_of(actor: Actor, change: UnitChange) -> list[Effect]:
    return [effect for provider in _EFFECTS for effect in provider(actor, change)]


def register_post_move(follower: PostFollower) -> None:
    """`follower(old, new)` moves what is open to the post that a merge made in place of the old one."""
    if follower not in _FOLLOWERS:
        _FOLLOWERS.append(follower)


def follow_post(old: Post, new: Post) -> None:
    for follower in _FOLLOWERS:
        follower(old, new)
