"""What follows when it changes who owes a ledger: later steps register here, since ledgers know nothing of them."""

from __future__ import annotations

from collections.abc import Callable

from taizhang.engine.periods import Period

AfterAsking = Callable[[str, Period], None]  # ledger key, period
_followers: list[AfterAsking] = []


def register(follower: AfterAsking) -> None:
    """`follower` runs inside the asking transaction; slow work belongs into its own job on commit."""
    if follower not in _followers:
        _followers.append(follower)


def follow(ledger_key: str, period: Period) -> None:
    for follower in _followers:
        follower(ledger_key, period)
