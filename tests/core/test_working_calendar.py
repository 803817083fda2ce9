"""Where the calendar comes from: the package, tables of packs, tables of the administrator; the last one holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from taizhang.core import working_days
from taizhang.core.working_days import working_calendar
from taizhang.engine.working_days import due_after
from taizhang.packs.problems import PackError
from tests.engine.working_days.notices import cases, counted, name_of, notices

HEADING = "date,workday,reason,document\n"
LOCAL = HEADING + "2026-07-01,0,县庆,县政发〔2026〕1号\n"
TUESDAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_days, "LOOK_EVERY_SECONDS", -1.0)
    monkeypatch.setattr(working_days, "_cached", None)


@pytest.fixture
def own(settings: Any) -> Path:
    folder = Path(settings.CALENDARS_DIR)
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("case", cases(), ids=name_of)
def test_the_packages_calendar_gives_the_days_worked_out_by_hand(case: dict[str, Any]) -> None:
    done = counted(working_calendar(), case)
    assert (done.last, done.count) == (case.get("due", case.get("until")), case.get("count", done.count))
    assert list(done.estimated_years) == case.get("estimated", [])


def test_the_package_has_what_the_notices_say() -> None:
    calendar = working_calendar()
    listed = {on: day.working for on, day in calendar.dated.items() if 2024 <= on.year <= 2026}
    assert listed == {on: day.working for on, day in notices().items()}


def test_the_administrators_table_holds_at_once(own: Path) -> None:
    assert due_after(working_calendar(), TUESDAY, 1).last == date(2026, 7, 1)
    (own / "county.csv").write_text(LOCAL, encoding="utf-8")
    done = due_after(working_calendar(), TUESDAY, 1)
    assert (done.last, done.steps[1].why.zh) == (date(2026, 7, 2), "节假日（县庆）")


def test_a_packs_table_holds_before_the_packages_and_after_it_the_administrators(
    settings: Any, tmp_path: Path, own: Path
) -> None:
    settings.PACK_FOLDERS = [tmp_path / "packs"]
    table = tmp_path / "packs" / "festivals" / "calendars" / "2026.csv"
    table.parent.mkdir(parents=True)
    table.write_text(LOCAL + "2026-10-08,0,补假,县政发〔2026〕1号\n", encoding="utf-8")
    assert due_after(working_calendar(), TUESDAY, 1).last == date(2026, 7, 2)
    assert due_after(working_calendar(), date(2026, 9, 30), 1).last == date(2026, 10, 9)
    (own / "a.csv").write_text(HEADING + "2026-07-01,1,照常上班,县政发〔2026〕2号\n", encoding="utf-8")
    assert due_after(working_calendar(), TUESDAY, 1).last == date(2026, 7, 1)


def test_the_notice_of_a_new_year_ends_the_estimate(own: Path) -> None:
    assert due_after(working_calendar(), date(2027, 2, 1), 3).estimated_years == (2027,)
    days = ("01-01", "02-05", "05-01", "05-02", "10-01", "10-02", "10-03")
    rows = "".join(f"2027-{day},0,放假,通知\n" for day in days)
    (own / "2027.csv").write_text(HEADING + rows + "2027-02-06,1,调休,通知\n", encoding="utf-8")
    done = due_after(working_calendar(), date(2027, 2, 1), 4)
    assert (done.last, done.estimated_years) == (date(2027, 2, 6), ())


def test_a_table_that_cannot_be_read_names_its_line_and_later_leaves_the_calendar_as_it_was(
    own: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (own / "county.csv").write_text(HEADING + "7月1日,休,县庆,文号\n", encoding="utf-8")
    with pytest.raises(PackError) as refused:
        working_calendar()
    said = refused.value.problems[0].sentence()
    assert "county.csv:2" in said and "7月1日" in said
    (own / "county.csv").write_text(LOCAL, encoding="utf-8")
    kept = working_calendar()
    (own / "county.csv").write_bytes(LOCAL.encode("gb18030"))
    assert working_calendar() is kept
    assert "UTF-8" in caplog.text


def test_the_calendar_is_read_once_while_nothing_changes() -> None:
    assert working_calendar() is working_calendar()
