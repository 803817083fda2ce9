"""`taizhang ledger propose`: words or JSON, and one sentence for what is no workbook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from taizhang.config.cli import cli, main

BOOK = "柳溪小学食堂采购台账,,\n采购日期,品名,金额（元）\n2024年3月5日,大米,1200.5\n2024.3.6,面粉,760\n合计,,1960.5\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "采购.csv"
    path.write_bytes(BOOK.encode("gb18030"))
    return path


def test_json_has_the_table_and_its_fields(book: Path) -> None:
    result = CliRunner().invoke(cli, ["ledger", "propose", str(book), "--json"], catch_exceptions=False)
    [sheet] = json.loads(result.output)["sheets"]
    assert (sheet["name"], sheet["title"], sheet["is_data"]) == ("采购", "柳溪小学食堂采购台账", True)
    assert (sheet["heading_rows"], sheet["data_rows"], sheet["total_rows"]) == ([2, 2], [3, 4], [5])
    assert [(field["column"], field["type"], field["unit"]) for field in sheet["fields"]] == [
        ("A", "date", None),
        ("B", "text", None),
        ("C", "money", "元"),
    ]


def test_words_are_chinese_unless_english_is_asked_for(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", "zh")
    said = CliRunner().invoke(cli, ["ledger", "propose", str(book)], catch_exceptions=False).output
    assert "表头第 2 行，数据第 3–4 行，合计第 5 行，共 2 条" in said and "金额，单位元" in said
    monkeypatch.setenv("TAIZHANG_LANG", "en")
    said = CliRunner().invoke(cli, ["ledger", "propose", str(book)], catch_exceptions=False).output
    assert "heading rows 2; data rows 3–4; totals rows 5; 2 records" in said


def test_what_is_no_workbook_is_one_sentence_and_exit_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 200)
    monkeypatch.setenv("TAIZHANG_LANG", "zh")
    monkeypatch.setattr("sys.argv", ["taizhang", "ledger", "propose", str(path), "--json"])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr()
    assert left.value.code == 2 and said.out == ""
    assert "文件不完整或已损坏" in said.err and len(said.err.strip().splitlines()) == 1
