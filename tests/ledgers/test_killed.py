"""A few of the kill -9 trials of `tests/ledgers/killing.py`; the whole lot is one command, told at its top."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import URL_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
TRIALS = 10


@pytest.mark.django_db
def test_work_killed_at_random_moments_leaves_the_old_state_or_the_new_and_goes_on(
    pytestconfig: pytest.Config,
) -> None:
    command = [sys.executable, "-m", "tests.ledgers.killing", "--trials", str(TRIALS)]
    if pytestconfig.getoption("--database") == "postgres":
        command += ["--database", "postgres", "--server", os.environ[URL_VARIABLE]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"^{TRIALS} kills, 0 broken$", done.stdout, re.MULTILINE), done.stdout
