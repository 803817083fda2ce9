"""What is done once a day."""

from __future__ import annotations

from datetime import date

from taizhang.core import clock
from taizhang.inspection import services


def clean_uploads(day: date) -> None:
    """Parts of photos whose phone never came back for them."""
    services.delete_parts(clock.now())
