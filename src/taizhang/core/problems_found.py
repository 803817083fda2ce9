"""Problems that an app found in a period, offered to whoever writes the summary of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from taizhang.core.actor import Actor
from taizhang.engine.periods import Period


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """Findings of one kind at a unit and those below it. figure: key of the indicator that counts them.

    title, basis, measure: in the words of the summary, which is Chinese: what was asked for, the document that asks for
    it, and what is to be done. units: distinct ones. open: those that are not closed, the overdue ones among them.
    rebounds: that came back within the year.
    """

    figure: str
    title: str
    basis: str
    measure: str
    units: int
    closed: int
    open: int
    overdue: int
    rebounds: int


ProblemProvider = Callable[[Actor, str, Period], Sequence[FoundProblem]]
_providers: list[ProblemProvider] = []


def register_problem_provider(provider: ProblemProvider) -> None:
    """`provider(actor, org unit code, period)` tells, in a constant number of queries, what the actor may see of the
    problems found at the unit and below it."""
    if provider not in _providers:
        _providers.append(provider)


def problems_found(actor: Actor, org_unit: str, period: Period) -> list[FoundProblem]:
    return [problem for provider in _providers for problem in provider(actor, org_unit, period)]
