"""How many findings each item of a checklist led to, as figures: one an item, of every installed checklist.

They are asked for by key, by the sentence of a summary that prints one, and never listed: a county has hundreds of
items.
"""

from __future__ import annotations

from collections.abc import Iterator

from taizhang.engine.checklist import Checklist, ChecklistItem
from taizhang.engine.pack import Indicator, Over, Pack, Term
from taizhang.engine.text import Text

LEDGER = "inspection.findings"


def item_key(checklist: str, item: str) -> str:
    """What an item is called in a finding's row; the same in all versions of its checklist. checklist: its key."""
    return f"{checklist}/{item}"


def figure_key(item: str) -> str:
    """The key of the indicator that counts the findings of an item, told as `item_key` does."""
    checklist, _slash, name = item.rpartition("/")
    pack, _dot, bare = checklist.rpartition(".")
    return f"{pack}.{_figure_id(bare, name)}"


def _figure_id(checklist: str, item: str) -> str:
    return f"found__{checklist}__{item}"


def item_figures(pack: Pack) -> Iterator[Indicator]:
    """One for each item of the pack's checklists that can fail."""
    for checklist in pack.checklists.values():
        for item in checklist.items:
            if item.can_fail:
                yield _item_figure(checklist, item)


def _item_figure(checklist: Checklist, item: ChecklistItem) -> Indicator:
    """No findings are no value and no 0: of a unit where nobody looked at the item nothing may be said."""
    asked, title = item.text, checklist.title
    basis = Text(
        f"本期督查在《{title.zh}》“{asked.zh}”一项发现的问题，认定不是问题的除外；一个也没有时不出数。",
        f"Findings of the period at “{asked.get('en')}” of {title.get('en')}, those that were none left out.",
    )
    expression = f"nullif(count(*) filter (where item = '{item_key(checklist.key, item.id)}'), 0)"
    return Indicator(
        id=_figure_id(checklist.id, item.id),
        pack=checklist.pack,
        title=Text(f"督查问题：{asked.zh}", f"Findings: {asked.get('en')}"),
        unit="个",
        decimals=0,
        basis=basis,
        value=Term(LEDGER, expression, basis, Over.PERIOD),
        larger_is_better=False,
    )
