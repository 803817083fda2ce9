"""What an act moves in the system's own ledgers: apps tell it of their acts, and whoever counts those rows follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Act:
    """An act as the audit log keeps it; obj: the row acted on, or a name for what is no row."""

    action: str
    obj: Model | str
    org_unit: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Moved:
    """ledgers: keys of those whose rows say something else now; none: who stands where, on which every figure rests.
    since: the first day that is concerned; None: any. unit: code, where only rows of that unit moved."""

    ledgers: tuple[str, ...] = ()
    since: date | None = None
    unit: str = ""


Teller = Callable[[Act], Moved]
Follower = Callable[[Moved], None]
_tellers: dict[str, Teller] = {}
_followers: list[Follower] = []


def register_acts(actions: Iterable[str], teller: Teller) -> None:
    """teller(act) says what an act of these moves, in the act's own transaction and without queries of its own that
    grow with the rows."""
    _tellers.update(dict.fromkeys(actions, teller))


def register_move_follower(follower: Follower) -> None:
    """`follower` runs inside the act's transaction; slow work belongs into its own job on commit."""
    if follower not in _followers:
        _followers.append(follower)


def follow(act: Act) -> None:
    if (teller := _tellers.get(act.action)) is not None:
        moved = teller(act)
        for follower in _followers:
            follower(moved)


def told_actions() -> frozenset[str]:
    """The acts of which somebody says what they move."""
    return frozenset(_tellers)
