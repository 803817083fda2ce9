"""The checklists of a visit as its own versions of their packs say them, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from taizhang.core.installed import InstalledPacks
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.past_packs import packs_with
from taizhang.engine.checklist import Basis, Beside, Checklist, ChecklistItem, Outcome, evaluate
from taizhang.engine.entries import Value
from taizhang.engine.text import Text
from taizhang.inspection.models import ChecklistVersion, Visit


def basis_words(basis: Basis | None) -> str:
    """《中华人民共和国食品安全法》第四十五条, 《教育收费公示制度》（计价格〔2002〕792号）; "" for none."""
    if basis is None:
        return ""
    number = f"（{basis.number}）" if basis.number else ""
    return f"《{basis.document}》{number}{basis.article}"


@dataclass(frozen=True, slots=True)
class HeldChecklist:
    """packs: those of the version, whose code lists and parameters the checklist names."""

    version: ChecklistVersion
    checklist: Checklist
    packs: InstalledPacks

    def rule(self, item: ChecklistItem) -> Text:
        """The rule that a failing answer goes against: of the checklist's list, or the document that asks for it."""
        rules = self.packs.code_lists.get(self.checklist.rules)
        if rules is not None and item.rule in rules.codes:
            return rules.codes[item.rule]
        basis = self.checklist.basis(item)
        return Text(basis.document if basis is not None else item.rule)

    def rule_code(self, rule: str) -> str:
        """The code of the list for a rule's title; any other words stay as they are."""
        rules = self.packs.code_lists.get(self.checklist.rules)
        found = (code for code, title in rules.codes.items() if title.zh == rule) if rules is not None else ()
        return next(iter(found), rule)


def held_checklist(version: ChecklistVersion) -> HeldChecklist | None:
    """None where the files of an old version were not kept, or its pack never had the checklist."""
    today = installed_packs()
    pack = today.packs.get(version.pack_id)
    same = pack is not None and pack.version == version.pack_version
    packs = today if same else packs_with(version.pack_id, version.pack_version, today)
    checklist = packs.checklists.get(version.key) if packs is not None else None
    return HeldChecklist(version, checklist, packs) if packs is not None and checklist is not None else None


def held_checklists(visit: Visit) -> list[HeldChecklist]:
    """Those of a visit that can be read here."""
    found = [held_checklist(version) for version in visit.checklists.all()]
    return [held for held in found if held is not None]


def checklist_titles(visit: Visit) -> list[str]:
    return titles_of(visit.checklists.all())


def titles_of(versions: Iterable[ChecklistVersion]) -> list[str]:
    """In the reader's language; one whose files were not kept is named by what is on record."""
    found = [(version, held_checklist(version)) for version in versions]
    return [held.checklist.title.get(language_of()) if held is not None else str(version) for version, held in found]


def outcome_of(held: HeldChecklist, values: Mapping[str, Value], filed: Mapping[Beside, Decimal], day: date) -> Outcome:
    """What follows from a visit's values by the limits in force on its day. filed: of its unit, from `filed_beside`."""
    parameters = held.packs.parameters_on(held.checklist.pack, day)
    return evaluate(
        held.checklist,
        values,
        filed={item.id: filed[item.beside] for item in held.checklist.items if item.beside and item.beside in filed},
        limits={name: value for name, value in parameters.items() if isinstance(value, Decimal)},
        codes={key: found.codes for key, found in held.packs.code_lists.items()},
    )
