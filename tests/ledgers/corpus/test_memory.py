"""What large files cost in memory: read in a process of its own, whose peak is measured."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ledgers.corpus.books import bomb, book, million
from tests.ledgers.corpus.ledgers import FUNDS, ROLL

MEBIBYTES = 180  # above what the imports take; measured: 90 for a million rows
_READ = """
import json, os, re, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
import django
django.setup()
from tests.ledgers.corpus.fuzzing import read
def peak():  # of this program alone: what getrusage tells counts from what the parent held
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) / 1024
read("a.csv", b"", "roll")
before = peak()
came = read("上报.xlsx", open(sys.argv[1], "rb").read(), sys.argv[2])
print(json.dumps([came, peak() - before]))
"""


@pytest.mark.parametrize(
    ("build", "ledger", "expected"),
    [
        (lambda: million(FUNDS[:1], 1_000_000), "funds", "read"),
        (lambda: million(FUNDS[:1], 1_000_001), "funds", "file.too-many-rows"),
        (lambda: bomb(book([ROLL]), 200), "roll", "file.bomb"),
        (lambda: bomb(book([ROLL]), 500), "roll", "file.bomb"),
    ],
    ids=["a million rows", "one row more", "200 MB of blanks", "500 MB of blanks"],
)
def test_memory_does_not_follow_the_size_of_a_file(
    build: Callable[[], bytes], ledger: str, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "large.xlsx"
    path.write_bytes(build())
    done = subprocess.run([sys.executable, "-c", _READ, path, ledger], check=True, capture_output=True, text=True)
    came, grown = json.loads(done.stdout)
    assert came == expected
    print(came, grown)
    assert grown < MEBIBYTES
