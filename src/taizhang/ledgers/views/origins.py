"""Where a copied value of a draft came from: another ledger, or else this ledger's last period."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from taizhang.core.language import language_of
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers import queries, services
from taizhang.ledgers.drafting import DraftRow
from taizhang.ledgers.views.common import in_a_row

Origins = dict[tuple[str, str], str]  # (field id, text of the cell) -> the ledger and period that say so


def origins_of(filing: services.Filing, rows: Sequence[DraftRow]) -> Origins:
    """Of the cells that wait to be confirmed. A draft keeps only that a value was copied, so one that the other ledger
    says is from there; anything else is this ledger's own last period."""
    ledger = filing.ledger
    if not any(row["c"] for row in rows) or not any(field.source_ledger for field in ledger.fields):
        return {}
    found = queries.taken(ledger, filing.period, filing.org_unit)
    words = {name: words_of(*source) for name, source in found.sources.items()}
    return {
        (name, text): words[name] for values in found.texts(ledger) for name, text in values.items() if name in words
    }


def words_of(ledger: Ledger, period: Period) -> str:
    language = language_of()
    return _("%(ledger)s, %(period)s") % {"ledger": ledger.title.get(language), "period": period.title.get(language)}


def notes_of(filing: services.Filing, rows: Sequence[DraftRow], origins: Origins) -> list[tuple[str, str]]:
    """(ledger and period, titles of the columns with values from there that wait to be confirmed)."""
    language = language_of()
    found: dict[str, list[str]] = {}
    for field in filing.ledger.fields:
        said = {origins.get((field.id, row["v"].get(field.id, ""))) for row in rows if field.id in row["c"]}
        for words in sorted(word for word in said if word):
            found.setdefault(words, []).append(field.title.get(language))
    return [(words, in_a_row(titles)) for words, titles in found.items()]
