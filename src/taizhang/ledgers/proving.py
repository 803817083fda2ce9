"""What was filed, as proof of tasks: the targets ask, and know nothing of ledgers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import ngettext

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.periods import Period
from taizhang.ledgers.models import Row
from taizhang.organisation import queries as org_queries
from taizhang.targets.types import ProofRef, Standing


def filings_standing(actor: Actor, refs: Collection[ProofRef]) -> dict[ProofRef, Standing]:
    """Accepted rows of a ledger, or those in which a field is filled in, of a unit and all below it, in periods inside
    the ref's. A key that a figure has too is the figure's. One query for each ref's ledger and unit, of which a page
    has a handful."""
    packs = installed_packs()
    found: dict[ProofRef, Standing] = {}
    for ref in refs:
        name, _colon, field = ref.key.partition(":")
        ledger = packs.ledgers.get(name) if ref.key not in packs.indicators else None
        if ledger is None or ledger.system or not actor.can(Permission.VIEW_LEDGER, ref.org_unit, ledger):
            continue
        period = Period.parse(ref.period)
        units = org_queries.subtree(ref.org_unit, day=min(period.last, clock.today()))
        count = _rows(name, units & actor.scope(Permission.VIEW_LEDGER, ledger), period, field)
        shown = ngettext("%(n)d row filed", "%(n)d rows filed", count) % {"n": count}
        found[ref] = Standing(Decimal(count), shown, period.title, reverse("ledgers:ledger-detail", args=[name]))
    return found


def _rows(ledger: str, units: Iterable[str], period: Period, field: str) -> int:
    """Empty cells are left out of a row's text, so a filled one is there by its name."""
    filled = Q(data__contains=f'"{field}":') if field else Q()
    rows = Row.objects.filter(
        filled,
        submission__ledger_key=ledger,
        submission__org_unit__code__in=units,
        submission__period_first__gte=period.first,
        submission__period_last__lte=period.last,
        added_in__lte=F("submission__accepted_version"),
    ).filter(Q(removed_in__isnull=True) | Q(removed_in__gt=F("submission__accepted_version")))
    return int(rows.aggregate(n=Count("pk"))["n"])
