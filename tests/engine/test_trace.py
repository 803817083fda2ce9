"""What a trace tells of rows that belong together."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from taizhang.engine.text import Text
from taizhang.engine.trace import (
    Keeping,
    Reached,
    Trace,
    TraceRow,
    TraceStep,
    TraceWarning,
    WarningKind,
    kept_until,
    reached,
    warnings_of,
)

WORD = Text("词")
TRACE = Trace(
    id="food",
    pack="p",
    title=WORD,
    steps=(
        TraceStep("bought", WORD, "p.bought", ("batch",)),
        TraceStep("used", WORD, "p.used", ("batch",), after="bought", by={"lot": "batch"}),
        TraceStep(
            "served", WORD, "p.served", ("dish",), after="used", by={"on": "on", "dish": "dish"},
            reached=Reached(WORD, "eaters", ("on",)),
        ),
        TraceStep("sampled", WORD, "p.sampled", ("dish",), after="served", by={"on": "on", "dish": "dish"}),
    ),
    starts=(),
    warnings=(
        TraceWarning("late", WORD, WarningKind.LATER, "used", "bought", "on", "use_by"),
        TraceWarning("unchecked", WORD, WarningKind.WITHOUT, "used", "bought"),
        TraceWarning("too_much", WORD, WarningKind.EXCEEDS, "used", "bought", "kg", "kg"),
        TraceWarning("no_sample", WORD, WarningKind.WITHOUT, "served", "sampled"),
    ),
)  # fmt: skip
BOUGHT = TraceRow(1, "bought", "S1", {"batch": "B1", "kg": "25.00", "use_by": "2026-06-12"})
USED = TraceRow(2, "used", "S1", {"lot": "B1", "kg": "10.00", "on": "2026-06-12", "dish": "汤"})
MORE = TraceRow(3, "used", "S1", {"lot": "B1", "kg": "15.01", "on": "2026-06-13", "dish": "羹"})
SERVED = TraceRow(4, "served", "S1", {"on": "2026-06-13", "dish": "羹", "eaters": 300})
SAMPLE = TraceRow(5, "sampled", "S1", {"on": "2026-06-13", "dish": "羹"})
READABLE = {(step.id, "S1") for step in TRACE.steps}


def told(*rows: TraceRow, whole: set[int] | None = None, readable: set[tuple[str, str]] = READABLE) -> list[object]:
    everything = {row.id for row in rows} if whole is None else whole
    return [(item.warning.id, item.row) for item in warnings_of(TRACE, rows, whole=everything, readable=readable)]


def test_the_last_day_itself_is_in_time_and_what_came_in_may_be_used_up() -> None:
    used_up = TraceRow(3, "used", "S1", {"lot": "B1", "kg": "15.00", "on": "2026-06-12", "dish": "羹"})
    assert told(BOUGHT, USED, used_up) == []


def test_a_day_after_it_and_a_gram_more_are_told() -> None:
    assert told(BOUGHT, USED, MORE) == [("late", 3), ("too_much", 1)]


def test_of_a_batch_that_came_twice_the_later_date_and_both_amounts_count() -> None:
    again = TraceRow(6, "bought", "S1", {"batch": "B1", "kg": "1", "use_by": "2026-06-13"})
    assert told(BOUGHT, again, USED, MORE) == []


def test_amounts_are_compared_only_where_all_that_was_used_is_read_and_said() -> None:
    assert told(BOUGHT, USED, MORE, whole={2, 3}) == [("late", 3)]
    unsaid = TraceRow(7, "used", "S1", {"lot": "B1", "on": "2026-06-12", "dish": "饭"})
    assert told(BOUGHT, USED, MORE, unsaid) == [("late", 3)]


def test_the_batch_of_another_school_is_none_of_this_one() -> None:
    elsewhere = TraceRow(8, "bought", "S2", BOUGHT.values)
    assert told(elsewhere, USED) == [("unchecked", 2)]


def test_nothing_is_missing_in_a_ledger_that_was_not_read() -> None:
    assert told(SERVED) == [("no_sample", 4)]
    assert told(SERVED, SAMPLE) == []
    assert told(SERVED, whole=set()) == []  # what follows it was not read
    assert told(SERVED, readable=READABLE - {("sampled", "S1")}) == []


def test_who_ate_two_dishes_of_a_meal_is_counted_once() -> None:
    other = TraceRow(9, "served", "S1", {"on": "2026-06-13", "dish": "饭", "eaters": 320})
    next_day = TraceRow(10, "served", "S1", {"on": "2026-06-14", "dish": "饭", "eaters": 310})
    elsewhere = TraceRow(11, "served", "S2", {"on": "2026-06-13", "dish": "饭", "eaters": 5})
    assert reached(TRACE.step("served"), [SERVED, other, next_day, elsewhere]) == Decimal(635)
    assert reached(TRACE.step("used"), [USED]) is None


def test_hours_run_from_the_time_that_was_written_else_from_the_days_end() -> None:
    row = TraceRow(1, "sampled", "S1", {"on": "2026-06-13", "at": "11:40"})
    assert kept_until(Keeping("h", "at"), row, "on", Decimal(48)) == datetime(2026, 6, 15, 11, 40)
    assert kept_until(Keeping("h"), row, "on", Decimal(48)) == datetime(2026, 6, 15, 23, 59)
    assert kept_until(Keeping("h"), TraceRow(1, "sampled", "S1", {}), "on", Decimal(48)) is None
