"""Laws of ranking."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.engine.ranking import Scored, rank

SCORE = st.none() | st.decimals(0, 100, places=2)
SCORES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), SCORE, min_size=1).map(
    lambda found: [Scored(unit, unit[0], score) for unit, score in found.items()]
)
quick = settings(max_examples=150, deadline=None)


@quick
@given(SCORES)
def test_a_rank_is_one_more_than_those_who_are_better(scores: list[Scored]) -> None:
    for group in rank(scores, least=1):
        for item in group.ranked:
            assert item.rank == 1 + sum(other.score > item.score for other in group.ranked)
            assert item.tied == (sum(other.score == item.score for other in group.ranked) > 1)


@quick
@given(SCORES, st.integers(0, 4))
def test_every_unit_stands_once_in_its_group(scores: list[Scored], least: int) -> None:
    told = [
        (group.group, unit)
        for group in rank(scores, least=least)
        for unit in (*(item.unit for item in group.ranked), *group.unranked)
    ]
    assert sorted(told) == sorted((item.group, item.unit) for item in scores)


@quick
@given(SCORES, st.randoms(use_true_random=False))
def test_order_makes_no_difference(scores: list[Scored], random: st.random_module) -> None:
    before = {group.group: group for group in rank(scores, least=2)}
    random.shuffle(scores)  # type: ignore[attr-defined]
    assert {group.group: group for group in rank(scores, least=2)} == before


@quick
@given(SCORES, st.decimals(1, 9, places=0))
def test_the_same_added_to_all_changes_no_rank(scores: list[Scored], more: Decimal) -> None:
    raised = [Scored(item.unit, item.group, None if item.score is None else item.score + more) for item in scores]
    assert [[(item.unit, item.rank) for item in group.ranked] for group in rank(scores, least=1)] == [
        [(item.unit, item.rank) for item in group.ranked] for group in rank(raised, least=1)
    ]
