"""The evening when all come home: 600 visits with 10 photos each are handed over within ten minutes, by HTTP.

    python benchmarks/visits_arriving.py [--visits 600] [--photos 10] [--kilobytes 300] [--minutes 10] [--workers 2]

Makes a county in a folder of its own and serves it. Each inspector has three visits: signs in, takes the day along,
sends the entries of each visit, its photos piece by piece, and files it, as the page on the phone does; they begin
spread over the first four fifths of the time. Meanwhile readers open other pages. Ends by itself, prints p50, p95 and
worst of each kind of request, and compares the database with what was sent, photos by the hash of the bytes on disk.
Exit code 0: no error, nothing lost or doubled, all in time. Results: docs/explanation/under-load.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from offline.arriving import Phone, Reader, Record
from offline.county import TODAY
from offline.server import Server
from offline_visits import found

EACH, READERS, CORES = 3, 5, 2


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--visits", type=int, default=600)
    options.add_argument("--photos", type=int, default=10, help="of each visit")
    options.add_argument("--kilobytes", type=int, default=300, help="of each photo")
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--workers", type=int, default=2, help="web processes")
    options.add_argument("--port", type=int, default=8123)
    chosen = options.parse_args()
    people = {f"i{number:04}": EACH for number in range(chosen.visits // EACH)}
    # One that is stopped from outside takes its server along.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="taizhang-arriving-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name) / "data", chosen.port, TODAY, workers=chosen.workers)
        found(server, people)
        server.start()
        try:
            server.wait()
            record, used = Record(), server.processor_seconds()
            begun = time.monotonic()
            phones = the_evening(list(people), chosen, record)
            took = time.monotonic() - begun
            used = server.processor_seconds() - used
        finally:
            server.kill()
        faults = compare(server, phones)
        log = server.log.read_text(errors="replace")
    report(record, took, used)
    late = took > chosen.minutes * 60
    visits = sum(len(phone.kept) for phone in phones)
    print(f"visits handed over and filed {visits}, photos {sum(len(one) for p in phones for one in p.kept.values())}")
    print(f"all in after {took:.0f} s of {chosen.minutes * 60:.0f} s; tracebacks in the log {log.count('Traceback')}")
    for name, told in (("errors", record.errors), ("lost, doubled or altered", faults)):
        print(f"{name}: {len(told)}")
        for words in told[:15]:
            print(f"    {words}")
    return 1 if record.errors or faults or late or "Traceback" in log else 0


def the_evening(people: list[str], chosen: argparse.Namespace, record: Record) -> list[Phone]:
    phones = [Phone(person, chosen.port, record, chosen.photos, chosen.kilobytes) for person in people]
    over = threading.Event()
    span = chosen.minutes * 60 * 0.8

    def guarded(work: object, wait: float = 0) -> None:
        time.sleep(wait)
        try:
            work()  # type: ignore[operator]
        except Exception as error:  # whatever a person meets is an error of the run
            record.wrong(f"{type(error).__name__}: {error}")

    readers = [
        threading.Thread(target=guarded, args=(Reader(chosen.port, record, over).work,)) for _number in range(READERS)
    ]
    coming = [
        threading.Thread(target=guarded, args=(phone.work, span * number / len(phones)))
        for number, phone in enumerate(phones)
    ]
    for thread in (*readers, *coming):
        thread.start()
    for thread in coming:
        thread.join()
    over.set()
    for thread in readers:
        thread.join()
    return phones


def compare(server: Server, phones: list[Phone]) -> list[str]:
    """Entries by count, photos by hash, each visit filed."""
    with sqlite3.connect(server.database) as connection:
        entries = dict(connection.execute("select visit_id, count(*) from inspection_visitentry group by visit_id"))
        filed = {pk for (pk,) in connection.execute("select id from inspection_visit where filed_at is not null")}
        photos = connection.execute(
            "select p.visit_id, f.sha256 from inspection_visitphoto p join ledgers_storedfile f on f.id = p.file_id"
        ).fetchall()
    here = Counter(photos)
    faults = []
    for phone in phones:
        for pk, hashes in phone.kept.items():
            if entries.get(pk) != phone.entries[pk]:
                faults.append(f"visit {pk}: {entries.get(pk)} entries of {phone.entries[pk]}")
            if pk not in filed:
                faults.append(f"visit {pk} is not filed")
            for sha256 in hashes:
                stored = server.folder / "media" / sha256[:2] / sha256
                if here.pop((pk, sha256), 0) != 1:
                    faults.append(f"visit {pk}: photo {sha256[:12]} is not there once")
                elif hashlib.sha256(stored.read_bytes()).hexdigest() != sha256:
                    faults.append(f"visit {pk}: photo {sha256[:12]} has other bytes")
    return faults + [f"visit {pk}: photo {sha256[:12]} is nobody's" for pk, sha256 in here]


def report(record: Record, took: float, used: float) -> None:
    print(f"\n{'kind of request':34}{'count':>7}{'p50 ms':>9}{'p95 ms':>9}{'worst':>9}")
    for kind, times in sorted(record.times.items()):
        ordered = sorted(times)
        cells = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 1)]
        print(f"{kind:34}{len(ordered):7}" + "".join(f"{one * 1000:9.0f}" for one in cells))
    count = sum(len(times) for times in record.times.values())
    print(f"requests {count}, {count / took:.1f} a second; web used {used:.0f} processor seconds, "
          f"{used / took / CORES:.0%} of {CORES} cores; load of the machine {os.getloadavg()[0]:.1f}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
