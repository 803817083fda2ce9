"""Whether any of many texts holds one of some words: one pass of RE2 over all of them at once, without a loop."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def contains(texts: pa.Buffer | bytes, pattern: str) -> bool:
    """texts: UTF-8, one behind the other. Other threads run meanwhile."""
    ends = pa.py_buffer(struct.pack("<qq", 0, len(texts)))
    held = texts if isinstance(texts, pa.Buffer) else pa.py_buffer(texts)
    whole = pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, held])
    return bool(pc.match_substring_regex(whole, pattern)[0].as_py())


def any_cell_contains(cells: Sequence[Any] | pa.StringArray, pattern: str) -> bool:
    """The same of a column; what is no text is passed over. Texts may match across the border of two cells."""
    if isinstance(cells, pa.Array):
        buffer = cells.buffers()[2]
        return buffer is not None and contains(buffer, pattern)
    try:
        joined = "\n".join(cells)
    except TypeError:
        joined = "\n".join(cell for cell in cells if type(cell) is str)
    return bool(joined) and contains(joined.encode("utf-8", "replace"), pattern)
