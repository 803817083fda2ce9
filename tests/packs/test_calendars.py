"""calendars/*.csv of a pack: read into its days, every wrong line named, compared between versions."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from taizhang.engine.text import Text
from taizhang.engine.working_days import DatedDay
from taizhang.packs.calendars import read_calendar
from taizhang.packs.diff import diff_packs
from taizhang.packs.loader import load_pack
from taizhang.packs.problems import PackError, Report
from taizhang.packs.scaffold import new_pack

HEADING = "date,workday,reason,document\n"
FIRST = HEADING + "2027-01-01,0,元旦,通知\n"


def problems(text: str) -> list[tuple[str, int | None]]:
    report = Report()
    read_calendar(text, "a.csv", report)
    return [(problem.code, problem.line) for problem in report.sorted()]


def test_a_table_is_its_days() -> None:
    report = Report()
    text = HEADING + '2027-01-01,0,元旦,"通知，第一条"\r\n\n 2027-01-03 ,1,调休,通知\n'
    table = read_calendar(text, "a.csv", report)
    assert report.problems == []
    assert table == {
        date(2027, 1, 1): DatedDay(False, Text("元旦"), "通知，第一条"),
        date(2027, 1, 3): DatedDay(True, Text("调休"), "通知"),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("calendar-empty", 1), ("calendar-heading", 1)]),
        (HEADING, [("calendar-empty", 1)]),
        ("day,off\n2027-01-01,0,元旦,通知\n", [("calendar-heading", 1)]),
        (FIRST + "2027-02-30,0,a,b\n2027-01-02,2,a,b\n", [("calendar-row", 3), ("calendar-row", 4)]),
        (FIRST + "2027-01-02,0,,b\n2027-01-02,0,a,\n", [("calendar-row", 3), ("calendar-row", 4)]),
        (FIRST + "2027-01-02,0,a,b,c\n", [("calendar-row", 3)]),
        (FIRST + "2027-01-01,1,a,b\n", [("calendar-repeated", 3)]),
        (FIRST + '2027-01-02,0,"a,b', [("calendar-csv", 3)]),
    ],
)  # fmt: skip
def test_every_wrong_line_is_named(text: str, found: list[tuple[str, int]]) -> None:
    assert problems(text) == found


def test_a_pack_holds_calendars_and_a_new_version_tells_what_changed(tmp_path: Path) -> None:
    folder = new_pack(tmp_path, "festivals")
    table = folder / "calendars" / "2027.csv"
    table.parent.mkdir()
    table.write_text(HEADING + "2027-04-09,0,县庆,县政发〔2026〕1号\n", encoding="utf-8")
    old = load_pack(folder, installed={}, check_term=None)
    assert list(old.calendars["2027"]) == [date(2027, 4, 9)]
    shutil.copytree(folder, tmp_path / "later" / "festivals")
    newer = tmp_path / "later" / "festivals"
    (newer / "calendars" / "2027.csv").write_text(
        HEADING + "2027-04-09,1,照常上班,县政发〔2026〕1号\n", encoding="utf-8"
    )
    new = load_pack(newer, installed={}, check_term=None)
    told = [change.text.zh for change in diff_packs(old, new)]
    assert told == [
        "工作日历“2027”：“2027-04-09”的是否上班由“false”改为“true”",
        "工作日历“2027”：“2027-04-09”的说明由“县庆”改为“照常上班”",
    ]
    table.write_text("x\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"calendars/2027\.csv:1"):
        load_pack(folder, installed={}, check_term=None)
