"""`taizhang check`: the figure checker on documents. Needs no database and does not start Django."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from taizhang.config.commands.common import fail, language, say

if TYPE_CHECKING:
    from taizhang.proofreading.report import Checked

_UNREADABLE = 2


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...|-")
@click.option("--json", "as_json", is_flag=True, help="All numbers and findings as JSON.")
@click.option("--jsonl", is_flag=True, help='Read {"id","text"} lines, print one line of findings for each.')
@click.option("--all", "everything", is_flag=True, help="Tell also what agrees and what cannot be decided.")
@click.option("--annotate", metavar="OUT.docx", type=click.Path(path_type=Path), help="Your .docx with comments.")
@click.option("--numbers", metavar="OUT.xlsx", type=click.Path(path_type=Path), help="All numbers as a workbook.")
def check(
    files: tuple[str, ...], as_json: bool, jsonl: bool, everything: bool, annotate: Path | None, numbers: Path | None
) -> None:
    """Recompute what a document says in numbers: .docx .xlsx .pdf .html .txt .md, UTF-8 or GBK, or - for the standard
    input. Exit 0 nothing wrong, 1 contradictions, 2 unreadable."""
    if jsonl:
        if as_json or everything or annotate or numbers:
            fail("--jsonl 不能与其他选项同用。", "--jsonl takes no other option.")
        sys.exit(max(_check_lines(name) for name in files))
    if (annotate or numbers) and len(files) != 1:
        fail("--annotate 和 --numbers 一次只能用于一个文件。", "--annotate and --numbers take one file at a time.")
    checked: list[Checked] = []
    unreadable = False
    for name in files:
        done = _checked(name)
        unreadable = unreadable or done is None
        if done is None:
            continue
        checked.append(done)
        if not as_json:
            _print(done, everything=everything)
    if as_json:
        _print_json(checked, is_one=len(files) == 1)
    if checked and annotate is not None:
        _annotate(files[0], checked[0], annotate, everything=everything)
    if checked and numbers is not None:
        _write_numbers(checked[0], numbers)
    sys.exit(_UNREADABLE if unreadable else int(any(done.contradictions for done in checked)))


_standard_input: list[bytes] = []  # it can be read only once


def _bytes(name: str) -> bytes:
    if name != "-":
        return Path(name).read_bytes()
    if not _standard_input:
        _standard_input.append(sys.stdin.buffer.read())
    return _standard_input[0]


def _checked(name: str) -> Checked | None:
    """None when it could not be read, which was said."""
    from taizhang.core.workbooks.problems import UnreadableFile
    from taizhang.engine.checker import check as check_text
    from taizhang.proofreading.reading import read
    from taizhang.proofreading.report import Checked

    try:
        document = read(name, _bytes(name))
    except UnreadableFile as error:
        for problem in error.problems:
            click.echo(problem.sentence(language()), err=True)
        return None
    except OSError:
        say(
            f"{name}：没有这个文件，或不能读取。请核对路径和权限。",
            f"{name}: there is no such file, or it cannot be read; check its path and permissions.",
            err=True,
        )
        return None
    return Checked(document, check_text(document.text))


def _check_lines(name: str) -> int:
    from taizhang.engine.checker import check as check_text
    from taizhang.proofreading.reading.document import Document
    from taizhang.proofreading.reading.plain import decoded
    from taizhang.proofreading.report import Checked, finding_as_json

    wrong = False
    for line in decoded(name, _bytes(name)).split("\n"):
        if line.strip():
            identity, text = _line(name, line)
            checked = Checked(Document(text, ()), check_text(text))
            wrong = wrong or bool(checked.contradictions)
            findings = [finding_as_json(found, language()) for found in checked.report.findings]
            click.echo(json.dumps({"id": identity, "findings": findings}, ensure_ascii=False))
    return int(wrong)


def _line(name: str, line: str) -> tuple[object, str]:
    try:
        row = json.loads(line)
        return row["id"], str(row["text"])
    except (ValueError, KeyError, TypeError):
        fail(
            f'{name}：每行应为 {{"id","text"}}，现为“{line[:20]}”',
            f'{name}: each line should be {{"id","text"}}, not {line[:20]!r}',
        )


def _print_json(checked: list[Checked], *, is_one: bool) -> None:
    from taizhang.proofreading.report import as_json

    done = [as_json(item, language()) for item in checked]
    if done or not is_one:
        click.echo(json.dumps(done[0] if is_one else done, ensure_ascii=False, indent=2))


def _print(checked: Checked, *, everything: bool) -> None:
    from taizhang.proofreading.report import told

    for finding in checked.wanted(everything=everything):
        for line in told(checked, finding, language(), _mark):
            click.echo(line)
    for note in checked.document.notes:
        click.echo(f"{checked.document.name} {note.get(language())}")
    name, report, wrong = checked.document.name, checked.report, len(checked.contradictions)
    say(
        f"{name}：{len(report.numbers)} 个数，{len(report.findings)} 处关系，{wrong} 处不符",
        f"{name}: {len(report.numbers)} numbers, {len(report.findings)} relations, {wrong} wrong",
    )


def _mark(words: str) -> str:
    """Brackets in a file or pipe, colour besides on a terminal (click takes it off elsewhere)."""
    return click.style(f"【{words}】", fg="red", bold=True)


def _annotate(name: str, checked: Checked, out: Path, *, everything: bool) -> None:
    from taizhang.proofreading.annotate import annotated

    if checked.document.kind != "docx":
        fail(
            f"{name} 不是 .docx，不能加批注。请另存为 .docx 再核对。",
            f"{name} is no .docx and takes no comments; save it as .docx and check that.",
        )
    _require_other(name, out)
    findings = checked.wanted(everything=everything)
    marked = annotated(name, _bytes(name), findings, language=language(), when=datetime.now(UTC))
    out.write_bytes(marked.data)
    say(f"已写 {out}：{marked.comments} 条批注", f"Wrote {out}: {marked.comments} comments", err=True)


def _write_numbers(checked: Checked, out: Path) -> None:
    from taizhang.proofreading.numbers_workbook import numbers_workbook

    _require_other(checked.document.name, out)
    out.write_bytes(numbers_workbook(checked, language()))
    count = len(checked.report.numbers)
    say(f"已写 {out}：{count} 个数", f"Wrote {out}: {count} numbers", err=True)


def _require_other(name: str, out: Path) -> None:
    if name != "-" and out.exists() and out.samefile(name):
        fail(f"{out} 是要核对的文件本身，请换个名字。", f"{out} is the file that is checked; choose another name.")
