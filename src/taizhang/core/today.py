"""What a person has to do and what changed: each app registers providers, the Today page collects them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from taizhang.core.actor import Actor

LINES = 7  # more is not read; the rest stands behind "all"


@dataclass(frozen=True, slots=True)
class TodayItem:
    """One line: verb ("File"), thing ("Aid register, spring term 2026"), until when, how much is missing, where to go.

    The words come translated. kind: "returned" (came back, first), "todo", "review", "read"; it picks the badge.
    due_at: the moment of a deadline that is one of hours. in_place_of: the colleague on leave whose duty this is.
    reminded_on: when it was asked for again. note: words of who asks. left: working days to `due`, where a pause makes
    them fewer than the calendar's.
    """

    verb: str
    thing: str
    due: date | None
    missing: str
    url: str
    kind: str = "todo"
    in_place_of: str = ""
    reminded_on: date | None = None
    note: str = ""
    due_at: datetime | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """Something that happened since the last visit; `text` comes translated, `who` is a person or an org unit."""

    at: datetime
    text: str
    url: str = ""
    who: str = ""


TodayProvider = Callable[[Actor, date], Sequence[TodayItem]]
ChangeProvider = Callable[[Actor, datetime], Sequence[ChangeItem]]

_todo: list[TodayProvider] = []
_changes: list[ChangeProvider] = []


def register_today_provider(provider: TodayProvider) -> None:
    if provider not in _todo:
        _todo.append(provider)


def register_change_provider(provider: ChangeProvider) -> None:
    if provider not in _changes:
        _changes.append(provider)


def _urgency(item: TodayItem) -> tuple[bool, date, str]:
    """What came back stands first, then by deadline; without a deadline last."""
    return item.kind != "returned", item.due or date.max, item.thing


def todo_for(actor: Actor, day: date) -> list[TodayItem]:
    """All lines of all apps, most urgent first."""
    return sorted((item for provider in _todo for item in provider(actor, day)), key=_urgency)


def changes_for(actor: Actor, since: datetime, limit: int = 20) -> list[ChangeItem]:
    """The newest changes since `since`, newest first."""
    found = [item for provider in _changes for item in provider(actor, since) if item.at >= since]
    return sorted(found, key=lambda item: item.at, reverse=True)[:limit]
