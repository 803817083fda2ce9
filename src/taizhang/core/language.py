"""The language of the request, as texts of packs and problems name it."""

from __future__ import annotations

from django.utils.translation import get_language


def language_of() -> str:
    """ "zh" or "en": Chinese unless the reader chose English."""
    return "en" if (get_language() or "").startswith("en") else "zh"
