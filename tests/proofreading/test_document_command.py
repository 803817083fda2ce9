"""`taizhang document check`: what a clerk sees, what a program gets, and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from taizhang.config.cli import cli
from tests.proofreading import official


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", "zh")
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["document", "check", *arguments])


def spoilt() -> bytes:
    made = official.ordinary()
    made.font("one", official.FANG)
    made.font("body", official.SONG)
    made.font("attachment_body1", official.SONG)
    return made.data()


def test_a_conforming_document_is_said_to_be_one() -> None:
    Path("通知.docx").write_bytes(official.ordinary().data())
    result = run("通知.docx")
    assert result.exit_code == 0
    first, last = result.stdout.strip().split("\n")
    assert first.startswith(
        "通知.docx 文件格式；认出：份号、密级、紧急程度、发文机关标志、发文字号、标题、主送机关、正文"
    )
    assert last == "通知.docx：版式合乎 GB/T 9704-2012"


def test_departures_are_told_with_place_found_and_expected_and_equal_ones_together() -> None:
    Path("通知.docx").write_bytes(spoilt())
    result = run("通知.docx")
    assert result.exit_code == 1
    lines = result.stdout.split("\n")
    at = lines.index("第9段“一、总体要求” [“一、”用黑体]")
    assert lines[at + 1] == "    现为 仿宋_GB2312，应为 黑体（黑体、方正黑体_GBK）"
    assert lines[at + 2] == "    heading.first，GB/T 9704-2012 7.3.3（标准原文）"
    assert sum("[正文用仿宋]" in line for line in lines) == 1
    assert lines[-2] == "通知.docx：3 处不合版式，涉及 2 条规则"


def test_json_lists_each_departure_and_what_was_read() -> None:
    Path("a.docx").write_bytes(spoilt())
    told = json.loads(run("a.docx", "--json").stdout)
    assert told["file"] == "a.docx"
    assert [item["rule"] for item in told["findings"]] == ["text.font", "text.font", "heading.first"]
    assert told["findings"][2] == {
        "rule": "heading.first", "text": "“一、”用黑体", "where": "第9段“一、总体要求”", "at": {"paragraph": 9},
        "found": "仿宋_GB2312", "expected": "黑体（黑体、方正黑体_GBK）", "severity": "confirmed",
        "source": "GB/T 9704-2012 7.3.3",
    }  # fmt: skip
    read = told["read"]
    assert read["kind"] == "ordinary" and read["counts"]["heading"] == 5
    assert {
        "role": "number",
        "name": "发文字号",
        "where": "第5段“青教发〔2026〕12号”",
        "text": "青教发〔2026〕12号",
    } in read["elements"]
    assert read["sections"][0]["paper_mm"] == [210, 297]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"PK\x03\x04cut", "文件不完整或已损坏"),
        ("a.docx", b"", "空文件"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式文件"),
        ("a.txt", "文字".encode(), "请另存为 .docx"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_cure(name: str, data: bytes, said: str) -> None:
    Path(name).write_bytes(data)
    result = run(name)
    assert result.exit_code == 2 and said in result.stderr and result.stdout == ""


def test_a_file_that_is_not_there_is_named() -> None:
    result = run("没有.docx")
    assert result.exit_code == 2 and "没有.docx：没有这个文件" in result.stderr


def test_english_is_spoken_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", "en")
    Path("a.docx").write_bytes(spoilt())
    assert "a.docx: 3 departures from 2 rules" in run("a.docx").stdout


def test_it_starts_neither_django_nor_a_database() -> None:
    Path("a.docx").write_bytes(official.summary().data())
    program = (
        "import sys; from taizhang.config.cli import cli\n"
        "try: cli(['document', 'check', 'a.docx'])\n"
        "except SystemExit as done: assert done.code == 0, done.code\n"
        "assert not {'django', 'sqlite3', 'duckdb', 'psycopg'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
