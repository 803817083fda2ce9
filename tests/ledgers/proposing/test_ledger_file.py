"""A proposal becomes a pack's ledger file that the pack checker takes."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
import yaml

from taizhang.core.packs import check_folders
from taizhang.ledgers.proposing.ledger_file import LedgerFile, ledger_file
from taizhang.ledgers.proposing.proposal import propose
from taizhang.ledgers.proposing.result import ProposedSheet
from tests.ledgers.proposing import tuning
from tests.ledgers.proposing.books import Book, write

PACK = "id: own-books\nversion: 0.1.0\ntitle: 自办台账\nauthority: 青禾县教育局\neffective_from: 2025-01-01\n"


def sheets_of(book: Book, folder: Path) -> list[ProposedSheet]:
    path, _truth = write(book, folder)
    return [sheet for sheet in propose(path.name, path.read_bytes(), max_bytes=1_000_000).sheets if sheet.is_data]


def problems_of(made: LedgerFile, folder: Path) -> list[str]:
    pack = folder / "own-books"
    for name in ("ledgers", "codelists"):
        (pack / name).mkdir(parents=True, exist_ok=True)
    (pack / "pack.yaml").write_text(PACK, "utf-8")
    text = yaml.safe_dump(made.as_yaml_data(), allow_unicode=True, sort_keys=False)
    (pack / "ledgers" / "own.yaml").write_text(text, "utf-8")
    for name, codes in made.code_lists.items():
        with (pack / "codelists" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("code", "zh", "en"), *((code, word, word) for code, word in codes)])
    return [problem.sentence("zh") for problem in check_folders([pack]) if problem.level == "error"]


@pytest.mark.parametrize(
    "book", [book for book in tuning.TUNED if not book.file.endswith((".csv", ".txt"))], ids=lambda b: b.file
)
def test_every_proposed_ledger_passes_the_pack_check(book: Book, tmp_path: Path) -> None:
    for number, sheet in enumerate(sheets_of(book, tmp_path)):
        assert problems_of(ledger_file(sheet), tmp_path / str(number)) == []


def test_columns_that_share_a_title_are_told_apart_by_the_one_above(tmp_path: Path) -> None:
    [sheet, *_] = sheets_of(tuning.STAFF, tmp_path)
    made = ledger_file(sheet, ledger_id="staff")
    fields = made.ledger["fields"]
    assert isinstance(fields, list)
    titles = [field["title"] for field in fields]
    assert "序号" not in titles and len(titles) == len(set(titles))


def test_a_total_under_a_group_keeps_the_group_in_its_title(tmp_path: Path) -> None:
    """合计 alone, as a template's heading, would not say of what."""
    lines = [["学校名称", "学生数", "", "", "备注"], ["", "男", "女", "合计", ""]]
    lines += [[f"第{number}小学", 10 + number, 20, 30 + number, ""] for number in range(1, 6)]
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for line in lines:
        page.append([cell if cell != "" else None for cell in line])
    for span in ("A1:A2", "B1:D1", "E1:E2"):
        page.merge_cells(span)
    path = tmp_path / "学生.xlsx"
    book.save(path)
    [sheet] = propose(path.name, path.read_bytes(), max_bytes=1_000_000).sheets
    fields = ledger_file(sheet).ledger["fields"]
    assert isinstance(fields, list)
    assert [field["title"] for field in fields] == ["学校名称", "男", "女", "学生数合计", "备注"]


def test_personal_columns_are_checked_and_masked(tmp_path: Path) -> None:
    [sheet] = sheets_of(tuning.SCHOLARSHIP, tmp_path)
    fields = ledger_file(sheet, ledger_id="aid").ledger["fields"]
    assert isinstance(fields, list)
    by_title = {field["title"]: field for field in fields}
    assert by_title["身份证号码"]["format"] == by_title["身份证号码"]["mask"] == "id_number"
    assert by_title["监护人电话"]["format"] == by_title["监护人电话"]["mask"] == "phone"
    assert by_title["学生姓名"]["mask"] == "name"
    assert by_title["年级"]["type"] == "code" and "aid_nian_ji" in ledger_file(sheet, ledger_id="aid").code_lists


def test_a_sheet_without_a_table_makes_no_ledger() -> None:
    with pytest.raises(ValueError, match="封面"):
        ledger_file(ProposedSheet("封面", is_data=False))


def kind_of(heading: list[str], rows: list[list[object]]) -> tuple[object, object]:
    """The kind that is proposed, and the title of the column that dates its rows."""
    lines = "\n".join(",".join(map(str, row)) for row in [heading, *rows])
    [sheet] = propose("表.csv", lines.encode(), max_bytes=100_000).sheets
    ledger = ledger_file(sheet).ledger
    fields = ledger["fields"]
    assert isinstance(fields, list)
    titles = {field["id"]: field["title"] for field in fields}
    return ledger["kind"], titles.get(ledger.get("date_field"))


@pytest.mark.parametrize(
    "title", ["启用日期", "出生日期", "成立时间", "入职日期", "建成日期", "有效期至日期", "到期日期", "最近检查日期"]
)
def test_a_day_of_a_thing_makes_no_journal(title: str) -> None:
    rows: list[list[object]] = [["第一食堂", 12, "2019-09-01"], ["第二食堂", 8, "2020-03-01"]]
    assert kind_of(["食堂名称", "从业人数", title], rows) == ("register", None)


@pytest.mark.parametrize("title", ["日期", "时间", "检查日期", "填报日期", "演练时间"])
def test_a_day_of_an_event_makes_a_journal_and_is_preferred_to_one_of_a_thing(title: str) -> None:
    rows: list[list[object]] = [["第一食堂", "2019-09-01", "2026-03-01"], ["第二食堂", "2020-03-01", "2026-03-05"]]
    assert kind_of(["食堂名称", "启用日期", title], rows) == ("journal", title)


def test_a_day_of_unknown_words_needs_several_rows_of_a_unit_within_a_year() -> None:
    heading = ["学校名称", "整改日期", "整改人数"]
    once: list[list[object]] = [["甲小学", "2026-03-01", 3], ["乙小学", "2026-03-05", 4], ["丙小学", "2026-03-09", 5]]
    assert kind_of(heading, once)[0] == "return"  # each school files its own row
    often: list[list[object]] = [["甲小学", "2026-03-01", 3], ["甲小学", "2026-03-05", 4], ["丙小学", "2026-03-09", 5]]
    assert kind_of(heading, often) == ("journal", "整改日期")
    years: list[list[object]] = [["甲小学", "2019-03-01", 3], ["甲小学", "2026-03-05", 4], ["丙小学", "2026-03-09", 5]]
    assert kind_of(heading, years)[0] == "return"  # no key tells its rows apart
