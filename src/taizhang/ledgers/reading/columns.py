"""Whole columns typed at once, where nothing in them needs a look of its own."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.analytics.schema import arrow_type
from taizhang.core.workbooks.scanning import any_cell_contains
from taizhang.engine.pack import Field

MAX_TEXT = 2000
LOST_DIGITS = r"[0-9][Ee]\+[0-9]"  # 3.7E+17: what a spreadsheet makes of a long number
WIDE = "[０-９Ａ-Ｚａ-ｚ]"  # as a Chinese keyboard writes letters and digits
SPACES = " \t\r\n\u3000\xa0"


def decimals_of(cells: Sequence[float], field: Field) -> pa.Array | None:
    """Floats that are the nearest to a decimal of the field's places; None when any is not, or is too large.

    Below 10^15 units in the last place a float's shortest text is that decimal, so both ways agree exactly.
    """
    scale, places = 10.0**field.decimals, field.decimals
    if places > 15 or not (abs(min(cells)) * scale < 1e15 and abs(max(cells)) * scale < 1e15):
        return None
    floats = pa.array(cells, pa.float64())
    units = pc.round(pc.multiply(floats, scale))
    if not pc.all(pc.equal(pc.divide(units, scale), floats)).as_py():
        return None
    whole = units.cast(pa.int64()).cast(pa.decimal128(19, 0))
    return pa.Array.from_buffers(arrow_type(field), len(whole), whole.buffers())


def clean_texts(texts: pa.StringArray) -> pa.Array | None:
    """The column when no text of it is blank, too long, has spaces around it, or may be a failed formula's, a number
    that lost its digits, or a code written full width."""
    lengths = pc.min_max(pc.utf8_length(texts))
    if lengths["min"].as_py() == 0 or lengths["max"].as_py() > MAX_TEXT:
        return None
    if pc.any(pc.starts_with(texts, "#")).as_py() or any_cell_contains(texts, LOST_DIGITS):
        return None
    if pc.any(pc.match_substring_regex(texts, WIDE)).as_py():
        return None
    return texts if pc.utf8_trim(texts, SPACES).equals(texts) else None
