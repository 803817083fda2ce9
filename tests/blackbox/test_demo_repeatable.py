"""Two loads of the demo county, with different hash seeds, leave the same bytes behind, though one of them is killed
again and again on its way and goes on where it stood."""

from __future__ import annotations

import hashlib
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import taizhang_in

# Django's own note of when a migration was applied on this machine; nothing of it is a record.
OF_THE_MACHINE = {"django_migrations"}


# After which step of the load, and how many seconds later, its process is killed: amid records, figures, summaries.
KILLED = (("[1/", 2.0), ("[2/", 4.0), ("[3/", 0.3), ("[4/", 0.2), ("[9/", 2.0))


def _load(folder: Path) -> subprocess.Popen[str]:
    return taizhang_in(folder, "demo", seed=2)


def _load_with_kills(folder: Path) -> None:
    for step, seconds in KILLED:
        process = _load(folder)
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(step):
                break
        time.sleep(seconds)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL


@pytest.fixture(scope="module")
def loads(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The county of the whole run, loaded with another seed, and one that was killed; asked for last, so that another
    worker loads it meanwhile."""
    killed = tmp_path_factory.mktemp("load")
    _load_with_kills(killed)
    process = _load(killed)
    _, errors = process.communicate()
    assert process.returncode == 0, errors[-3000:]
    return [request.getfixturevalue("demo_county"), killed]


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
    assert all(data.startswith((b"%PDF-", b"\x89PNG")) for data in first.values()) and first


def test_two_loads_make_the_same_projection(loads: list[Path]) -> None:
    def files(folder: Path) -> dict[str, str]:
        found = sorted((folder / "projection").rglob("*.parquet"))
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    first = files(loads[0])
    assert first
    assert first == files(loads[1])
