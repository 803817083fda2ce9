"""Ranking (排名) of units in groups that can be compared: equal scores share a rank, and the next one is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text

REWARD, PENALTY = "reward", "penalty"


class RankingError(TaizhangError):
    """Scores that cannot be ranked: a unit twice in its group, or a score that is no number."""


@dataclass(frozen=True, slots=True)
class Scored:
    """score: exact, as it was reached, never rounded; None: not scored in this period, and not ranked."""

    unit: str
    group: str
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """rank: 1 for the highest score. tied: others of the group have the same."""

    unit: str
    rank: int
    score: Decimal
    tied: bool


@dataclass(frozen=True, slots=True)
class GroupRanking:
    """too_small: fewer scored units than are worth a ranking; `ranked` is then empty and `unranked` names all of them.

    unranked: besides these the units without a score, by code.
    """

    group: str
    ranked: tuple[Ranked, ...]
    unranked: tuple[str, ...]
    too_small: bool


@dataclass(frozen=True, slots=True)
class Bands:
    """Who is rewarded and penalised (奖罚): the first places from a score on, the last places below a score. A limit
    that is None does not ask for one; 0 places: nobody."""

    reward_places: int
    reward_least: Decimal | None
    penalty_places: int
    penalty_below: Decimal | None

    def of(self, group: GroupRanking) -> dict[str, str]:
        """Unit -> REWARD or PENALTY. Who shares a place has what all of it have; a reward excludes a penalty."""
        found: dict[str, str] = {}
        for item in group.ranked:
            from_last = 1 + sum(other.score < item.score for other in group.ranked)
            is_good = self.reward_least is None or item.score >= self.reward_least
            is_bad = self.penalty_below is None or item.score < self.penalty_below
            if item.rank <= self.reward_places and is_good:
                found[item.unit] = REWARD
            elif from_last <= self.penalty_places and is_bad:
                found[item.unit] = PENALTY
        return found


def rank(scores: Sequence[Scored], *, least: int) -> tuple[GroupRanking, ...]:
    """One ranking a group, in the order in which groups first come: 1, 2, 2, 4. Equal units stand by code.

    least: scored units from which on a group is ranked; a number of policy. Raises RankingError.
    """
    groups: dict[str, list[Scored]] = defaultdict(list)
    for item in scores:
        groups[item.group].append(item)
    problems = [problem for name, items in groups.items() for problem in _problems(name, items)]
    if problems:
        raise RankingError(problems)
    return tuple(_group(name, items, least) for name, items in groups.items())


def _group(name: str, items: Sequence[Scored], least: int) -> GroupRanking:
    by_code = sorted(items, key=lambda item: item.unit)
    scored = [(item.score, item.unit) for item in by_code if item.score is not None]
    if len(scored) < least:
        return GroupRanking(name, (), tuple(item.unit for item in by_code), True)
    scored.sort(key=lambda pair: pair[0], reverse=True)  # keeps the order of codes among equals
    reached = [score for score, _unit in scored]
    ranked = tuple(Ranked(unit, reached.index(score) + 1, score, reached.count(score) > 1) for score, unit in scored)
    return GroupRanking(name, ranked, tuple(item.unit for item in by_code if item.score is None), False)


def _problems(name: str, items: Sequence[Scored]) -> list[Problem]:
    found = []
    units = [item.unit for item in items]
    cure = Text("请改正后再排。", "Correct it and rank again.")
    for unit in sorted({unit for unit in units if units.count(unit) > 1}):
        told = Text(f"“{unit}”有几个分数", f"several scores of {unit!r}")
        found.append(Problem("rank-twice", name, Text("每个单位一个分数", "one score a unit"), told, cure, key=unit))
    for item in items:
        if item.score is not None and not item.score.is_finite():
            expected = Text("有限的十进制数", "a finite decimal")
            found.append(
                Problem("rank-number", name, expected, Text(str(item.score), str(item.score)), cure, key=item.unit)
            )
    return found
