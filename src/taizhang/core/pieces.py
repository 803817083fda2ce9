"""A file that arrives in pieces: one way to go on where it stopped, for every upload that a phone may break off."""

from __future__ import annotations

import fcntl
from pathlib import Path


def append_piece(path: Path, *, offset: int, data: bytes, size: int, received: int | None = None) -> int:
    """Write a piece behind what is there; returns how many bytes are there now, of `size` at most.

    received: as it is counted elsewhere, where what a crash left behind the count is written over; None: the length of
    the file is the count. What of the piece is there already is passed over, a piece that would leave a gap is not
    taken. Two that send the same piece at once wait for each other.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        here = file.seek(0, 2) if received is None else received
        fresh = data[here - offset :][: size - here] if offset <= here else b""
        if fresh:
            file.truncate(here)  # appending begins there
            file.write(fresh)
        return here + len(fresh)
