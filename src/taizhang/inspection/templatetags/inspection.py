"""Words of a visit's record on its page."""

from __future__ import annotations

from django import template

from taizhang.inspection.models import Result

register = template.Library()


@register.filter
def entry_words(value: object) -> str:
    """An entry's value in words: the result of an item by its name, the rest as it was written, codes left out."""
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    shown = []
    for key in ("result", "value", "reason", "problem", "opinion", "responsible", "text", "note", "action"):
        said = value.get(key)
        if said not in (None, ""):
            shown.append(str(Result(said).label) if key == "result" and said in Result.values else str(said))
    return " · ".join(shown)
