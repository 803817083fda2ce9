"""Which rows of a ledger count for a period: the predicates of `Over`, as SQL trees.

Filings without rows leave one marker row with a null ``_row_id``: it replaces the unit's earlier filing and is counted
nowhere.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlglot
from sqlglot import exp

from taizhang.analytics.parts import literal
from taizhang.engine.pack import Ledger, LedgerKind, Over
from taizhang.engine.periods import Period

RECORDS = "records"  # the name under which a ledger's projection is registered


def scope_name(over: Over) -> str:
    return f"in_{over.value}"


def scope_predicate(ledger: Ledger, over: Over, period: Period) -> exp.Expr:
    """True for the rows of `RECORDS` that count, filing states aside. Both ends of every stretch of days count.

    last_day of a register or return: the rows of each unit's last filing that began on or before the day, and of a
    register those alive on it. last_day of a journal: everything up to the day. last_return: of each unit's filings
    inside the period, the last.
    """
    if ledger.kind is LedgerKind.JOURNAL and ledger.date_field:
        day = exp.column(ledger.date_field, quoted=True)
        if over is Over.PERIOD:
            return exp.Between(this=day, low=literal(period.first), high=literal(period.last))
        if over is Over.LAST_DAY:
            return exp.LTE(this=day, expression=literal(period.last))
    if over is Over.PERIOD:
        return _inside(period)
    last = sqlglot.parse_one(f"(_filed_by, period_first) IN (SELECT _filed_by, last_first FROM {filing_name(over)})")
    if over is Over.LAST_RETURN or ledger.kind is not LedgerKind.REGISTER:
        return last
    return exp.and_(last, *_alive(ledger, period))


def filing_name(over: Over) -> str:
    return f"filing_{over.value}"


def filings(over: Over, period: Period, states: Collection[str], gone: Collection[str] = ()) -> exp.Select:
    """Each filing unit's last filing for an `over` that asks for one: columns _filed_by, last_first.

    gone: units that were closed or merged away inside the period. What they had last stands with their successors on
    its last day, and would be counted twice.
    """
    where = [accepted(states)]
    if gone:
        left = exp.In(this=exp.column("_filed_by"), expressions=[literal(unit) for unit in sorted(gone)])
        where.append(exp.Not(this=left))
    where.append(_inside(period) if over is Over.LAST_RETURN else exp.LTE(
        this=exp.column("period_first"), expression=literal(period.last)))  # fmt: skip
    return exp.select("_filed_by", "max(period_first) AS last_first").from_(RECORDS).where(*where).group_by("_filed_by")


def accepted(states: Collection[str]) -> exp.Expr:
    return exp.In(this=exp.column("_state"), expressions=[literal(state) for state in sorted(states)])


def real_row() -> exp.Expr:
    return exp.Not(this=exp.Is(this=exp.column("_row_id"), expression=exp.Null()))


def needs_filings(ledger: Ledger, over: Over) -> bool:
    """Whether the scope looks at each unit's last filing."""
    dated_journal = ledger.kind is LedgerKind.JOURNAL and bool(ledger.date_field)
    return over is Over.LAST_RETURN or (over is Over.LAST_DAY and not dated_journal)


def _inside(period: Period) -> exp.Expr:
    return exp.and_(
        exp.GTE(this=exp.column("period_first"), expression=literal(period.first)),
        exp.LTE(this=exp.column("period_last"), expression=literal(period.last)),
    )


def _alive(ledger: Ledger, period: Period) -> list[exp.Expr]:
    bounds = ((ledger.valid_from, exp.LTE), (ledger.valid_to, exp.GTE))
    return [
        exp.paren(
            exp.or_(
                exp.Is(this=exp.column(name, quoted=True), expression=exp.Null()),
                compare(this=exp.column(name, quoted=True), expression=literal(period.last)),
            )
        )
        for name, compare in bounds
        if name
    ]
