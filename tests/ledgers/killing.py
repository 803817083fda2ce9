"""kill -9 at random points of import, submit, accept, correct and restore.

    python -m tests.ledgers.killing --trials 200 [--database postgres]

Each trial starts from the same database, does one piece of work in a process of its own and kills that process at a
moment drawn from the seed. What is left must be one of the states that the work passes through whole, with an audit
chain that verifies and every stored file in place; then the work is taken up again and must end as if nothing had
happened. Only kills that came in time count.

Processes are forked from this one, which has the product loaded but never opens a database: a trial costs a tenth of a
second instead of a start of Python.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.ledgers.killing_world import WORKS, Broken, State, World, after_the_worker_starts, state, steps_of, warm_up

TRIAL, EMPTY, BASE = (f"kill_{os.getpid()}_{name}" for name in ("trial", "empty", "base"))
TRIES = 20  # for a kill that comes in time


def in_a_process(work: Callable[[], object]) -> object:
    """The answer of work that another process does, so that this one holds no connection when it forks again."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            with os.fdopen(writing, "w") as out:
                json.dump(work(), out)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    _pid, status = os.waitpid(child, 0)
    if status:
        raise Broken(f"a process ended with {status}")
    return json.loads(text)


def killed_after(seconds: float, work: Callable[[], object]) -> bool:
    """Whether the kill came before the work was done."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            warm_up()
            os.write(writing, b"go")
            work()
            time.sleep(60)  # a kill just after the end counts too
        finally:
            os._exit(0)
    os.close(writing)
    os.read(reading, 2)
    os.close(reading)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


class Place:
    """Where the database and the files of the trials are; both can be put back to how they began."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self.data, self.server = folder, folder / "data", server
        self.archive = folder / "archive.tar.gz"

    def keep(self, name: str) -> None:
        """Remember the present state under a name."""
        shutil.copytree(self.data, self.folder / name)
        if self.server:
            self._copy_database(TRIAL, name)

    def put_back(self, name: str) -> None:
        shutil.rmtree(self.data)
        shutil.copytree(self.folder / name, self.data)
        if self.server:
            self._copy_database(name, TRIAL)

    def empty(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        if self.server:
            self._on_server(f'DROP DATABASE IF EXISTS "{TRIAL}" WITH (FORCE)', f'CREATE DATABASE "{TRIAL}"')

    def settle(self) -> None:
        """Wait until the server has done with what a killed client had sent already: it may still commit."""
        if not self.server:
            return

        def wait() -> None:
            import psycopg

            with psycopg.connect(self.server, autocommit=True) as line:
                busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
                for _try in range(1_000):
                    if line.execute(busy, [TRIAL]).fetchone() == (0,):
                        return
                    time.sleep(0.01)
            raise Broken("the server still works for a killed client after ten seconds")

        in_a_process(wait)

    def remove(self) -> None:
        if self.server:
            self._on_server(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in (TRIAL, EMPTY, BASE)))

    def _copy_database(self, name: str, to: str) -> None:
        self._on_server(f'DROP DATABASE IF EXISTS "{to}" WITH (FORCE)', f'CREATE DATABASE "{to}" TEMPLATE "{name}"')

    def _on_server(self, *statements: str) -> None:
        def run() -> None:
            import psycopg

            with psycopg.connect(self.server, autocommit=True) as line:
                for statement in statements:
                    line.execute(statement)

        in_a_process(run)


def trial(work: str, place: Place, states: list[State], seconds: float, dice: random.Random) -> str:
    """Kill the work once and take it up again; returns where the kill left it: old, new, or after which step."""
    steps = steps_of(work, place.archive)
    for _try in range(TRIES):
        place.put_back(EMPTY if work == "restore" else BASE)
        if killed_after(dice.uniform(0, 1.2 * seconds), lambda: [step() for step in steps]):
            break
    else:
        raise Broken(f"{work}: no kill came in time")
    place.settle()
    left = in_a_process(after_the_worker_starts)
    if left not in states:
        raise Broken(f"{work}: neither the old state nor a later one: {_differs(left, states)}")
    at = states.index(left)

    def go_on() -> State:
        for step in steps[at:]:
            step()
        return state()

    ended = in_a_process(go_on)
    if ended != states[-1]:
        raise Broken(f"{work}: taken up again, it ended otherwise: {_differs(ended, states[-1:])}")
    return "old" if at == 0 else "new" if at == len(steps) else f"after step {at}"


def _differs(left: object, states: list[State]) -> str:
    assert isinstance(left, dict)
    nearest = min(states, key=lambda one: sum(left[name] != one[name] for name in one))
    told = {name: (left[name][-3:], nearest[name][-3:]) for name in nearest if left[name] != nearest[name]}
    return json.dumps(told, ensure_ascii=False)[:1000]


def states_of(work: str, place: Place) -> tuple[list[State], float]:
    """The states that unbroken work passes through, and how long it takes."""
    place.put_back(EMPTY if work == "restore" else BASE)

    def pass_through() -> tuple[list[State], float]:
        warm_up()
        found, took = [state()], 0.0
        for step in steps_of(work, place.archive):
            begin = time.monotonic()
            step()
            took += time.monotonic() - begin
            found.append(state())
        return found, took

    states, seconds = in_a_process(pass_through)  # type: ignore[misc]
    return states, seconds


def run(trials: int, seed: int, place: Place) -> int:
    """Prints one line a work; returns how many trials broke something."""
    prepare(place)
    dice, broken = random.Random(seed), 0
    for number, work in enumerate(WORKS):
        states, seconds = states_of(work, place)
        ends: Counter[str] = Counter()
        share = trials // len(WORKS) + (number < trials % len(WORKS))
        for _trial in range(share):
            try:
                ends[trial(work, place, states, seconds, dice)] += 1
            except Broken as error:
                broken += 1
                print(f"BROKEN {error}", flush=True)
        told = ", ".join(f"{end} {count}" for end, count in sorted(ends.items()))
        print(f"{work}: {share} kills within {seconds * 1000:.0f} ms; left {told}", flush=True)
    print(f"{trials} kills, {broken} broken")
    return broken


def prepare(place: Place) -> None:
    def migrate() -> None:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)

    def build() -> None:
        from taizhang.config.archive import write_backup

        World().build()
        write_backup(place.archive)

    place.empty()
    in_a_process(migrate)
    place.keep(EMPTY)
    in_a_process(build)
    place.keep(BASE)


@contextmanager
def server_for(database: str, url: str) -> Iterator[str]:
    """Address of a PostgreSQL server; a new one unless it is given."""
    if database == "sqlite" or url:
        yield url if database == "postgres" else ""
        return
    from tests.conftest import PostgresForTheRun

    found = PostgresForTheRun()
    try:
        yield found.url
    finally:
        found.stop()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--trials", type=int, default=200)
    options.add_argument("--seed", type=int, default=9)
    options.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument("--server", default="", help="a PostgreSQL that runs already")
    chosen = options.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="taizhang-kill-") as name,
        server_for(chosen.database, chosen.server) as url,
    ):
        place = Place(Path(name), url)
        os.environ |= {"TAIZHANG_DATA": str(place.data), "DJANGO_SETTINGS_MODULE": "taizhang.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        if url:
            parts = urlsplit(url)
            os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{TRIAL}"))
        place.data.mkdir(parents=True)
        import django

        django.setup()
        from taizhang.core.packs import installed_packs

        installed_packs()  # from files alone: the processes of the trials have them from here
        try:
            return 1 if run(chosen.trials, chosen.seed, place) else 0
        finally:
            place.remove()


if __name__ == "__main__":
    sys.exit(main())
