"""Where the rows behind figures come from: the projection of accepted filings, or an app's own rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping

import pyarrow as pa
import pyarrow.dataset as ds

from taizhang.analytics.arithmetic import Value
from taizhang.analytics.engine_room import Source
from taizhang.core.packs import InstalledPacks
from taizhang.core.system_ledgers import system_ledgers
from taizhang.engine.pack import Ledger, LedgerKind, Over
from taizhang.engine.periods import Period
from taizhang.figures.filings import Inputs, Member, Reading
from taizhang.ledgers import projection


def sources_of(ledgers: Iterable[Ledger], readings: Collection[Reading]) -> dict[str, Source]:
    """The rows that some readings need, by ledger key. Registers reach back to any earlier filing, and a
    journal's late entry stands in a later filing; returns only need the periods read."""
    found: dict[str, Source] = {}
    for ledger in ledgers:
        mine = [item for item in readings if item.ledger == ledger.key]
        if ledger.system:
            found[ledger.key] = system_table(ledger, {item.period.code: item.period for item in mine}.values())
        elif ledger.kind is not LedgerKind.RETURN or any(item.over is Over.LAST_DAY for item in mine):
            found[ledger.key] = projection.source(ledger.key)
        else:
            found[ledger.key] = projection.source(ledger.key, periods=[item.period for item in mine])
    return found


def source_of(ledger: Ledger, over: Over, period: Period) -> Source:
    return sources_of([ledger], [Reading(ledger.key, over, period)])[ledger.key]


def system_table(ledger: Ledger, periods: Iterable[Period]) -> pa.Table:
    """Rows of an app's ledger for several periods."""
    return pa.concat_tables([system_ledgers()[ledger.key].rows(period) for period in periods])


def system_inputs(ledgers: Iterable[Ledger], period: Period) -> dict[str, Inputs]:
    """Inputs of app ledgers: no versions to name, so the hash stands for the rows' content itself."""
    found = {}
    for ledger in ledgers:
        if ledger.system:
            digest = hashlib.sha256()
            for batch in system_ledgers()[ledger.key].rows(period).combine_chunks().to_batches():
                digest.update(batch.serialize())
            found[ledger.key] = Inputs(digest.hexdigest(), ledger.key, ())
    return found


def parameters_of(packs: InstalledPacks) -> Callable[[Period], Mapping[str, Value]]:
    """The parameters in force as analytics asks for them: `pack.name` for every name that a pack may write."""

    def on(period: Period) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for pack_id in packs.packs:
            for name, value in packs.parameters(pack_id)(period).items():
                values[name if "." in name else f"{pack_id}.{name}"] = value
        return values

    return on


def dated_members(ledger: Ledger, source: Source, period: Period) -> list[Member]:
    """The accepted submission versions of a journal that hold rows dated inside a period; reads four columns."""
    if not isinstance(source, pa.Table) and not source:
        return []
    day = ds.field(ledger.date_field)
    inside = (day >= period.first) & (day <= period.last) & (ds.field("_state") == "accepted")
    columns = ["_submission", "_version", "_filed_by"]
    dataset = ds.dataset(source if isinstance(source, pa.Table) else [str(path) for path in source])
    found = dataset.to_table(columns=columns, filter=inside).group_by(columns).aggregate([])
    return [Member(row["_submission"], row["_version"], row["_filed_by"]) for row in found.to_pylist()]
