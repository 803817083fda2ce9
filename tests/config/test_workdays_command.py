"""`taizhang workdays`: its three forms, its shape for programs, its table, and one sentence for bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from taizhang.config.cli import cli, main


def printed(line: str) -> str:
    result = CliRunner().invoke(cli, ["workdays", *line.split()], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def answer(line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(f"{line} --json"))
    return found


def test_days_give_the_last_day_with_every_day_before_it() -> None:
    found = answer("2025-09-19 20")
    assert (found["due"], found["estimated"], found["note"], "count" in found) == ("2025-10-23", False, "", False)
    assert found["days"][0] == {"date": "2025-09-19", "counts": False, "why": "起算日，不计入：工作日"}
    assert found["days"][-1] == {"date": "2025-10-23", "counts": 20, "why": "工作日"}
    assert found["days"][9] == {"date": "2025-09-28", "counts": 6, "why": "调休上班（国庆节）"}
    assert found["days"][12] == {"date": "2025-10-01", "counts": False, "why": "节假日（国庆节）"}
    assert len(found["days"]) == 35


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("2025-03-03 10 --pause 2025-03-06:2025-03-10 --pause 2025-03-08:2025-03-12", "2025-03-24"),
        ("2025-09-28 7 --calendar", "2025-10-09"),
        ("--calendar --pause 2025-03-05:2025-03-09 2025-03-03 10", "2025-03-18"),
        ("2025-08-31 --months 1", "2025-09-30"),
        ("2025-03-01 0", "2025-03-01"),
    ],
)
def test_pauses_calendar_days_and_months(line: str, due: str) -> None:
    assert answer(line)["due"] == due


def test_until_counts() -> None:
    found = answer("2025-01-20 --until 2025-02-21")
    assert (found["count"], found["estimated"], "due" in found) == (20, False, False)


def test_an_unpublished_year_is_said_in_words_and_for_programs() -> None:
    found = answer("2026-12-30 --until 2027-01-04")
    assert (found["count"], found["estimated"]) == (2, True)
    assert "2027 年放假安排未公布" in found["note"]
    assert found["days"][2]["why"] == "节假日（元旦），推算"


def test_the_table_is_chinese_unless_english_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", "zh")
    said = printed("2026-12-30 2")
    assert "2026-12-31  周四     1  工作日\n2027-01-01  周五     —  节假日（元旦），推算\n" in said
    assert "期限 2 个工作日，2027-01-04（星期一）届满。\n推算：2027 年放假安排未公布" in said
    assert "共 2 个工作日。" in printed("2026-12-30 --until 2027-01-04")
    monkeypatch.setenv("TAIZHANG_LANG", "en")
    said = printed("2026-12-29 3 --calendar")
    assert "2026-12-30  Wed      1  working day" in said and "3 days, due on 2027-01-04 (Mon)." in said
    assert answer("2026-12-30 1")["days"][1]["why"] == "工作日"  # programs read the same words everywhere


def test_an_extension_goes_on_from_the_old_last_day() -> None:
    old = answer("2025-01-20 20")["due"]
    assert answer(f"{old} 20")["due"] == answer("2025-01-20 40")["due"] == "2025-03-21"


def test_ten_years_of_working_days_are_told_one_by_one() -> None:
    found = answer("2025-01-20 3650")
    assert found["days"][-1]["counts"] == 3650
    assert len({day["date"] for day in found["days"]}) == len(found["days"]) > 5000


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "缺少 FROM"),
        ("2025-13-01 3", "FROM 应为 2026-03-31 这样的日期，现为“2025-13-01”"),
        ("明天 3", "现为“明天”"),
        ("2025-01-20", "应写一种，也只写一种"),
        ("2025-01-20 3 --months 1", "应写一种，也只写一种"),
        ("2025-01-20 --months 1 --until 2025-03-01", "应写一种，也只写一种"),
        ("2025-01-20 0 --months 0", "应写一种，也只写一种"),
        ("2025-01-20 --months 1 --calendar", "只用于按天数计算"),
        ("2025-01-20 --until 2025-03-01 --pause 2025-02-01:2025-02-02", "只用于按天数计算"),
        ("2025-01-20 -3", "DAYS 应为 0 或更大的整数，现为 -3"),
        ("2025-01-20 -30 --json", "现为 -30"),
        ("2025-01-20 1.5", "DAYS 应为整数，现为1.5"),
        ("2025-01-20 3 4", "参数多了：4"),
        ("2025-01-20 99999999999999999999", "应为0 到 10000 的天数"),
        ("2025-01-20 --months -1", "应为0 到 600 的月数；现为-1"),
        ("2025-01-20 --months 9999999", "应为0 到 600 的月数"),
        ("2025-01-20 --until 2025-01-19", "先早后晚；现为2025-01-20 到 2025-01-19"),
        ("2025-01-20 --until 2999-01-01", "相隔不超过 20000 天"),
        ("2025-01-20 --until soon", "--until 应为 2026-03-31 这样的日期"),
        ("2025-01-20 3 --pause 2025-02-02:2025-02-01", "暂停的首日和末日，先早后晚"),
        ("2025-01-20 3 --pause 2025-02-02", "--pause 应为“首日:末日”"),
        ("2025-01-20 3 --pause 2025-02-02:9999-12-31", "应为2000 到 2999 年的日期；现为9999-12-31"),
        ("9999-12-31 5", "现为9999-12-31"),
        ("0001-01-01 5", "应为2000 到 2999 年的日期"),
    ],
)
def test_bad_input_is_one_chinese_sentence_and_exit_two(
    line: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", "zh")
    monkeypatch.setattr("sys.argv", ["taizhang", "workdays", *line.split()])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    assert (left.value.code, told.out) == (2, "")
    assert said in told.err and len(told.err.strip().splitlines()) == 1


def test_neither_a_database_nor_djangos_apps_are_needed() -> None:
    code = (
        "import sys; from taizhang.config.cli import cli\n"
        "cli(['workdays', '2025-01-20', '20', '--json'], standalone_mode=False)\n"
        "print([name for name in ('django.db', 'taizhang.core.models') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
