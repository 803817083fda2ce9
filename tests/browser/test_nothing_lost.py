"""A slice of benchmarks/offline_visits.py: phones with a bad network, killed tabs, full storage and a killed server."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.browser.conftest import CHROMIUM, ROOT, free_port


def test_no_record_and_no_photo_is_lost_doubled_or_altered() -> None:
    line = [sys.executable, str(ROOT / "benchmarks" / "offline_visits.py"), "--scripts", "2", "--visits", "4"]
    line += ["--seed", "5", "--actions", "12", "--port", str(free_port())]
    done = subprocess.run(line, env={**os.environ, "CHROMIUM": CHROMIUM}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "lost: 0" in done.stdout
