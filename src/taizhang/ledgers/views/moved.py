"""Sums that moved since the period before, in words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from taizhang.core.language import language_of
from taizhang.engine.rounding import round_half_up, show_amount
from taizhang.ledgers.queries import Moved


def moved_title(moved: Moved) -> str:
    return moved.field.title.get(language_of()) if moved.field is not None else _("Rows")


def moved_amount(moved: Moved, value: Decimal | None) -> str:
    decimals, unit = (moved.field.decimals, moved.field.unit) if moved.field is not None else (0, "")
    return "—" if value is None else show_amount(value, decimals, unit)


def moved_lines(sums: tuple[Moved, ...]) -> list[dict[str, str]]:
    """For a table: title, unit, before, now, change in percent (— without a base)."""
    return [
        {
            "title": moved_title(moved),
            "unit": moved.field.unit if moved.field is not None else "",
            "before": moved_amount(moved, moved.before),
            "now": moved_amount(moved, moved.now),
            "change": "—" if moved.change is None else f"{round_half_up(moved.change, 1):+f}%",
        }
        for moved in sums
    ]
