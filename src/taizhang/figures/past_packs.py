"""Counting by the packs of the past: an old document is judged by the rules it was written under."""

from __future__ import annotations

from functools import cached_property

from taizhang.analytics.engine_room import Source
from taizhang.core.packs import installed_packs
from taizhang.figures.calculation import Calculator
from taizhang.figures.sources import sources_of
from taizhang.ledgers import projection
from taizhang.ledgers.models import Submission


class PastCalculator(Calculator):
    """Counts today's accepted filings by the packs of then; ledgers whose columns changed are read with the old."""

    @cached_property
    def sources(self) -> dict[str, Source]:
        today = installed_packs().ledgers
        changed = [ledger for key, ledger in self.ledgers.items() if not ledger.system and today.get(key) != ledger]
        same = [ledger for ledger in self.ledgers.values() if ledger not in changed]
        found = sources_of(same, frozenset().union(*self.readings.values()))
        for ledger in changed:
            accepted = Submission.objects.filter(ledger_key=ledger.key, accepted_version__isnull=False).order_by("pk")
            versions = [(pk, version or 0) for pk, version in accepted.values_list("pk", "accepted_version")]
            found[ledger.key] = projection.rows_at(ledger.key, versions, ledger=ledger)
        return found
