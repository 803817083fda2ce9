"""A file that arrives in pieces."""

from __future__ import annotations

import threading
from pathlib import Path

from taizhang.core.pieces import append_piece


def test_pieces_are_put_together_whatever_is_sent_twice_or_too_early(tmp_path: Path) -> None:
    path = tmp_path / "uploads" / "part"
    assert append_piece(path, offset=0, data=b"", size=6) == 0
    assert append_piece(path, offset=0, data=b"abc", size=6) == 3
    assert append_piece(path, offset=0, data=b"abc", size=6) == 3
    assert append_piece(path, offset=5, data=b"f", size=6) == 3  # a gap
    assert append_piece(path, offset=2, data=b"cdefgh", size=6) == 6
    assert path.read_bytes() == b"abcdef"


def test_what_a_crash_left_behind_the_count_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "part"
    path.write_bytes(b"abcXXXXX")
    assert append_piece(path, offset=3, data=b"def", size=6, received=3) == 6
    assert path.read_bytes() == b"abcdef"


def test_the_same_piece_sent_by_many_at_once_is_there_once(tmp_path: Path) -> None:
    path, data = tmp_path / "part", bytes(range(256)) * 4000
    senders = [
        threading.Thread(target=append_piece, args=(path,), kwargs={"offset": 0, "data": data, "size": len(data)})
        for _number in range(8)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert path.read_bytes() == data
