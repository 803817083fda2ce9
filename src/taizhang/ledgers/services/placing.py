"""Where a workbook belongs: what its hidden sheet says, else the one owed ledger that its heading fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.workbooks import check_upload
from taizhang.core.workbooks.guards import is_misnamed, text_under_another_name
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period, PeriodError
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.queries import my_filings, own_units
from taizhang.ledgers.reading.heading import SEARCH_ROWS, find_heading
from taizhang.ledgers.reading.sheets import LIST_MARK, Opened, open_file, sheet
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

Head = Sequence[Sequence[object]]  # the first rows of a sheet


@dataclass(frozen=True, slots=True)
class FilingPlace:
    """One filing: whose, of what, for when. by: how it was found, "meta", "heading" or "person"."""

    ledger: Ledger
    period: Period
    org_unit: str
    by: str = "person"

    @property
    def name(self) -> tuple[str, str, str]:
        return self.ledger.key, self.period.code, self.org_unit


@dataclass(slots=True)
class Places:
    """Finds places for one actor: the owed filings are read once for any number of files."""

    actor: Actor
    owed: list[FilingLine]

    @classmethod
    def of(cls, actor: Actor) -> Places:
        return cls(actor, [line for line in my_filings(actor, clock.today()) if line.waits_for_filer])

    def find(self, name: str, data: bytes, max_bytes: int, prefer: FilingPlace | None = None) -> FilingPlace | None:
        """prefer: taken where nothing says another for sure; None when neither does. Raises UnreadableFile for a file
        that is none, such as a text that is merely named as a workbook and has no heading of an owed ledger."""
        kind = check_upload(name, data, max_bytes=max_bytes)
        opened = open_file(name, data, kind)
        if opened.meta.get("ledger"):
            return self._by_meta(opened.meta) or prefer
        heads = _heads(opened)
        place = self._by_heading(name, heads) or prefer
        if place is None and is_misnamed(name, kind) and not self._has_heading(heads):
            raise text_under_another_name(name)
        return place

    def _has_heading(self, heads: Sequence[Head]) -> bool:
        ledgers = {line.ledger.key: line.ledger for line in self.owed}
        return any(find_heading(head, ledger) is not None for head in heads for ledger in ledgers.values())

    def _by_meta(self, meta: Mapping[str, str]) -> FilingPlace | None:
        ledger = installed_packs().ledgers.get(meta["ledger"])
        try:
            period = Period.parse(meta.get("period", ""))
        except PeriodError:
            return None
        if ledger is None or ledger.system or period.kind is not ledger.period_kind:
            return None
        if period.first > clock.today():
            return None
        filing = {unit.code for unit in org_queries.filing_units(ledger.filed_by, period)}
        own = own_units(self.actor, ledger) & filing
        owing = {line.org_unit for line in self.owed if (line.ledger.key, line.period) == (ledger.key, period)}
        stated = meta.get("org_unit", "")
        # Of a merged school's two, the one that still is; the other's is chosen by a person.
        alive = owing or own - set(org_queries.closed_by(list(own), clock.today()))
        units = {stated} & own if stated else own if len(own) == 1 else alive
        return FilingPlace(ledger, period, next(iter(units)), "meta") if len(units) == 1 else None

    def _by_heading(self, name: str, heads: Sequence[Head]) -> FilingPlace | None:
        """The one ledger all of whose required columns are there by title; of several periods the one that the file
        names, above its heading or in its own name."""
        fits = {line.ledger.key: self._fit(heads, line.ledger) for line in self.owed}
        best = max(fits.values(), default=0)
        keys = [key for key, fit in fits.items() if fit == best]
        if not best or len(keys) != 1:
            return None
        lines = [line for line in self.owed if line.ledger.key == keys[0]]
        if len(lines) > 1:
            words = name + "".join(str(cell) for head in heads for row in head for cell in row if cell)
            lines = [line for line in lines if line.period.title.zh in words]
        return FilingPlace(lines[0].ledger, lines[0].period, lines[0].org_unit, "heading") if len(lines) == 1 else None

    def _fit(self, heads: Sequence[Head], ledger: Ledger) -> int:
        """Sure columns in the best sheet; 0 where a required one is not sure."""
        codes = code_lists_of(ledger, installed_packs())
        best = 0
        for head in heads:
            heading = find_heading(head, ledger, code_lists=codes)
            if heading is not None:
                sure = {column.field for column in heading.titles if column.field and not column.asked}
                if all(field.id in sure for field in ledger.fields if field.required):
                    best = max(best, len(sure))
        return best


def _heads(opened: Opened) -> list[Head]:
    """The first rows of each sheet that is no list of ours."""
    heads = [list(islice(sheet(one, opened).rows, SEARCH_ROWS)) for one in opened.names]
    return [head for head in heads if not any(LIST_MARK in row for row in head)]


def unit_at(place: FilingPlace) -> OrgUnit:
    return OrgUnit.objects.get(code=place.org_unit)
