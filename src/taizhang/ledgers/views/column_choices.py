"""The table that asks which column is which field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from taizhang.core.language import language_of
from taizhang.engine.pack import Ledger
from taizhang.ledgers.reading.mapping import Why
from taizhang.ledgers.services.columns import OPEN

_WHY = {
    Why.SIMILAR: _("The title is merely alike."),
    Why.TWICE: _("Two columns could be this."),
    Why.UNIT: _("Counted in another unit: convert first, or confirm."),
    Why.KIND: _("Unknown title; a required column is missing."),
    Why.REMEMBERED: _("As last time."),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One column and what may be chosen for it. options: (value, words, chosen)."""

    letter: str
    title: str
    why: Any
    asked: bool
    samples: list[str]
    options: list[tuple[str, str, bool]]

    @property
    def name(self) -> str:
        return f"column-{self.letter}"


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """asking: the upload waits for an answer. open: the table is shown. left_out: columns that go nowhere unless a
    field is chosen. missing: required fields no column is for."""

    asking: bool
    open: bool
    asked: list[Choice]
    left_out: list[Choice]
    others: list[Choice]
    missing: list[str]
    remembered: list[tuple[str, str]]


def columns_page(
    report: Mapping[str, Any], ledger: Ledger, *, change: bool, said: Mapping[str, Any]
) -> ColumnsPage | None:
    """said: what was just posted, so that a refused answer stands as it was given."""
    columns = report.get("columns")
    if not columns:
        return None
    language = language_of()
    titles = {field.id: f"{field.title.get(language)}{'＊' if field.required else ''}" for field in ledger.fields}
    choices = [(item, _choice(item, titles, said.get(f"column-{item['letter']}"))) for item in columns]
    sure = {item["field"] for item in columns if item["field"] and not item["asked"]}
    return ColumnsPage(
        asking=bool(report.get("asking")),
        open=bool(report.get("asking")) or change,
        asked=[choice for _item, choice in choices if choice.asked],
        left_out=[choice for item, choice in choices if not choice.asked and not item["field"]],
        others=[choice for item, choice in choices if not choice.asked and item["field"]],
        missing=[titles[field.id] for field in ledger.fields if field.required and field.id not in sure],
        remembered=[(_title(item), titles.get(item["field"], "")) for item in columns if item["why"] == Why.REMEMBERED],
    )


def _choice(item: Mapping[str, Any], titles: Mapping[str, str], said: str | None) -> Choice:
    proposed = item["field"] or (OPEN if item["asked"] else "")
    chosen = said if said is not None else proposed
    options = [(OPEN, str(_("Please choose")), chosen == OPEN)] if item["asked"] else []
    options.append(("", str(_("Not needed")), chosen == ""))
    options += [(own, title, chosen == own) for own, title in titles.items()]
    why = _WHY.get(Why(item["why"]), "")
    return Choice(item["letter"], _title(item), why, item["asked"], item["samples"], options)


def _title(item: Mapping[str, Any]) -> str:
    return str(item["title"] or _("(no heading)"))
