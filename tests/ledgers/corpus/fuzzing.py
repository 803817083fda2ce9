"""The corpus's files damaged at random: a result or UnreadableFile, never anything else.

    python -m tests.ledgers.corpus.fuzzing --seconds 600 --seed 1

runs longer than the test does (test_fuzz.py). It stops at the first file that breaks the reader, keeps that file, and
prints how many were tried and the peak memory. A file that takes longer than a minute, or more than 2 GB, ends it too.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.ledgers.corpus.books import parts

Mutation = Callable[[bytes, random.Random], bytes]
_LONGEST = 200_000  # bytes of a file that is worth damaging
_SECONDS, _MEMORY = 60, 2 * 1024**3
_ODD = [
    b"\x00", b"\xff", b"-1", b"0", b"4294967295", b"9" * 30, b"1e308", b"NaN", b"<", b">", b"&", b'"', b"&#0;", b"]]>",
    b"<!--", b't="e"', b't="s"', b't="b"', b't="d"', b't="inlineStr"', b"XFD1048576", b"A0", b"ZZZZ1", b"#REF!", b"%",
    "合计".encode(), "填表人：".encode(), b"1900-02-29", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80",
]  # fmt: skip


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8, 64])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def without(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice([1, 4, 64, 1024]) :]


def doubled(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    end = start + chance.choice([4, 64, 1024])
    return data[:end] + data[start:end] + data[end:]


def odd(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + chance.choice(_ODD) + data[place + chance.choice([0, 0, 1, 4]) :]


def numbers(data: bytes, chance: random.Random) -> bytes:
    """Another number where one stands: counts, sizes and places are what parsers trust."""
    places = [index for index, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return data
    place = chance.choice(places)
    return data[:place] + chance.choice([b"-1", b"0", b"65536", b"99999999999", b"1.5", b""]) + data[place + 1 :]


MUTATIONS: list[Mutation] = [flipped, cut, without, doubled, odd, numbers]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes, or those within one part of the package, which is packed again so that readers come that far."""
    change = chance.choice(MUTATIONS)
    if not data.startswith(b"PK") or chance.random() < 0.3:
        return change(data, chance) if data else data

    def within(_name: str, body: bytes) -> bytes:
        return change(body, chance) if body and chance.random() < 0.4 else body

    try:
        return parts(data, within, packed=chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    except (zipfile.BadZipFile, ValueError, EOFError):
        return change(data, chance)


def read(name: str, data: bytes, key: str) -> str:
    """What came of it: "read", or the code of the refusal. Any other exception is a crash."""
    from taizhang.core.packs import installed_packs
    from taizhang.core.workbooks import UnreadableFile
    from taizhang.ledgers.reading import read_workbook
    from taizhang.ledgers.validation import code_lists_of
    from tests.ledgers.conftest import PERIOD
    from tests.ledgers.corpus.ledgers import ledger

    wanted = ledger(key)
    codes = code_lists_of(wanted, installed_packs())
    try:
        read_workbook(name, data, ledger=wanted, period=PERIOD, code_lists=codes, org_units=(), max_bytes=50 * 1024**2)
    except UnreadableFile as error:
        return error.problems[0].code
    return "read"


def seeds() -> list[tuple[str, str, bytes]]:
    """Name, ledger and bytes of the corpus's files that are small enough."""
    from tests.ledgers.corpus.cases import CASES

    built = [(case.name, case.ledger, case.build()) for case in CASES if case.refused != "file.bomb"]
    return [item for item in built if 0 < len(item[2]) < _LONGEST]


def _too_slow(_signal: int, _frame: object) -> None:
    raise TimeoutError


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, default=Path("broke-the-reader"))
    chosen = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
    import django

    django.setup()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY * 2, _MEMORY * 2))  # addresses; what is used is printed
    signal.signal(signal.SIGALRM, _too_slow)
    files, came = seeds(), Counter[str]()
    read("上报.csv", b"", "roll")  # loads the packs
    end, slowest, count = time.monotonic() + chosen.seconds, (0.0, ""), 0
    while time.monotonic() < end:
        chance = random.Random(f"{chosen.seed}-{count}")
        name, key, data = chance.choice(files)
        broken = damaged(data, chance)
        chosen.keep.write_bytes(broken)  # before: a crash of the process leaves it
        start = time.monotonic()
        signal.alarm(_SECONDS)
        try:
            came[read(name, broken, key)] += 1
        except BaseException:
            print(f"broken by {name} for {key}, seed {chosen.seed}-{count}: {chosen.keep}", file=sys.stderr)
            raise
        finally:
            signal.alarm(0)
        slowest = max(slowest, (time.monotonic() - start, f"{name}, seed {chosen.seed}-{count}"))
        count += 1
    chosen.keep.unlink()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} files, 0 crashes, slowest {slowest[0]:.2f} s ({slowest[1]}), peak {peak:.0f} MiB")
    print("  ".join(f"{code} {times}" for code, times in came.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
