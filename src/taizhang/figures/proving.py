"""How figures stand as proofs of tasks and measures of targets: the targets ask, and know nothing of figures."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.urls import reverse

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.engine.slot_text import slot_text
from taizhang.figures.models import Figure
from taizhang.figures.queries import visible_units
from taizhang.targets.types import ProofRef, Standing


def figures_standing(actor: Actor, refs: Collection[ProofRef]) -> dict[ProofRef, Standing]:
    """The stored figure of each ref's period, or else the newest of a period inside it, which tells how far the year
    is; one query. Nothing is computed for a list of tasks."""
    packs, seen, language = installed_packs(), visible_units(actor), language_of()
    wanted = [ref for ref in refs if ref.key in packs.indicators and ref.org_unit in seen]
    if not wanted:
        return {}
    found: dict[ProofRef, Standing] = {}
    stored = list(_stored(wanted))
    for ref in wanted:
        whole = Period.parse(ref.period)
        fitting = [item for item in stored if (item.indicator_key, item.org_unit.code) == (ref.key, ref.org_unit)]
        inside = [(Period.parse(item.period_code), item) for item in fitting]
        inside = [(period, item) for period, item in inside if period in whole]
        if not inside:
            continue
        period, item = max(inside, key=lambda pair: (pair[0] == whole, pair[0].last, pair[0].days))
        found[ref] = Standing(
            item.value,
            slot_text(item.value, packs.indicators[ref.key], {}, language=language),
            period.title,
            reverse("figures:figure-trace", args=[ref.key, ref.org_unit, period.code]),
        )
    return found


def _stored(refs: list[ProofRef]) -> QuerySet[Figure]:
    days = [Period.parse(ref.period) for ref in refs]
    return (
        Figure.objects.filter(
            indicator_key__in={ref.key for ref in refs},
            org_unit__code__in={ref.org_unit for ref in refs},
            period_first__gte=min(period.first for period in days),
            period_last__lte=max(period.last for period in days),
        )
        .select_related("org_unit")
        .order_by("id")
    )
