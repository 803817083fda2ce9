"""Ranks with ties in comparable groups."""

from __future__ import annotations

from decimal import Decimal

import pytest

from taizhang.engine.ranking import Bands, RankingError, Scored, rank

LEAST = 3


def of(**scores: str | None) -> list[Scored]:
    return [Scored(unit, "小学", None if score is None else Decimal(score)) for unit, score in scores.items()]


def test_equal_scores_share_a_rank_and_the_next_is_left_out() -> None:
    [group] = rank(of(a="90", b="95.5", c="90.0", d="12"), least=LEAST)
    assert [(item.unit, item.rank, item.tied) for item in group.ranked] == [
        ("b", 1, False),
        ("a", 2, True),
        ("c", 2, True),
        ("d", 4, False),
    ]
    assert not group.too_small


def test_scores_are_compared_exactly_however_many_digits_they_have() -> None:
    long = "90." + "0" * 40
    [group] = rank(of(a=f"{long}1", b=f"{long}2", c="90"), least=LEAST)
    assert [item.unit for item in group.ranked] == ["b", "a", "c"]
    assert str(group.ranked[0].score) == f"{long}2"


def test_a_unit_without_a_score_is_told_and_not_ranked() -> None:
    [group] = rank(of(a="1", b=None, c="2", d="3"), least=LEAST)
    assert [item.unit for item in group.ranked] == ["d", "c", "a"]
    assert group.unranked == ("b",)


def test_a_group_that_is_too_small_says_so() -> None:
    [group] = rank(of(a="1", b="2", c=None), least=LEAST)
    assert (group.too_small, group.ranked, group.unranked) == (True, (), ("a", "b", "c"))


def test_groups_are_ranked_apart() -> None:
    scores = [*of(a="1", b="2", c="3"), Scored("k", "幼儿园", Decimal(99))]
    primary, kindergartens = rank(scores, least=LEAST)
    assert [item.rank for item in primary.ranked] == [1, 2, 3]
    assert kindergartens.too_small


def test_a_unit_twice_and_what_is_no_number_are_refused_together() -> None:
    scores = [*of(a="1", b="NaN", c="2"), *of(a="3")]
    with pytest.raises(RankingError) as raised:
        rank(scores, least=LEAST)
    assert {(problem.code, problem.key) for problem in raised.value.problems} == {
        ("rank-twice", "a"),
        ("rank-number", "b"),
    }


def test_bands_ask_for_place_and_score_and_tied_units_share_them() -> None:
    [group] = rank(of(a="95", b="95", c="80", d="50", e="50"), least=LEAST)
    bands = Bands(1, Decimal(90), 1, Decimal(60))
    assert bands.of(group) == {"a": "reward", "b": "reward", "d": "penalty", "e": "penalty"}
    assert Bands(1, Decimal(96), 1, Decimal(50)).of(group) == {}
    assert Bands(0, None, 0, None).of(group) == {}
    assert Bands(5, None, 5, None).of(group) == dict.fromkeys("abcde", "reward")
