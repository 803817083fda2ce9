"""Rows that come as values, keyed by field id, brought to the types of their ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pyarrow as pa

from taizhang.analytics.checks import POSITION
from taizhang.analytics.schema import arrow_type
from taizhang.core.packs import InstalledPacks
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.reading.cells import readers_for
from taizhang.ledgers.reading.totals_typed import with_totals
from taizhang.ledgers.services.units import unit_codes
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.models import OrgUnit


def type_rows(
    ledger: Ledger, org_unit: OrgUnit, period: Period, packs: InstalledPacks, rows: Sequence[Mapping[str, object]]
) -> tuple[pa.Table, list[Problem], Counter[str]]:
    """The typed table of values keyed by field id, numbered from 1, a problem a wrong cell, and the safe repairs. A row
    that is a total is one problem."""
    codes = code_lists_of(ledger, packs)
    readers = readers_for(ledger.fields, codes, unit_codes(ledger, org_unit, period))
    problems, arrays = list[Problem](), []
    for field in ledger.fields:
        cells = [row.get(field.id) for row in rows]
        array, wrong = readers[field.id].read(cells, lambda index: str(index + 1), ledger.title.zh)
        arrays.append(array)
        problems += wrong
    arrays.append(pa.array(range(1, len(rows) + 1), pa.int64()))
    names = [*(field.id for field in ledger.fields), POSITION]
    types = [*(arrow_type(field) for field in ledger.fields), pa.int64()]
    table = pa.Table.from_arrays(arrays, schema=pa.schema(list(zip(names, types, strict=True))))
    problems = with_totals(problems, ledger, codes, rows)
    return table, problems, sum((reader.repairs for reader in readers.values()), Counter())
