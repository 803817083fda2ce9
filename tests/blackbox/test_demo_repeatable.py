"""Two loads of the demo county, with different hash seeds, leave the same bytes behind, though one of them is killed
again and again on its way and goes on where it stood."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Django's own note of when a migration was applied on this machine; nothing of it is a record.
OF_THE_MACHINE = {"django_migrations"}


# After which step of the load, and how many seconds later, its process is killed: amid records, figures, summaries.
KILLED = (("[1/", 2.0), ("[2/", 4.0), ("[3/", 0.3), ("[7/", 2.0))


def _load(folder: Path, seed: int) -> subprocess.Popen[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TAIZHANG_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    environment = {**kept, "TAIZHANG_DATA": str(folder), "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-m", "taizhang.config.cli", "demo"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _load_with_kills(folder: Path, seed: int) -> None:
    for step, seconds in KILLED:
        process = _load(folder, seed)
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(step):
                break
        time.sleep(seconds)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL


@pytest.fixture(scope="module")
def loads(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    whole, killed = (tmp_path_factory.mktemp("load") for _ in range(2))
    running = [_load(whole, 1)]
    _load_with_kills(killed, 2)
    running.append(_load(killed, 2))
    for process in running:
        _, errors = process.communicate()
        assert process.returncode == 0, errors[-3000:]
    return [whole, killed]


def _tables(folder: Path) -> dict[str, tuple[int, str]]:
    """Table -> number of rows and a hash over all their values in the order in which they were written."""
    found = {}
    with sqlite3.connect(folder / "taizhang.sqlite3") as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in sorted(set(names) - OF_THE_MACHINE):
            mark, rows = hashlib.sha256(), 0
            for row in database.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):
                mark.update(repr(row).encode())
                rows += 1
            found[name] = (rows, mark.hexdigest())
    return found


def test_two_loads_write_the_same_records_events_and_figures(loads: list[Path]) -> None:
    first, second = (_tables(folder) for folder in loads)
    assert first["figures_figure"][0] > 0
    assert first["core_auditevent"][0] > 0
    assert first["ledgers_evidence"][0] > 0, "a figure opens down to its evidence"
    assert {name for name in first if first[name] != second.get(name)} == set()


def test_two_loads_keep_the_same_papers_under_their_hash(loads: list[Path]) -> None:
    first, second = (
        {file.name: file.read_bytes() for file in (folder / "media").rglob("*") if file.is_file()} for folder in loads
    )
    assert first == second and all(hashlib.sha256(data).hexdigest() == name for name, data in first.items())
    assert all(data.startswith(b"%PDF-") for data in first.values()) and first


def test_two_loads_make_the_same_projection(loads: list[Path]) -> None:
    def files(folder: Path) -> dict[str, str]:
        found = sorted((folder / "projection").rglob("*.parquet"))
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    first = files(loads[0])
    assert first
    assert first == files(loads[1])
