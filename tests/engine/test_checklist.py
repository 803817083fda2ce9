"""What follows from the answers of a visit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from taizhang.engine.checklist import (
    FollowingFinding,
    Gap,
    GapKind,
    Mismatch,
    Outcome,
    Place,
    Score,
    answer_path,
    evaluate,
    item_path,
    photo_path,
    place_of,
    reason_path,
    station_path,
)
from taizhang.engine.entries import Value
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
    "item/base.visit/exits/answer": "pass",
    "item/base.visit/patrols/answer": 5,
    "item/base.visit/boarders/answer": 120,
    "item/base.visit/beds/answer": "pass",
    "item/base.visit/inhibition/answer": "49.9",
    "item/base.visit/grade/answer": "b",
    "item/base.visit/words/answer": "12号摊位小青菜",
    "photo/p1": "item/base.visit/words",
}
FILED = {"boarders": Decimal(121)}


def outcome(*, filed: Mapping[str, Decimal] = FILED, **changes: Value) -> Outcome:
    """GOOD with other answers: `exits="fail"`, `beds__reason="…"`, `gate="seen"` of a station, `photo__p1="…"` of a
    photo; `...` leaves one out."""
    values: dict[str, Value] = dict(GOOD)
    for name, value in changes.items():
        first, _, last = name.partition("__")
        stations = {station.id for station in CHECKLIST.stations}
        path = f"item/base.visit/{first}/{last or 'answer'}"
        if first in stations or first == "photo":
            path = f"station/base.visit/{first}" if first in stations else f"photo/{last}"
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
    assert outcome(exits="fail", photo__p2="item/base.visit/exits").gaps == ()
    assert outcome(exits="fail", photo__p2=None).gaps  # taken away again
    for elsewhere in ("item/other.visit/exits", "item/base.visit/exit", "visit", "item/base.visit/exits/answer"):
        assert outcome(exits="fail", photo__p2=elsewhere).gaps


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
    values = {**GOOD, "item/base.visit/patrols/answer": 0}
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
    found = outcome(exits=..., grade="", photo__p1=...)
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


def test_answers_to_another_checklist_are_none_of_this_one() -> None:
    values = {path.replace("base.visit", "other.visit"): value for path, value in GOOD.items()}
    found = evaluate(CHECKLIST, values, filed=FILED, limits=LIMITS, codes=CODES)
    assert {gap.kind for gap in found.gaps} == {GapKind.STATION, GapKind.ITEM}
    assert (found.findings, found.score) == ((), None)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (answer_path("p.c", "x"), Place("item", "p.c", "x", "answer")),
        (reason_path("p.c", "x"), Place("item", "p.c", "x", "reason")),
        ("item/p.c/x/note", Place("item", "p.c", "x", "note")),
        (item_path("p.c", "x"), Place("item", "p.c", "x")),
        (station_path("p.c", "gate"), Place("station", "p.c", "gate")),
        (photo_path("a-b"), Place("photo", "", "a-b")),
    ],
)
def test_a_path_is_read_as_it_is_written(path: str, place: Place) -> None:
    assert place_of(path) == place


@pytest.mark.parametrize(
    "path",
    [
        "", "item", "item/p.c", "item/p.c/x/answers", "item/p.c/x/answer/y", "item//x/answer", "item/p.c//answer",
        "station/gate", "station/p.c/", "/station/p.c/gate", "photo/", "photo/a/b", "finding/a/of", "items.x.answer",
    ],
)  # fmt: skip
def test_what_is_no_path_of_a_checklist_is_none(path: str) -> None:
    assert place_of(path) is None


def test_equal_shares_are_equal_numbers() -> None:
    assert Score(Decimal(2), Decimal(3)).percent == Score(Decimal(4), Decimal(6)).percent
    assert Score(Decimal(2), Decimal(3)).percent < Score(Decimal("2.0001"), Decimal(3)).percent
