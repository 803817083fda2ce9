"""Nothing lost: visits on phones whose network, tabs, browser, storage and server fail at random, checked by hash.

    python benchmarks/offline_visits.py [--scripts 200] [--visits 500] [--seed 1] [--first 0] [--jobs 2] [--actions 14]

Makes a county in a folder of its own, serves it, and runs each script in a real Chromium with a profile of its own:
items are answered, words typed and photos taken while the network is cut, answers are lost, halved, delayed, doubled
or invented, tabs and whole browsers are killed in the act, storage ends, and the server is killed and started again.
Then the signal comes back; the phone must hand over everything by itself. Each entry and photo that the phone had said
it kept must be on the server once, unchanged, by plain SQL and by the hash of the bytes on disk. A script is its seed:
`--first 17 --scripts 1` does the eighteenth again. Ends by itself; exit code 0: nothing lost, doubled or altered.
Results: docs/explanation/under-load.md.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from offline.county import COUNTY, PASSWORD, TODAY
from offline.network import Network
from offline.phone import Phone
from offline.server import Server
from offline.tally import Tally, compare
from playwright.sync_api import sync_playwright


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--scripts", type=int, default=200)
    options.add_argument("--visits", type=int, default=500, help="in all scripts together")
    options.add_argument("--actions", type=int, default=14, help="of each visit")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="number of the first script")
    options.add_argument("--jobs", type=int, default=2, help="scripts at a time")
    options.add_argument("--minutes", type=float, default=0, help="begin no script after so long; 0: run all")
    options.add_argument("--port", type=int, default=8122)
    chosen = options.parse_args()
    shares = [(chosen.visits * (n + 1)) // chosen.scripts - (chosen.visits * n) // chosen.scripts
              for n in range(chosen.scripts)]  # fmt: skip
    people = {f"p{chosen.first + number:04}": count for number, count in enumerate(shares) if count}
    # One that is stopped from outside takes its server along.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="taizhang-offline-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = Server(folder / "data", chosen.port, TODAY)
        visits = found(server, people)
        server.start()
        try:
            server.wait()
            run = Run(server, folder, chosen.seed, chosen.actions, chosen.minutes)
            run.all(visits, chosen.jobs)
        finally:
            server.kill()
        return run.report()


def found(server: Server, people: dict[str, int]) -> dict[str, list[int]]:
    server.folder.mkdir(parents=True)
    server.command("found", COUNTY, "嘉禾县", "--admin", "admin", "--password", PASSWORD, "--from", "2024-01-01")
    county = [sys.executable, str(Path(__file__).parent / "offline" / "county.py")]
    county += [f"{person}={count}" for person, count in people.items()]
    environment = {**server.environment, "PYTHONPATH": f"{Path(__file__).parent}:{':'.join(sys.path)}"}
    made = subprocess.run(county, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout
    visits: dict[str, list[int]] = json.loads(made.splitlines()[-1])
    return visits


class Run:
    def __init__(self, server: Server, folder: Path, seed: int, actions: int, minutes: float) -> None:
        self.server, self.folder, self.seed, self.actions, self.minutes = server, folder, seed, actions, minutes
        self.tally, self.done, self.network = Tally(), Counter[str](), Counter[str]()
        self.wrong: list[str] = []
        self.scripts = 0
        self.lock, self.begun = threading.Lock(), time.monotonic()

    def all(self, visits: dict[str, list[int]], jobs: int) -> None:
        waiting = list(visits.items())
        threads = [threading.Thread(target=self._work, args=(waiting,)) for _number in range(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, waiting: list[tuple[str, list[int]]]) -> None:
        with sync_playwright() as playwright:
            while True:
                with self.lock:
                    late = self.minutes and time.monotonic() - self.begun > self.minutes * 60
                    if not waiting or late:
                        return
                    person, visits = waiting.pop(0)
                number = int(person[1:])
                network = Network(("127.0.0.1", self.server.port), self.seed * 100_003 + number)
                phone = Phone(
                    playwright, network, self.folder / person, person, visits, self.seed * 100_003 + number,
                    self._restart, self.server.wait,
                )  # fmt: skip
                try:
                    phone.run(self.actions * len(visits))
                    self._compare(phone)
                except Exception as error:  # one script that breaks is told, and the others go on
                    phone.wrong.append(f"{person}: {type(error).__name__}: {str(error)[:400]}")
                finally:
                    phone.close()
                    network.close()
                with self.lock:
                    self.scripts += 1
                    self.done.update(phone.done)
                    self.network.update(network.told)
                    self.wrong += phone.wrong
                    for fault in phone.wrong:
                        print(f"    {fault}", flush=True)
                    print(f"{time.strftime('%H:%M:%S')} {person}: {len(visits)} visits; {self.scripts} scripts, "
                          f"{self.tally.visits} visits so far, {len(self.wrong)} faults", flush=True)  # fmt: skip

    def _restart(self) -> None:
        self.server.restart()
        self.server.wait()

    def _compare(self, phone: Phone) -> None:
        held = phone.everything()
        for visit in phone.visits:
            mine = {name: [row for row in rows if row["visit"] == visit] for name, rows in held.items()}
            found = compare(self.server.database, self.server.folder / "media", visit, phone.kept[visit], mine)
            with self.lock:
                self.tally.add(found)
            phone.wrong += [*found.lost, *found.doubled, *found.altered]

    def report(self) -> int:
        tally = self.tally
        print(f"\n{self.scripts} scripts, {tally.visits} visits in {time.monotonic() - self.begun:.0f} s")
        print(f"entries on the server {tally.entries}, of them {tally.values} places known to the script; "
              f"photos {tally.photos}")  # fmt: skip
        print("done: " + ", ".join(f"{what} {count}" for what, count in self.done.most_common()))
        print("network: " + ", ".join(f"{what} {count}" for what, count in self.network.most_common()))
        print(f"server started {self.server.starts} times; tracebacks {self.server.log.read_text().count('Traceback')}")
        for name in ("lost", "doubled", "altered"):
            print(f"{name}: {len(getattr(tally, name))}")
        other = len(self.wrong) - len(tally.lost) - len(tally.doubled) - len(tally.altered)
        print(f"other faults: {other}")
        for fault in self.wrong[:30]:
            print(f"    {fault}")
        return 1 if self.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
