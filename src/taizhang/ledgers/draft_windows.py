"""A draft as two windows hold it: what each says of a row, and the draft that follows from a person's choices.

Rows are the same by id, else by the ledger's row key: a row that both windows began has an id of each. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from taizhang.engine.pack import Ledger
from taizhang.ledgers.drafting import MAX_ROWS, DraftRow, is_blank, says_the_same

MINE, SAVED = "mine", "saved"  # what may be chosen for a row


@dataclass(frozen=True, slots=True)
class TwoCells:
    """title: of the column."""

    title: str
    mine: str
    saved: str


@dataclass(frozen=True, slots=True)
class TwoRows:
    """A row on which the windows differ. row: its id. only: MINE or SAVED where the other has no such row, else "".
    cells: those that differ; of a row that only one has, all that are filled."""

    row: str
    label: str
    only: str
    cells: tuple[TwoCells, ...]

    @property
    def name(self) -> str:
        """Of the choice, as a form sends it."""
        return f"take.{self.row}"


def two_windows(mine: Sequence[DraftRow], saved: Sequence[DraftRow], ledger: Ledger, language: str) -> list[TwoRows]:
    """In the order of this window's table, rows that only the saved draft has last. Linear in both."""
    found = []
    for number, (here, there) in enumerate(_pairs(mine, saved, ledger), start=1):
        cells = tuple(
            TwoCells(item.title.get(language), left, right)
            for item in ledger.fields
            if not says_the_same(left := _value(here, item.id), right := _value(there, item.id), item)
        )
        if not cells:
            continue
        one = here or there
        assert one is not None
        words = [_value(one, name) for name in ledger.row_key]
        label = " · ".join(word for word in words if word) or f"#{number}"
        only = MINE if there is None else SAVED if here is None else ""
        found.append(TwoRows(_id(here, there), label, only, cells))
    return found


def settled(
    mine: Sequence[DraftRow], saved: Sequence[DraftRow], ledger: Ledger, picks: Mapping[str, str], *, same_base: bool
) -> list[DraftRow]:
    """The draft after a choice for every row that differs. picks: TwoRows.name -> MINE or SAVED; where nothing differs
    none is asked. same_base: both stand on one version of the filing, so that a stored row's id holds for both.
    Raises KeyError for a row without a choice."""
    names = {one.row: one.name for one in two_windows(mine, saved, ledger, "zh")}
    known = {row["id"] for row in saved}
    rows: list[DraftRow] = []
    for here, there in _pairs(mine, saved, ledger):
        own = _id(here, there)
        chosen = (there if picks[names[own]] == SAVED else here) if own in names else here or there
        if chosen is None:
            continue
        if not (same_base or own in known):
            own = f"n{own}"
        rows.append({"id": own, "v": dict(chosen["v"]), "c": list(chosen["c"])})
    return rows[:MAX_ROWS]


def moved_to_saved(mine: Sequence[DraftRow], saved: Sequence[DraftRow], ledger: Ledger) -> dict[str, str]:
    """Id in this window -> id in the saved draft, for rows that both began: what hangs on the one goes to the other."""
    pairs = [(here["id"], there["id"]) for here, there in _pairs(mine, saved, ledger) if here and there]
    return {here: there for here, there in pairs if here != there}


def _id(here: DraftRow | None, there: DraftRow | None) -> str:
    """The saved draft's, on which evidence hangs already."""
    one = there or here
    assert one is not None
    return one["id"]


def _pairs(
    mine: Sequence[DraftRow], saved: Sequence[DraftRow], ledger: Ledger
) -> Iterator[tuple[DraftRow | None, DraftRow | None]]:
    left = {row["id"]: row for row in saved if not is_blank(row)}
    ids = {row["id"] for row in mine}
    by_key: dict[str, str] = {}
    for row in left.values():
        if row["id"] not in ids and (key := _key(row, ledger)):
            by_key.setdefault(key, row["id"])
    for row in mine:
        if is_blank(row) and row["id"] not in left:
            continue
        own = row["id"] if row["id"] in left else by_key.pop(_key(row, ledger), "")
        yield (None if is_blank(row) else row), left.pop(own, None)
    for other in left.values():
        yield None, other


def _value(row: DraftRow | None, name: str) -> str:
    return row["v"].get(name, "") if row is not None else ""


def _key(row: DraftRow, ledger: Ledger) -> str:
    return "|".join(_value(row, name).strip() for name in ledger.row_key).strip("|")
