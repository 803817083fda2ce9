"""How files/ was made: `python -m tests.ledgers.corpus.made` writes the sources and lets LibreOffice convert them.

WPS's .et is the same file as an .xls by another name, so it needs none of its own. LibreOffice counts the formulas, so
that results and errors are in the files.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from tests.ledgers.corpus.books import FILES, Rows, book
from tests.ledgers.corpus.ledgers import FUNDS, ROLL

ROLL_ROWS: Rows = [
    ["学校基本情况"],
    ROLL,
    ["小学", 120, 4, 0, 20, 9],
    ["初中", "=60+30", 3, 30, 10, 8],
    ["合  计", "=SUM(B3:B4)", 7, 30, 30, 17],
    ["填表人：禾守安", None, None, "审核人：周明"],
]
FUNDS_ROWS: Rows = [
    FUNDS,
    ["青禾一小", "G330100201501010011", 0.985, 1200.5, 45356, "是"],
    ["青禾二小", "G330100201501010012", "=1-0.0425", "=600*2", 45357, "否"],
]
FUNDS_FORMATS = {"C2": "0.0%", "C3": "0.00%", "D": "#,##0.00", "E2": "yyyy-mm-dd", "E3": 'yyyy"年"m"月"d"日"'}
FAILED_ROWS: Rows = [
    ROLL,
    ["小学", "=1/0", 4, 0, "=NA()", 9],
    ["初中", 90, '=VALUE("x")', "=SUM(1,2)", 10, "=nothing()"],
]


def _hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["D"].hidden = True


def sources() -> dict[str, bytes]:
    return {
        "roll": book(ROLL_ROWS, merges=["A1:F1"], change=_hide),
        "funds": book(FUNDS_ROWS, formats=FUNDS_FORMATS),
        "failed": book(FAILED_ROWS),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in sources().items():
            source = Path(folder, f"{name}.xlsx")
            source.write_bytes(data)
            for kind in ("xls", "ods"):
                command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(FILES), str(source)]
                subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
