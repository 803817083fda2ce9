"""The product's server in a folder of its own, that can be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

READY_SECONDS = 180


class Server:
    def __init__(self, folder: Path, port: int, today: str, workers: int = 1) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TAIZHANG_", "DJANGO_"))}
        kept.pop("DATABASE_URL", None)
        self.folder, self.port, self.workers = folder, port, workers
        self.environment = {**kept, "TAIZHANG_DATA": str(folder), "TAIZHANG_TODAY": today, "TAIZHANG_LANG": "zh"}
        self.database = folder / "taizhang.sqlite3"
        self.log = folder / "server.log"
        self.lock, self.starts = threading.Lock(), 0
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> str:
        """Runs a command of the product on the folder; what it printed."""
        line = [sys.executable, "-m", "taizhang.config.cli", *arguments]
        return subprocess.run(line, check=True, env=self.environment, stdout=subprocess.PIPE, text=True).stdout

    def start(self) -> None:
        """The web processes alone, as `taizhang run` starts them: nothing here needs its background work."""
        line = [
            sys.executable, "-m", "granian", "taizhang.config.wsgi:application", "--interface", "wsgi", "--host",
            "127.0.0.1", "--port", str(self.port), "--workers", str(self.workers), "--blocking-threads", "4",
            "--log-level", "error",
        ]  # fmt: skip
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                line, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.starts += 1

    def wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/accounts/sign-in/", timeout=10).close()
                return
            except OSError:
                time.sleep(0.3)
        raise SystemExit(f"the server was not ready in time:\n{self.log.read_text()[-3000:]}")

    def kill(self) -> None:
        """Without a word, in the middle of whatever it does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def restart(self) -> None:
        with self.lock:
            self.kill()
            self.start()

    def processor_seconds(self) -> float:
        """Of the web processes so far."""
        total, waiting = 0.0, [self.process.pid] if self.process is not None else []
        while waiting:
            pid = waiting.pop()
            try:
                told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                for thread in Path(f"/proc/{pid}/task").iterdir():
                    waiting += [int(child) for child in (thread / "children").read_text().split()]
            except OSError:  # it ended meanwhile
                continue
            total += (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
        return total
