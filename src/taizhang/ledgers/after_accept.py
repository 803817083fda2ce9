"""What follows an acceptance: later steps register here, since ledgers know nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from taizhang.ledgers.models import Submission

AfterAccept = Callable[[Sequence[Submission]], None]
_followers: list[AfterAccept] = []


def register(follower: AfterAccept) -> None:
    """`follower` runs inside the accepting transaction, once for all that is accepted together; slow work belongs into
    its own job on commit."""
    if follower not in _followers:
        _followers.append(follower)


def follow(submissions: Sequence[Submission]) -> None:
    for follower in _followers:
        follower(submissions)
