"""Code lists: CSV files with the heading `code,zh,en`; the file name is the list's id."""

from __future__ import annotations

import csv
import io
import re
from pathlib import PurePosixPath

from taizhang.engine.pack import CodeList
from taizhang.engine.text import Text
from taizhang.packs.problems import Report, quote

_HEADING = ["code", "zh", "en"]
_ID = re.compile(r"[a-z][a-z0-9_]*")


def read_code_list(text: str, file: str, report: Report) -> CodeList:
    """The list in file order. What is wrong with a line is reported and the line left out."""
    identifier = PurePosixPath(file).stem
    if not _ID.fullmatch(identifier):
        cure = Text("改文件名。", "Rename the file.")
        _add(
            report,
            file,
            1,
            "name",
            Text("文件名用小写字母、数字和下划线", "lower case letters, digits and underscores"),
            quote(identifier),
            cure,
        )
    rows = csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline=""), strict=True)
    codes: dict[str, Text] = {}
    lines: dict[str, int] = {}
    try:
        heading = next(rows, [])
        if [cell.strip() for cell in heading] != _HEADING:
            cure = Text("第一行写成 code,zh,en。", "Make the first line code,zh,en.")
            _add(report, file, 1, "heading", Text("code,zh,en"), quote(",".join(heading)), cure)
        for row in rows:
            if any(cell.strip() for cell in row):
                _read_row(
                    [cell.strip() for cell in row],
                    line=rows.line_num,
                    codes=codes,
                    lines=lines,
                    file=file,
                    report=report,
                )
    except csv.Error as error:
        cure = Text("检查引号是否成对。", "Check that quotes come in pairs.")
        _add(report, file, rows.line_num, "csv", Text("CSV 文本", "CSV text"), Text("无法读取的一行", str(error)), cure)
    if not codes:
        cure = Text("每行写一个代码：code,zh,en。", "Write one code a line: code,zh,en.")
        _add(report, file, 1, "empty", Text("至少一个代码", "at least one code"), Text("没有代码", "none"), cure)
    return CodeList(identifier, Text(identifier), codes)


def _read_row(
    row: list[str], *, line: int, codes: dict[str, Text], lines: dict[str, int], file: str, report: Report
) -> None:
    code, zh, en = (*row, "", "", "")[:3]
    if len(row) > len(_HEADING) or not code or not zh:
        cure = Text("写成 code,zh,en；有逗号的文字加引号。", "Write code,zh,en; quote a text that has commas.")
        _add(report, file, line, "row", Text("代码和中文名", "a code and a Chinese name"), quote(",".join(row)), cure)
    elif code in codes:
        told = Text(f"“{code}”与第 {lines[code]} 行重复", f"{code!r} again, first on line {lines[code]}")
        cure = Text("删去重复的一行。", "Delete the repeated line.")
        _add(report, file, line, "repeated", Text("不重复的代码", "a code used once"), told, cure)
    else:
        codes[code], lines[code] = Text(zh, en), line


def _add(report: Report, file: str, line: int, code: str, expected: Text, found: Text, cure: Text) -> None:
    report.add(f"codelist-{code}", file=file, line=line, key="", expected=expected, found=found, cure=cure)
