"""Laws of drawing by lot: nothing but the published list and the seed matters, and recusals hold."""

from __future__ import annotations

import json
import runpy
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.engine.drawing import (
    DrawingError,
    DrawInspector,
    DrawList,
    DrawUnit,
    Recusal,
    RecusalGround,
    draw,
)

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "docs/algorithms/redraw.py"))
CODES = st.text(st.characters(codec="utf-8", exclude_characters="|"), min_size=1, max_size=6)
quick = settings(max_examples=120, deadline=None)


@st.composite
def lists(draw_: st.DrawFn) -> DrawList:
    units = draw_(st.lists(CODES, min_size=1, max_size=12, unique=True))
    people = draw_(st.lists(CODES, min_size=1, max_size=6, unique=True))
    pairs = st.builds(Recusal, st.sampled_from(people), st.sampled_from(units), st.sampled_from(RecusalGround))
    return DrawList(
        seed=draw_(CODES),
        units=tuple(DrawUnit(code, draw_(st.integers(1, 5))) for code in units),
        count=draw_(st.integers(1, len(units))),
        inspectors=tuple(DrawInspector(code, draw_(st.integers(0, 9))) for code in people),
        per_unit=draw_(st.integers(0, min(2, len(people)))),
        recusals=draw_(st.frozensets(pairs, max_size=6)),
    )


def done(of: DrawList) -> object:
    """The result, or that it is impossible."""
    try:
        return draw(of)
    except DrawingError as error:
        return sorted(problem.where for problem in error.problems)


@quick
@given(lists(), st.randoms(use_true_random=False))
def test_the_order_of_the_lists_makes_no_difference(of: DrawList, random: st.random_module) -> None:
    units, people = list(of.units), list(of.inspectors)
    random.shuffle(units)  # type: ignore[attr-defined]
    random.shuffle(people)  # type: ignore[attr-defined]
    assert done(replace(of, units=tuple(units), inspectors=tuple(people))) == done(of)


@quick
@given(lists())
def test_the_published_script_gives_the_same(of: DrawList) -> None:
    drawn = done(of)
    if isinstance(drawn, tuple):
        published = json.loads(json.dumps(of.as_json(drawn)))
        assert SCRIPT["redraw"](published) == published["result"]


@quick
@given(lists())
def test_recusals_hold_and_are_told(of: DrawList) -> None:
    drawn = done(of)
    barred = {(item.inspector, item.unit) for item in of.recusals}
    if isinstance(drawn, tuple):
        assert len(drawn) == of.count == len({item.unit for item in drawn})
        for item in drawn:
            assert len(set(item.inspectors)) == of.per_unit
            assert not {(person, item.unit) for person in item.inspectors} & barred
            assert set(item.left_out) == {one for one in of.recusals if one.unit == item.unit}


@quick
@given(lists())
def test_impossible_means_that_too_few_may_go(of: DrawList) -> None:
    drawn = done(of)
    if isinstance(drawn, list):
        for unit in drawn:
            barred = {item.inspector for item in of.recusals if item.unit == unit}
            assert len(of.inspectors) - len(barred) < of.per_unit
        assert drawn


@quick
@given(lists(), st.data())
def test_more_weight_never_costs_a_unit_its_place(of: DrawList, data: st.DataObject) -> None:
    plain = replace(of, per_unit=0)
    before = [item.unit for item in draw(plain)]
    chosen = data.draw(st.sampled_from(of.units))
    heavier = tuple(replace(unit, weight=unit.weight + 2) if unit == chosen else unit for unit in of.units)
    after = [item.unit for item in draw(replace(plain, units=heavier))]
    if chosen.code in before:
        assert after.index(chosen.code) <= before.index(chosen.code)
    rest = [code for code in before if code != chosen.code]
    assert [code for code in after if code != chosen.code] == rest[: len(after) - (chosen.code in after)]


@quick
@given(lists(), st.integers(1, 12))
def test_a_longer_draw_begins_with_the_shorter_one(of: DrawList, fewer: int) -> None:
    drawn, short = done(of), done(replace(of, count=min(fewer, of.count)))
    if isinstance(drawn, tuple):
        assert short == drawn[: min(fewer, of.count)]


@quick
@given(lists())
def test_nobody_is_sent_while_somebody_free_has_a_smaller_load(of: DrawList) -> None:
    drawn = done(of)
    if not isinstance(drawn, tuple):
        return
    loads = {item.code: item.load for item in of.inspectors}
    for item in drawn:
        left = set(loads) - set(item.inspectors) - {one.inspector for one in item.left_out}
        assert all(loads[person] <= loads[other] for person in item.inspectors for other in left)
        for person in item.inspectors:
            loads[person] += 1
