"""Laws of a checklist: a worse answer never helps, and a visit without gaps has every answer that it needs."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.engine.checklist import (
    NOT_APPLICABLE,
    Outcome,
    answer_path,
    evaluate,
    item_path,
    reason_path,
    station_path,
)
from taizhang.engine.entries import Value
from tests.engine.checklist_sample import CHECKLIST, CODES, LIMITS

ANSWERS: st.SearchStrategy[Value] = st.sampled_from(
    ["pass", "fail", "not_applicable", "", "a", "c", "49.9", "50", 0, 5, 120, True, None]
)
PATHS = [
    *(path(CHECKLIST.key, item.id) for item in CHECKLIST.items for path in (answer_path, reason_path)),
    *(station_path(CHECKLIST.key, station.id) for station in CHECKLIST.stations),
]
SHOWN = st.sampled_from([item_path(CHECKLIST.key, item.id) for item in CHECKLIST.items])
ANSWERED = st.dictionaries(st.sampled_from(PATHS), ANSWERS | st.sampled_from(["seen", "absent"]), max_size=len(PATHS))
PHOTOS = st.dictionaries(st.sampled_from(["photo/p", "photo/q", "photo/r"]), SHOWN)
VISITS = st.builds(lambda answered, photos: {**answered, **photos}, ANSWERED, PHOTOS)
FILED = st.dictionaries(st.just("boarders"), st.decimals(0, 200, places=0))
quick = settings(max_examples=200, deadline=None)


def of(values: dict[str, Value], filed: dict[str, Decimal]) -> Outcome:
    return evaluate(CHECKLIST, values, filed=filed, limits=LIMITS, codes=CODES)


@quick
@given(VISITS, FILED)
def test_findings_are_of_items_that_can_fail_and_once_each(values: dict[str, Value], filed: dict[str, Decimal]) -> None:
    found = of(values, filed)
    names = [finding.item.id for finding in found.findings]
    assert len(names) == len(set(names))
    for finding in found.findings:
        assert finding.item.can_fail
        assert finding.item.severity is not None
        assert finding.failed or finding.mismatch
        assert (finding.item.days is None) != (finding.item.hours is None)


@quick
@given(VISITS, FILED)
def test_a_visit_without_gaps_is_whole(values: dict[str, Value], filed: dict[str, Decimal]) -> None:
    if of(values, filed).gaps:
        return
    for station in CHECKLIST.stations:
        absent = values.get(station_path(CHECKLIST.key, station.id)) == "absent"
        assert not (absent and station.required)
        for item in CHECKLIST.items_of(station):
            answer = values.get(answer_path(CHECKLIST.key, item.id))
            assert absent == (answer in (None, ""))
            if answer == NOT_APPLICABLE:
                assert item.not_applicable and values.get(reason_path(CHECKLIST.key, item.id))


@quick
@given(VISITS, FILED)
def test_a_score_stays_between_nothing_and_all(values: dict[str, Value], filed: dict[str, Decimal]) -> None:
    score = of(values, filed).score
    if score is not None:
        assert 0 <= score.earned <= score.possible
        assert 0 <= score.percent <= 100


@quick
@given(VISITS, FILED)
def test_passing_instead_of_failing_never_lowers_the_score_or_adds_a_finding(
    values: dict[str, Value], filed: dict[str, Decimal]
) -> None:
    worse, better = (of({**values, answer_path(CHECKLIST.key, "exits"): answer}, filed) for answer in ("fail", "pass"))
    assert worse.score is not None and better.score is not None
    assert better.score.percent > worse.score.percent
    assert {finding.item.id for finding in worse.findings} - {finding.item.id for finding in better.findings} == {
        "exits"
    }


@quick
@given(VISITS, FILED, st.randoms(use_true_random=False))
def test_order_makes_no_difference(
    values: dict[str, Value], filed: dict[str, Decimal], random: st.random_module
) -> None:
    pairs = list(values.items())
    random.shuffle(pairs)  # type: ignore[attr-defined]
    assert of(dict(pairs), filed) == of(values, filed)
