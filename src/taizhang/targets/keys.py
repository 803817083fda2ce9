"""Names of figures and ledgers, held against the installed packs. A target names them by key, it does not read them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Indicator, Ledger
from taizhang.engine.rounding import show_amount
from taizhang.targets.models import Comparison


def known_key(text: str) -> str | None:
    """The key behind what was typed: a key, `pack.ledger:field`, or a title that only one thing has. None: no such."""
    packs, wanted = installed_packs(), text.strip()
    if wanted in packs.indicators:
        return wanted
    name, _colon, field = wanted.partition(":")
    ledger = packs.ledgers.get(name)
    if ledger is not None:
        found = ledger.field(field) if field else None
        return ledger.key if not field else f"{ledger.key}:{found.id}" if found is not None else None
    return next((key for language in ("zh", "en") for words, key in offered(language) if words == wanted), None)


def offered(language: str) -> list[tuple[str, str]]:
    """Every figure and filed ledger for a field that suggests: (words, key); words that several have are keys. A key
    that both have names the figure, so that the ledger is left out."""
    packs = installed_packs()
    ledgers = [ledger for ledger in packs.ledgers.values() if not ledger.system and ledger.key not in packs.indicators]
    items: list[Indicator | Ledger] = [*packs.indicators.values(), *ledgers]
    words = Counter(item.title.get(language) for item in items)
    found = [(item.title.get(language), item.key) for item in items]
    return sorted((title if words[title] == 1 else key, key) for title, key in found)


def key_title(key: str, language: str) -> str:
    """The words of a key for its reader; a pack that is gone leaves the key."""
    packs = installed_packs()
    if key in packs.indicators:
        return packs.indicators[key].title.get(language)
    name, _colon, field_id = key.partition(":")
    ledger = packs.ledgers.get(name)
    if ledger is None:
        return key
    field = ledger.field(field_id) if field_id else None
    return f"{ledger.title.get(language)} · {field.title.get(language)}" if field else ledger.title.get(language)


def is_indicator(key: str) -> bool:
    return key in installed_packs().indicators


def is_never_negative(key: str) -> bool:
    """A figure that is counted, and the rows of a ledger."""
    indicator = installed_packs().indicators.get(key)
    return indicator is None or indicator.never_negative


def wanted_words(key: str, comparison: str, number: Decimal | None) -> str:
    """`≥ 95.00%`: what is wanted of a figure, with its own decimals and unit; of a ledger, rows."""
    if number is None or not comparison:
        return ""
    indicator = installed_packs().indicators.get(key)
    decimals, unit = (indicator.decimals, indicator.unit) if indicator else (0, "")
    return f"{Comparison(comparison).label} {show_amount(number, decimals, unit)}{unit}"
