"""What changes figures."""

from taizhang.figures.services.compute import compute, ensure, refresh
from taizhang.figures.services.moves import note_moves
from taizhang.figures.services.stale import mark_moved, mark_stale
from taizhang.figures.services.viewing import record_export, record_personal_view

__all__ = [
    "compute",
    "ensure",
    "mark_moved",
    "mark_stale",
    "note_moves",
    "record_export",
    "record_personal_view",
    "refresh",
]
