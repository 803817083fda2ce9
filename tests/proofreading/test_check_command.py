"""`taizhang check`: what a clerk sees, what a program gets, and the exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from docx import Document

from taizhang.config.cli import cli
from taizhang.config.commands import check as command
from tests.proofreading import documents as made

WRONG = "全县共有学校120所，其中小学80所、初中30所。"
RIGHT = "全县共有学校110所，其中小学80所、初中30所。"


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", "zh")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "_standard_input", [])


def run(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", *arguments], input=given)


def write(name: str, data: bytes) -> str:
    Path(name).write_bytes(data)
    return name


def test_a_wrong_sum_is_told_with_place_sentence_arithmetic_and_cure() -> None:
    name = write("总结.docx", made.docx(made.paragraph("标题"), made.paragraph(WRONG)))
    result = run(name)
    assert result.exit_code == 1
    lines = result.stdout.split("\n")
    assert lines[0].startswith("总结.docx 第2段 [不符] ")
    assert lines[1] == "    全县共有学校【120所】，其中小学80所、初中30所。"
    assert "    80所 + 30所 = 110" in lines
    assert "    改法：120所 → 110所" in lines


@pytest.mark.parametrize(("text", "code"), [(RIGHT, 0), (WRONG, 1), ("", 2)])
def test_the_exit_code_tells_clean_wrong_and_unreadable(text: str, code: int) -> None:
    assert run(write("a.txt", text.encode("gbk"))).exit_code == code
    assert run("-", given=text.encode()).exit_code == code


def test_of_several_files_each_is_told_and_an_unreadable_one_counts_most() -> None:
    files = [write("1.txt", WRONG.encode()), write("2.txt", RIGHT.encode()), "没有.docx"]
    files.append(write("4.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    result = run(*files)
    assert result.exit_code == 2
    assert "1.txt：3 个数，" in result.stdout
    assert "2.txt：3 个数，" in result.stdout
    assert result.stdout.rstrip().endswith("，0 处不符")
    assert "没有.docx：没有这个文件" in result.stderr
    assert "4.doc：应为.docx 或 .xlsx" in result.stderr
    assert run(*files[:2]).exit_code == 1


def test_json_has_text_numbers_findings_and_their_places() -> None:
    rows = [["类别", "学校（所）"], ["小学", "80"], ["初中", "40"], ["合计", "150"]]
    name = write("a.docx", made.docx(made.paragraph("标题"), made.table(rows)))
    result = run(name, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    found = next(item for item in told["findings"] if item["verdict"] == "contradiction")
    assert (found["kind"], found["stated"][:3], found["where"]) == ("sum", "150", "第1个表第4行第2列")
    assert found["at"] == {"table": 1, "row": 4, "column": 2}
    assert told["text"][found["start"] : found["end"]].startswith("80")
    printed = [told["text"][number["start"] : number["end"]] for number in told["numbers"]]
    assert printed == ["80", "40", "150"]
    both = json.loads(run(name, write("b.txt", RIGHT.encode()), "--json").stdout)
    assert [(item["file"], item["kind"]) for item in both] == [("a.docx", "docx"), ("b.txt", "txt")]


def test_all_tells_what_agrees_too() -> None:
    name = write("a.txt", RIGHT.encode())
    assert "相符" not in run(name).stdout
    assert "[相符]" in run(name, "--all").stdout


def test_the_marked_document_is_written_beside() -> None:
    name = write("a.docx", made.docx(made.paragraph(WRONG)))
    before = Path(name).read_bytes()
    result = run(name, "--annotate", "out.docx")
    assert result.exit_code == 1
    comments = list(Document("out.docx").comments)
    assert f"已写 out.docx：{len(comments)} 条批注" in result.stderr
    assert "120所" in comments[0].text
    assert Path(name).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.txt", "--annotate", "out.docx"), "a.txt 不是 .docx"),
        (("a.docx", "--annotate", "a.docx"), "a.docx 是要核对的文件本身"),
        (("a.docx", "a.txt", "--annotate", "out.docx"), "一次只能用于一个文件"),
        (("a.docx", "--numbers", "./a.docx"), "a.docx 是要核对的文件本身"),
        (("a.txt", "--jsonl", "--all"), "--jsonl 不能与其他选项同用"),
        (("a.txt", "--jsonl"), "每行应为"),
    ],
)
def test_what_cannot_be_done_is_said_and_writes_nothing(arguments: tuple[str, ...], said: str) -> None:
    write("a.txt", WRONG.encode())
    write("a.docx", data := made.docx(made.paragraph(WRONG)))
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not Path("out.docx").exists()
    assert Path("a.docx").read_bytes() == data


def test_all_numbers_are_a_workbook_in_which_nothing_is_a_formula() -> None:
    name = write("a.txt", f"{WRONG}\n=HYPERLINK(1)和@SUM(2)的3所学校，约13.5万元。\n".encode())
    assert run(name, "--numbers", "out.xlsx").exit_code == 1
    data = Path("out.xlsx").read_bytes()
    for part, xml in made.parts(data).items():
        assert b"<f>" not in xml and b"<hyperlink" not in xml, part
    book = openpyxl.load_workbook(io.BytesIO(data))
    numbers, findings = (list(sheet.values) for sheet in book)
    assert numbers[0][:5] == ("序号", "位置", "文中写法", "数值", "单位")
    assert numbers[1][1:5] == ("第1行", "120所", 120, "所")
    money = next(row for row in numbers if row[4] == "元")
    assert money[3] == 135_000
    assert money[5] < 135_000 < money[6]
    assert findings[1][:2] == ("第1行", "不符")
    assert book.worksheets[0].auto_filter.ref


def test_lines_of_texts_are_answered_line_by_line() -> None:
    given = "".join(json.dumps({"id": at, "text": text}) + "\n" for at, text in enumerate([RIGHT, WRONG]))
    result = run("--jsonl", "-", given=given.encode())
    assert result.exit_code == 1
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(item["id"], item["findings"][0]["verdict"]) for item in answers] == [(0, "ok"), (1, "contradiction")]


def test_it_starts_neither_django_nor_a_database() -> None:
    write("a.docx", made.docx(made.paragraph(RIGHT)))
    program = (
        "import sys; from taizhang.config.cli import cli\n"
        "try: cli(['check', 'a.docx', '--all', '--annotate', 'b.docx', '--numbers', 'c.xlsx'])\n"
        "except SystemExit as done: assert done.code == 0, done.code\n"
        "assert not {'django', 'sqlite3', 'duckdb', 'psycopg'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
