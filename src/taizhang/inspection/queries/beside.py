"""What units filed themselves, beside which an inspector's count is held."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

import pyarrow as pa
from django.conf import settings

from taizhang.analytics.compute import compute_figures
from taizhang.analytics.expression import check_expression
from taizhang.analytics.problems import ExpressionError
from taizhang.core.installed import InstalledPacks
from taizhang.core.packs import installed_packs
from taizhang.engine.checklist import Beside, ChecklistItem
from taizhang.engine.pack import Indicator, Ledger, LedgerKind, Over, Term
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers import projection
from taizhang.ledgers.models import Submission

_NO_WORDS = Text("")


def filed_beside(units: Collection[str], items: Iterable[ChecklistItem], day: date) -> dict[str, dict[Beside, Decimal]]:
    """Unit code -> what an item asks for -> its value over the unit's accepted rows, as of a day.

    Of a register the rows alive on the day, of returns the last one, of a journal the rows of its filing period up to
    the day. What was not filed, and what a changed ledger no longer has, is left out. One scan a ledger, however many
    units and items.
    """
    packs, by_ledger = installed_packs(), dict[str, list[Beside]]()
    for beside in dict.fromkeys(item.beside for item in items if item.beside is not None):
        if _can_be_counted(beside, packs):
            by_ledger.setdefault(beside.ledger, []).append(beside)
    found: dict[str, dict[Beside, Decimal]] = {unit: {} for unit in units}
    for key, asked in by_ledger.items() if found else ():
        for unit, beside, value in _counted(packs, packs.ledger(key), asked, sorted(found), day):
            found[unit][beside] = value
    return found


def _can_be_counted(beside: Beside, packs: InstalledPacks) -> bool:
    """An old checklist may ask for a column that its ledger has lost since."""
    ledger = packs.ledgers.get(beside.ledger)
    if ledger is None:
        return False
    try:
        check_expression(beside.expression, ledger=ledger, mode="value", parameters=None, code_lists=packs.code_lists)
    except ExpressionError:
        return False
    return True


def _counted(
    packs: InstalledPacks, ledger: Ledger, asked: list[Beside], units: list[str], day: date
) -> Iterable[tuple[str, Beside, Decimal]]:
    first = Period.containing(day, ledger.period_kind).first
    period = Period.parse(f"{first}..{day}")
    journal = ledger.kind is LedgerKind.JOURNAL
    over = Over.PERIOD if journal else Over.LAST_DAY
    terms = {_indicator(ledger, str(number), one.expression, over): one for number, one in enumerate(asked)}
    figures = compute_figures(
        indicators=list(terms),
        all_indicators={},
        ledgers=packs.ledgers,
        sources={ledger.key: projection.source(ledger.key, [period] if ledger.system else None)},
        closure=lambda _period: pa.table({"unit": units, "ancestor": units}),
        period=period,
        parameters=packs.all_parameters,
        code_lists=packs.code_lists,
        seconds=settings.QUERY_SECONDS,
    )
    filing = set(units) if ledger.system else _filed(ledger, units, period)
    for indicator, beside in terms.items():
        for unit in units:
            figure = figures[indicator.key, unit]
            # A count over nothing is 0 to SQL; it is what the unit said only when it filed that there was nothing.
            if figure.value is not None and (figure.rows or unit in filing):
                yield unit, beside, figure.value


def _indicator(ledger: Ledger, name: str, expression: str, over: Over) -> Indicator:
    """An aggregate as the engine of figures takes it, which computes many in one scan."""
    return Indicator(name, ledger.pack, _NO_WORDS, "", 0, _NO_WORDS, Term(ledger.key, expression, _NO_WORDS, over))


def _filed(ledger: Ledger, units: Collection[str], period: Period) -> set[str]:
    """Units with an accepted filing that the day looks at."""
    found = Submission.objects.filter(
        ledger_key=ledger.key, org_unit__code__in=units, accepted_version__isnull=False, period_first__lte=period.last
    )
    if ledger.kind is LedgerKind.JOURNAL:
        found = found.filter(period_last__gte=period.first)
    return set(found.values_list("org_unit__code", flat=True))
