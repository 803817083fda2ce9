"""Specifications for the shell's charts; each has its table beside it."""

from __future__ import annotations

from collections.abc import Sequence

from taizhang.engine.periods import Period
from taizhang.figures.types import FigureValue, Part

Spec = dict[str, object]


def trend_chart(series: Sequence[FigureValue], language: str) -> Spec | None:
    """A line over periods; nothing for fewer than two values."""
    if sum(item.value is not None for item in series) < 2:
        return None
    indicator = series[0].indicator
    return {
        "type": "line",
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "scale": indicator.unit in ("%", "‰"),
        "labels": [short_title(item.period, language) for item in series],
        "series": [[indicator.title.get(language), [item.value for item in series]]],
    }


def short_title(period: Period, language: str) -> str:
    return period.title.get(language)


def bar_chart(parts: Sequence[Part]) -> Spec | None:
    if len(parts) < 2:
        return None
    indicator = parts[0].figure.indicator
    return {
        "type": "bar",
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "rows": [[part.place.name, part.figure.value] for part in parts],
    }


def map_chart(parts: Sequence[Part]) -> Spec | None:
    """Where at least two units have positions."""
    placed = [part for part in parts if part.place.position is not None]
    if len(placed) < 2:
        return None
    indicator = placed[0].figure.indicator
    return {
        "type": "map",
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "points": [
            [part.place.name, part.place.position[0], part.place.position[1], part.figure.value]
            for part in placed
            if part.place.position is not None
        ],
    }
