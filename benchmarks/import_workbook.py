"""A workbook of 20 columns read, typed and checked, against the bare calamine read and against openpyxl with loops.

    python benchmarks/import_workbook.py [--rows 10000 100000] [--repeats 3] [--no-peer] [--texts-in-cells]

Every measure runs in a fresh process; within a repeat the candidates alternate, and ratios are medians over repeats.
Prints seconds, ratios, how seconds grow from the first to the last number of rows, and the peak memory of a process
(with what the imports alone take). The peer does the same checks, and must find as many problems; a difference stops
the run. Results: docs/algorithms/validation.md.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

STAGES = {"kindergarten": "幼儿园", "primary": "小学", "junior": "初中", "senior": "高中"}
STATES = {"enrolled": "在读", "left": "离校", "away": "休学"}
UNITS = [f"S{number:03}" for number in range(600)]
INTEGERS = ("pupils", "boarders", "classes", "migrants", "staff", "rooms")
DECIMALS = ("fees", "grants", "area", "spent")
TEXTS = ("name", "school", "street", "note")
MODES = ("bare", "ours", "openpyxl", "imports")


def make(path: Path, rows: int, *, shared: bool) -> None:
    """shared: texts stand once in the file, as WPS and Excel save them; otherwise in their cells, as scripts do."""
    import xlsxwriter

    chance = random.Random(20260101)
    with xlsxwriter.Workbook(str(path), {"constant_memory": not shared}) as book:
        sheet = book.add_worksheet("上报")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["number", "unit", *TEXTS, "stage", "state", *INTEGERS, *DECIMALS, "born", "entered"])
        for row in range(1, rows + 1):
            pupils = chance.randrange(1, 900)
            sheet.write_row(row, 0, [f"N{row if row % 1000 else row - 1:08}", chance.choice(UNITS)])
            sheet.write_row(row, 2, [f"学生{row}", f"青禾第{row % 300}小学", f"河东路{row % 900}号", f"说明{row % 50}"])
            sheet.write_row(row, 6, [chance.choice(list(STAGES.values())), chance.choice(list(STATES.values()))])
            boarders = pupils + 1 if row % 500 == 0 else chance.randrange(pupils)
            sheet.write_row(row, 8, [pupils, boarders, *(chance.randrange(60) for _ in INTEGERS[2:])])
            sheet.write_row(row, 14, [chance.randrange(10_000_000) / 100 for _ in DECIMALS])
            born = date(2005, 1, 1) + timedelta(chance.randrange(5000))
            sheet.write_datetime(row, 18, born, day)
            sheet.write_datetime(row, 19, born + timedelta(2000), day)


def ledger() -> Any:
    from taizhang.engine.pack import Check, CheckDepth, Field, FieldType, FiledBy, Ledger, LedgerKind
    from taizhang.engine.periods import PeriodKind
    from taizhang.engine.text import Text

    def field(name: str, kind: FieldType, **more: Any) -> Field:
        return Field(name, Text(name, name), kind, **more)

    fields = (
        field("number", FieldType.STRING, required=True),
        field("unit", FieldType.STRING, required=True, format="org_unit"),
        *(field(name, FieldType.STRING) for name in TEXTS),
        *(field(name, FieldType.CODE, required=True, code_list=name) for name in ("stage", "state")),
        *(field(name, FieldType.INTEGER, minimum=Decimal(0)) for name in INTEGERS),
        *(field(name, FieldType.NUMBER, minimum=Decimal(0), decimals=2) for name in DECIMALS),
        *(field(name, FieldType.DATE) for name in ("born", "entered")),
    )
    said = Text("请核对。", "Check it.")
    checks = (
        Check("boarders", CheckDepth.ROW, said, expression="boarders <= pupils", field="boarders"),
        Check("entered", CheckDepth.ROW, said, expression="entered > born", field="entered"),
        Check("spent", CheckDepth.ROW, said, expression="spent <= 1000000", field="spent"),
        Check("unique", CheckDepth.SET, said, unique=("number",)),
        Check("total", CheckDepth.SET, said, expression="sum(boarders) <= sum(pupils)"),
    )
    return Ledger("roll", "bench", Text("学籍", "roll"), LedgerKind.REGISTER, PeriodKind.HALF_YEAR,
                  FiledBy(("school",)), fields, checks)  # fmt: skip


def ours(path: Path) -> int:
    from taizhang.analytics.checks import run_row_checks, run_set_checks
    from taizhang.engine.pack import CodeList
    from taizhang.engine.periods import Period
    from taizhang.engine.text import Text
    from taizhang.ledgers.reading import read_workbook

    codes = {
        name: CodeList(name, Text(name), {code: Text(word, code) for code, word in words.items()})
        for name, words in (("stage", STAGES), ("state", STATES))
    }
    it, period = ledger(), Period.parse("2026H1")
    read = read_workbook(path.name, path.read_bytes(), ledger=it, period=period, code_lists=codes,
                         org_units=frozenset(UNITS), max_bytes=10**9)  # fmt: skip
    hits = run_row_checks(read.table, it, {}, codes, period=period, org_unit="C")
    hits += run_set_checks(read.table, it, previous=None, others={}, ledgers={}, parameters={}, code_lists=codes,
                           period=period, org_unit="C")  # fmt: skip
    return len(read.problems) + read.more + len(hits)


def bare(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).get_sheet_by_index(0)
    for _row in sheet.iter_rows():
        pass
    return -1


def openpyxl(path: Path) -> int:
    """The same types and checks as a careful script does them: one loop over the rows."""
    from openpyxl import load_workbook

    stages, states, units = set(STAGES.values()), set(STATES.values()), set(UNITS)
    cent, limit = Decimal("0.01"), Decimal(1000000)
    wrong: Any = 0
    pupils, boarders = 0, 0
    numbers: Counter[str] = Counter()
    row: Any
    for row in load_workbook(path, read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True):
        wrong += not row[0] or row[1] not in units or row[6] not in stages or row[7] not in states
        wrong += sum(not isinstance(cell, str) for cell in row[2:6])
        wrong += sum(not isinstance(cell, int) or cell < 0 for cell in row[8:14])
        exact = [Decimal(repr(cell)).quantize(cent) for cell in row[14:18]]
        wrong += sum(value < 0 for value in exact) + (row[9] > row[8]) + (row[19] <= row[18]) + (exact[3] > limit)
        numbers[row[0]] += 1
        pupils, boarders = pupils + row[8], boarders + row[9]
    return int(wrong + sum(count for count in numbers.values() if count > 1) + (boarders > pupils))


def child(mode: str, path: Path) -> None:
    if mode in ("ours", "imports"):
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
        django.setup()
        for module in ("taizhang.analytics.checks", "taizhang.ledgers.reading"):
            importlib.import_module(module)
    found, start = 0, time.perf_counter()
    if mode != "imports":
        found = {"bare": bare, "ours": ours, "openpyxl": openpyxl}[mode](path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "found": found}))


def run(mode: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", mode, str(path)]
    result: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return result


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--no-peer", action="store_true")
    options.add_argument("--texts-in-cells", action="store_true")
    options.add_argument("--child", nargs=2, default=None, help=argparse.SUPPRESS)
    options.add_argument("--make", nargs=3, default=None, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.make:
        make(Path(chosen.make[0]), int(chosen.make[1]), shared=bool(chosen.make[2]))
        return 0
    if chosen.child:
        child(chosen.child[0], Path(chosen.child[1]))
        return 0
    taken: list[float] = []
    with tempfile.TemporaryDirectory(prefix="taizhang-bench-") as folder:
        for rows in chosen.rows:
            path = Path(folder, f"{rows}.xlsx")
            shared = "" if chosen.texts_in_cells else "shared"
            # In a process of its own: a child's peak memory counts from what its parent holds.
            subprocess.run([sys.executable, __file__, "--make", str(path), str(rows), shared], check=True)
            modes = [mode for mode in MODES if not (chosen.no_peer and mode == "openpyxl")]
            runs = [{mode: run(mode, path) for mode in modes} for _ in range(chosen.repeats)]
            taken.append(show(rows, modes, runs))
    print(f"growth of ours, {chosen.rows[0]} to {chosen.rows[-1]} rows: {taken[-1] / taken[0]:.1f}x")
    return 0


def show(rows: int, modes: list[str], runs: list[dict[str, dict[str, Any]]]) -> float:
    for one in runs:
        if "openpyxl" in one and one["openpyxl"]["found"] != one["ours"]["found"]:
            raise SystemExit(f"the peer found {one['openpyxl']['found']} problems, we {one['ours']['found']}")
    print(f"{rows} rows, {runs[0]['ours']['found']} problems")
    for mode in modes:
        seconds = statistics.median(one[mode]["seconds"] for one in runs)
        ratio = statistics.median(one[mode]["seconds"] / one["bare"]["seconds"] for one in runs)
        print(f"  {mode:9} {seconds:7.2f} s  {ratio:5.2f}x bare  {max(one[mode]['peak'] for one in runs):5.0f} MiB")
    return float(statistics.median(one["ours"]["seconds"] for one in runs))


if __name__ == "__main__":
    sys.exit(main())
