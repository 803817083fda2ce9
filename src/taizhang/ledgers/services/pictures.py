"""What a picture looks like, so that the same photo is known again when it was made smaller or saved anew.

A difference hash: the picture in grey, 9 x 8 points, one bit for each neighbour that is brighter. See
`docs/algorithms/same-photo.md`, with what it finds and what not.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps

MOST_POINTS = 60_000_000  # a larger picture is not opened at all: it would take the server's memory
THUMBNAIL = 320  # points
LEAST_BITS = 6  # with fewer, or all but so few, it shows next to nothing: a blank page looks like every other


def look_of(data: bytes) -> str:
    """16 hex digits; empty for what is no picture or has nothing to be known by."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_POINTS:
                return ""
            picture.draft("L", (256, 256))  # a JPEG is read at a fraction of its size
            small = ImageOps.exif_transpose(picture).convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    points = small.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (points[9 * row + column] < points[9 * row + column + 1])
    return f"{bits:016x}" if LEAST_BITS <= bits.bit_count() <= 64 - LEAST_BITS else ""


def thumbnail(data: bytes) -> bytes:
    """A JPEG of at most THUMBNAIL points a side, turned as the camera was held; empty for what is no picture."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_POINTS:
                return b""
            picture.draft("RGB", (2 * THUMBNAIL, 2 * THUMBNAIL))
            small = ImageOps.exif_transpose(picture).convert("RGB")
            small.thumbnail((THUMBNAIL, THUMBNAIL))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    file = io.BytesIO()
    small.save(file, "JPEG", quality=80)
    return file.getvalue()


def bands_of(look: str) -> list[int]:
    """Its four quarters, each with its place."""
    return [place << 16 | int(look[4 * place : 4 * place + 4], 16) for place in range(4)] if look else []
