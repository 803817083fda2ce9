"""Which units changed, or stand, unlike their peers: the reviewer's first question, asked of all units at once.

A unit's change is its value now over its value before. Among peers of one group the changes have a median and a median
absolute deviation (MAD); a change further off than `limit` deviations stands out. Median and MAD hardly move when some
of the values are wrong, as mean and standard deviation would. Where more than half of them are the same, the MAD is 0
and tells nothing apart: then the mean of the absolute deviations takes its place.
Source: B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers (1993): modified z-score, usual limit 3.5.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

NORMAL = Decimal("0.6745")  # the MAD of a normal distribution, in standard deviations
NORMAL_MEAN = Decimal("0.7979")  # its mean absolute deviation


@dataclass(frozen=True, slots=True)
class Outlier:
    """before, now: the unit's values. low, high: the changes of its peers that do not stand out, as fractions (0.08:
    8 % more). peers: how many units were compared, this one included."""

    before: Decimal
    now: Decimal
    low: Decimal
    high: Decimal
    peers: int

    @property
    def change(self) -> Decimal:
        return self.now / self.before - 1


@dataclass(frozen=True, slots=True)
class Rule:
    """limit: modified z-score above which a change stands out. least_change: smaller changes never do (0.2: 20 %).
    least_peers: a group with fewer units is not compared. least_ratio: of a value to the median; nearer ones never do.
    """

    limit: Decimal
    least_change: Decimal
    least_peers: int
    least_ratio: Decimal


@dataclass(frozen=True, slots=True)
class Apart:
    """A value that stands out among those of its peers. peers: how many units were compared, this one included."""

    value: Decimal
    middle: Decimal
    peers: int

    @property
    def ratio(self) -> Decimal:
        """How many times the median."""
        return self.value / self.middle


def find_apart(values: Mapping[str, Decimal], groups: Mapping[str, str], rule: Rule) -> dict[str, Apart]:
    """Units, by code, whose value stands out in their group: far off in deviations, and at least `least_ratio` times
    the median or as many times below it. Groups whose median is not above 0 are not compared: nothing is a multiple of
    nothing."""
    by_group: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for unit, value in values.items():
        by_group[groups.get(unit, "")][unit] = value
    found: dict[str, Apart] = {}
    for peers in by_group.values():
        middle = median(peers.values())
        if len(peers) < rule.least_peers or middle <= 0:
            continue
        score = _scores(peers)
        for unit, value in peers.items():
            far = score[unit] > rule.limit
            if far and (value >= rule.least_ratio * middle or value * rule.least_ratio <= middle):
                found[unit] = Apart(value, middle, len(peers))
    return found


def find_outliers(
    now: Mapping[str, Decimal], before: Mapping[str, Decimal], groups: Mapping[str, str], rule: Rule
) -> dict[str, Outlier]:
    """Units, by code, whose change stands out in their group. Units without a value above 0 before are not compared:
    from nothing every change is without measure. Linear in the units, but for the sorting of medians."""
    changes: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for unit, value in now.items():
        if before.get(unit, Decimal(0)) > 0:
            changes[groups.get(unit, "")][unit] = value / before[unit] - 1
    found: dict[str, Outlier] = {}
    for peers in changes.values():
        if len(peers) < rule.least_peers:
            continue
        apart = _apart(peers, rule)
        usual = [change for unit, change in peers.items() if unit not in apart]
        for unit in apart:
            found[unit] = Outlier(before[unit], now[unit], min(usual), max(usual), len(peers))
    return found


def _apart(peers: Mapping[str, Decimal], rule: Rule) -> set[str]:
    middle, score = median(peers.values()), _scores(peers)
    return {
        unit for unit, change in peers.items() if abs(change - middle) > rule.least_change and score[unit] > rule.limit
    }


def _scores(values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The modified z-score of each, without its sign; 0 for all where all are the same."""
    middle = median(values.values())
    off = {unit: abs(value - middle) for unit, value in values.items()}
    spread, normal = median(off.values()), NORMAL
    if not spread:
        spread, normal = sum(off.values(), Decimal(0)) / len(off), NORMAL_MEAN
    return {unit: normal * far / spread if spread else Decimal(0) for unit, far in off.items()}
