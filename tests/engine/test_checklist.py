"""What follows from the answers of a visit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import pytest

from taizhang.engine.checklist import FollowingFinding, Gap, GapKind, Mismatch, Outcome, Score, deadline, evaluate
from taizhang.engine.entries import Value
from taizhang.engine.working_days import DatedDay, calendar_of
from tests.engine.checklist_sample import (
    BEDS,
    BOARDERS,
    CHECKLIST,
    CODES,
    EXITS,
    GRADE,
    INHIBITION,
    LIMITS,
    PATROLS,
    WORDS,
)

GOOD: dict[str, Value] = {
    "items.exits.answer": "pass",
    "items.patrols.answer": 5,
    "items.boarders.answer": 120,
    "items.beds.answer": "pass",
    "items.inhibition.answer": "49.9",
    "items.grade.answer": "b",
    "items.words.answer": "12号摊位小青菜",
    "items.words.photos.p1": "ab12",
}
FILED = {"boarders": Decimal(121)}


def outcome(*, filed: Mapping[str, Decimal] = FILED, **changes: Value) -> Outcome:
    """GOOD with other answers: `exits="fail"`, `beds__reason="…"`, `gate="seen"` of a station; `...` leaves one out."""
    values: dict[str, Value] = dict(GOOD)
    for name, value in changes.items():
        first, _, last = name.partition("__")
        stations = {station.id for station in CHECKLIST.stations}
        path = f"stations.{first}" if first in stations else f"items.{first}.{(last or 'answer').replace('__', '.')}"
        values[path] = value
        if value is ...:
            del values[path]
    return evaluate(CHECKLIST, values, filed=filed, limits=LIMITS, codes=CODES)


def test_a_whole_visit_without_problems() -> None:
    assert outcome() == Outcome((), (), Score(Decimal(5), Decimal(5)))
    assert outcome().score is not None


def test_a_failing_answer_is_a_finding_that_needs_its_photo() -> None:
    assert outcome(exits="fail") == Outcome(
        (Gap(GapKind.PHOTO, "gate", "exits"),), (FollowingFinding(EXITS, True),), Score(Decimal(2), Decimal(5))
    )
    assert outcome(exits="fail", exits__photos__p1="cd34").gaps == ()
    assert outcome(exits="fail", exits__photos__p1=None).gaps  # taken away again


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"patrols": 4}, PATROLS),
        ({"inhibition": "50"}, INHIBITION),
        ({"grade": "c"}, GRADE),
        ({"beds": "fail"}, BEDS),
    ],
)
def test_limits_and_codes_decide_what_fails(changes: dict[str, Value], finding: object) -> None:
    [found] = outcome(**changes).findings
    assert (found.item, found.failed, found.mismatch) == (finding, True, None)


def test_a_limit_that_is_not_in_force_yet_asks_for_nothing() -> None:
    values = {**GOOD, "items.patrols.answer": 0}
    assert evaluate(CHECKLIST, values, filed=FILED, limits={}, codes=CODES).findings == ()


def test_a_number_further_from_the_filed_one_than_its_tolerance_is_a_finding() -> None:
    assert outcome(boarders=119).findings == ()
    assert outcome(boarders=118).findings == (FollowingFinding(BOARDERS, False, Mismatch(Decimal(118), Decimal(121))),)
    assert outcome(boarders=1, filed={}).findings == ()


def test_what_does_not_apply_needs_a_reason_and_is_not_scored() -> None:
    assert outcome(beds="not_applicable").gaps == (Gap(GapKind.REASON, "dormitory", "beds"),)
    assert outcome(beds="not_applicable", beds__reason=" ").gaps
    found = outcome(beds="not_applicable", beds__reason="本学期没有寄宿生")
    assert found == Outcome((), (), Score(Decimal(4), Decimal(4)))
    assert outcome(exits="not_applicable", exits__reason="没有").gaps == (Gap(GapKind.VALUE, "gate", "exits"),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("exits", "yes"),
        ("exits", True),
        ("patrols", "-1"),
        ("patrols", "1.5"),
        ("patrols", True),
        ("patrols", "五"),
        ("inhibition", "12.34"),
        ("inhibition", "1e3"),
        ("grade", "z"),
        ("grade", 1),
        ("words", 12),
    ],
)
def test_an_answer_that_the_item_does_not_take_is_told(name: str, value: Value) -> None:
    found = outcome(**{name: value})
    assert [(gap.kind, gap.item) for gap in found.gaps] == [(GapKind.VALUE, name)]
    assert found.findings == ()


def test_what_is_not_answered_is_told_in_the_order_of_the_checklist() -> None:
    found = outcome(exits=..., grade="", words__photos__p1=...)
    assert found.gaps == (
        Gap(GapKind.ITEM, "gate", EXITS.id),
        Gap(GapKind.ITEM, "kitchen", GRADE.id),
        Gap(GapKind.PHOTO, "kitchen", WORDS.id),
    )


def test_a_station_is_seen_or_marked_as_absent() -> None:
    without: dict[str, Value] = {"boarders": ..., "beds": ...}  # type: ignore[dict-item]
    station = Gap(GapKind.STATION, "dormitory")
    items = tuple(Gap(GapKind.ITEM, "dormitory", name) for name in ("boarders", "beds"))
    assert outcome(**without).gaps == (station, *items)
    assert outcome(**without, dormitory="seen").gaps == items
    assert outcome(**without, dormitory="absent") == Outcome((), (), Score(Decimal(4), Decimal(4)))


def test_a_required_station_cannot_be_absent() -> None:
    found = outcome(exits=..., patrols=..., gate="absent")
    assert found.gaps == (Gap(GapKind.STATION, "gate"),)


def test_an_absent_station_with_answers_is_a_contradiction_and_loses_no_finding() -> None:
    found = outcome(beds="fail", boarders=..., dormitory="absent")
    assert found.gaps == (Gap(GapKind.CONTRADICTION, "dormitory"),)
    assert [finding.item for finding in found.findings] == [BEDS]


def test_equal_shares_are_equal_numbers() -> None:
    assert Score(Decimal(2), Decimal(3)).percent == Score(Decimal(4), Decimal(6)).percent
    assert Score(Decimal(2), Decimal(3)).percent < Score(Decimal("2.0001"), Decimal(3)).percent


def test_deadlines_count_working_days_or_hours() -> None:
    named = {date(2026, 3, 5): DatedDay(False, CHECKLIST.title, "某通知")}
    calendar = calendar_of([named], [], known=[2026])
    at = datetime(2026, 3, 2, 22, 30)
    assert deadline(PATROLS, at, calendar).on == date(2026, 3, 12)  # 7 working days, the 5th is off
    soon = deadline(EXITS, at, calendar)
    assert (soon.on, soon.at) == (date(2026, 3, 3), datetime(2026, 3, 3, 2, 30))
    assert deadline(PATROLS, datetime(2027, 3, 1, 9), calendar).estimated
    with pytest.raises(ValueError, match="words"):
        deadline(WORDS, at, calendar)
