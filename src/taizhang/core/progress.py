"""How long work tells how far it is, whoever watches: a job's page, a command's progress bar, nobody."""

from __future__ import annotations

from typing import Protocol


class Cancelled(Exception):
    """The person asked the work to stop; the transaction under way is rolled back."""


class Progress(Protocol):
    def step(self, done: int, total: int, text: str = "") -> None:
        """`done` of `total` pieces are finished (total 0: unknown); `text` is one line for the log."""

    def check_cancelled(self) -> None:
        """Raises Cancelled when the person asked to stop. Call it between pieces of work."""


class Silent:
    """Progress that nobody watches."""

    def step(self, done: int, total: int, text: str = "") -> None:
        return None

    def check_cancelled(self) -> None:
        return None
