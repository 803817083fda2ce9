"""A sentence in the two languages of the product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """`zh` is never empty; `en` falls back to it."""

    zh: str
    en: str = ""

    def get(self, language: str) -> str:
        """The sentence in `language`: any code that starts with ``en`` is English, all others Chinese."""
        return self.en if language.startswith("en") and self.en else self.zh

    def __str__(self) -> str:
        return self.zh
