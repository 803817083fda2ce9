"""What the design page shows: each field and check with what is wrong with it, and how the template will look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import FieldType, Mask
from taizhang.ledgers import queries
from taizhang.ledgers.designing.beginning import Sample, cell_text
from taizhang.ledgers.designing.check_names import gone_columns, in_titles
from taizhang.ledgers.designing.check_words import sentence_of
from taizhang.ledgers.designing.design import ASK_AGAIN, Design, DesignCheck, DesignField
from taizhang.ledgers.models import LedgerDesign
from taizhang.ledgers.queries import Told
from taizhang.ledgers.views.design_input import PERIODS, STAGES
from taizhang.ledgers.views.reading import PERIODS as PERIOD_WORDS
from taizhang.organisation.models import OrgUnitKind

TYPE_WORDS: dict[str, Promise] = {
    "string": gettext_lazy("text"),
    "integer": gettext_lazy("whole number"),
    "number": gettext_lazy("number with decimals"),
    "date": pgettext_lazy("type of a column", "date"),
    "boolean": gettext_lazy("yes or no"),
    "code": gettext_lazy("choice from a list"),
    "id_number": gettext_lazy("ID number"),
    "phone": gettext_lazy("phone number"),
    "org_unit": gettext_lazy("code of an org unit"),
    "school_code": gettext_lazy("school code"),
    "credit_code": gettext_lazy("unified credit code"),
    "document_number": gettext_lazy("document number"),
}
MASK_WORDS: dict[str, Promise] = {
    "": gettext_lazy("no"),
    "name": gettext_lazy("a person's name"),
    "id_number": gettext_lazy("ID number"),
    "phone": gettext_lazy("phone number"),
    "address": gettext_lazy("address"),
    "hidden": gettext_lazy("hide it whole"),
}
KIND_WORDS: dict[str, Promise] = {
    "return": gettext_lazy("return: new figures each period"),
    "register": gettext_lazy("register: the whole list each period"),
    "journal": gettext_lazy("journal: what happened, by its day"),
}
STAGE_WORDS: dict[str, Promise] = {
    "kindergarten": gettext_lazy("kindergarten"),
    "primary": gettext_lazy("primary school"),
    "junior": gettext_lazy("junior secondary"),
    "senior": gettext_lazy("senior secondary"),
    "vocational": gettext_lazy("vocational school"),
}
CHECK_WORDS: dict[str, Promise] = {
    "at_most": gettext_lazy("one column is at most another"),
    "sum": gettext_lazy("columns add up to one"),
    "filled_when": gettext_lazy("not empty when another is filled"),
    "unique": gettext_lazy("no two rows alike"),
    "row": gettext_lazy("an expression for each row"),
    "set": gettext_lazy("an expression for the whole filing"),
}
_CHECK_COLUMNS = {
    "at_most": (gettext_lazy("This column"), gettext_lazy("is at most")),
    "sum": (gettext_lazy("This column"),),
    "filled_when": (gettext_lazy("When this is filled"), gettext_lazy("this may not be empty")),
    "row": (gettext_lazy("Marks the cell"),),
}


@dataclass(slots=True)
class FieldLine:
    """One field of the page. sentences: what is wrong; told, sample: it is held elsewhere, and a value from there."""

    item: DesignField
    number: int
    last: bool
    sentences: list[str] = field(default_factory=list)
    told: Told | None = None
    sample: str = ""
    decimals: str = ""  # as typed, also when it is no number

    @property
    def numeric(self) -> bool:
        return self.item.numeric

    @property
    def words(self) -> str:
        return "\n".join(word for _code, word in self.item.codes)

    @property
    def told_value(self) -> str:
        return f"{self.told.ledger.key}|{self.told.other.id}" if self.told is not None else self.item.told

    @property
    def taken_from(self) -> str:
        """Title of the ledger that the value is taken from; "" where there is none of that key."""
        ledger = installed_packs().ledgers.get(self.item.source[0]) if self.item.source is not None else None
        return ledger.title.get(language_of()) if ledger is not None else ""

    @property
    def undecided(self) -> bool:
        return self.told is not None and not (self.item.told == ASK_AGAIN and len(self.item.reason) >= 2)

    @property
    def path(self) -> str:
        """The heading in the workbook, where it says more than the title."""
        shown = " › ".join(self.item.path)
        return shown if shown not in ("", self.item.title) else ""


@dataclass(slots=True)
class CheckLine:
    item: DesignCheck
    title: object
    selects: Sequence[tuple[object, str, int]]  # label, chosen uid, place
    sentences: list[str]
    proposed: str
    expression: str  # by titles
    columns: list[DesignField]  # to choose from: what is asked, and what was chosen before it was taken out
    gone: bool

    @property
    def words(self) -> str:
        """What the check is about, for who decides whether it goes."""
        return self.item.message or self.expression or self.proposed

    @property
    def typed(self) -> bool:
        return self.item.kind in ("row", "set")

    @property
    def many(self) -> bool:
        return self.item.kind in ("sum", "unique")


def page_of(
    actor: Actor, row: LedgerDesign, design: Design, *, problems: TaizhangError | None = None
) -> dict[str, object]:
    """problems: why it could not be published."""
    view = queries.outlook(actor, row, design)
    told = {item.field.id: item for item in view.told}
    samples = queries.told_samples(actor, view.told)
    lines = []
    asked = design.asked
    for number, item in enumerate(asked, start=1):
        line = FieldLine(item, number, number == len(asked), _sentences(view.places.fields.get(item.uid, ())))
        line.decimals = design.unread.get(f"{item.uid}-decimals", str(item.decimals))
        line.told = told.get(item.id)
        if line.told is not None:
            line.sample = samples.get((line.told.ledger.key, line.told.other.id), "")
        lines.append(line)
    checks = [_check_line(item, design, view.places.checks.get(item.uid, ())) for item in design.checks]
    places = [Place(item) for item in _general(view.places.ledger, problems)]
    return {
        "row": row,
        "refused": problems is not None,
        "design": design,
        "lines": lines,
        "dropped": [item for item in design.fields if item.dropped],
        "checks": checks,
        "gone": [line for line in checks if line.gone],
        "places": places,
        "numbers": {name: _head_number(name, design, view) for name in ("deadline_days", "rows_each")},
        "wrong_count": view.places.count,
        "undecided": sum(line.undecided for line in lines),
        "view": view,
        "hours": round(len(view.units) * view.minutes / 60, 1),
        "changes": [change.text.get(language_of()) for change in queries.changes_of(row, design)],
        "heading": _heading(lines),
        "preview": _preview(row, design, view),
        "wrong_cells": [(cell.row, sentence(cell.problem)) for cell in view.wrong[:10]],
        "types": list(TYPE_WORDS.items()),
        "masks": [(mask.value, MASK_WORDS[mask.value]) for mask in Mask],
        "kinds": list(KIND_WORDS.items()),
        "periods": [(kind, PERIOD_WORDS[kind]) for kind in PERIODS],
        "unit_kinds": [(kind.value, kind.label) for kind in OrgUnitKind],
        "stages": [(stage, STAGE_WORDS[stage]) for stage in STAGES],
        "dates": [item for item in asked if item.kind == FieldType.DATE],
        "sections": queries.reviewers_of(actor, row.county),
        "may_name_none": queries.designs_for_all(actor, row.county),
        "groups": queries.groups_of(actor),
        "check_kinds": list(CHECK_WORDS.items()),
        "again": ASK_AGAIN,
    }


@dataclass(slots=True)
class HeadNumber:
    """A number of the ledger as it was typed; sentence: what is wrong with it."""

    name: str
    text: str
    sentence: str


def _head_number(name: str, design: Design, view: queries.Outlook) -> HeadNumber:
    problem = view.places.numbers.get(name)
    text = design.unread.get(name, str(getattr(design, name)))
    return HeadNumber(name, text, sentence(problem) if problem is not None else "")


@dataclass(slots=True)
class Place:
    problem: Problem

    @property
    def sentence(self) -> str:
        return sentence(self.problem)


def sentence(problem: Problem) -> str:
    """Without file, line and key: the place on the page says where."""
    expected, found, cure = (text.get(language_of()) for text in (problem.expected, problem.found, problem.cure))
    key = problem.key if problem.code == "design" else ""
    if language_of() == "zh":
        return f"{key}应为{expected}，现为{found}。{cure}"
    return f"{key} expected {expected}; found {found}. {cure}".strip()


def _sentences(problems: object) -> list[str]:
    assert isinstance(problems, list | tuple)
    return list(dict.fromkeys(sentence(problem) for problem in problems))


def stops_of(row: LedgerDesign, view: queries.Outlook) -> list[tuple[str, str]]:
    """Why a draft cannot be read as a ledger yet: (id of the element on its page, sentence)."""
    design, places = Design.from_data(row.data), view.places
    titles = {item.uid: f"“{item.title}”" if item.title else "" for item in design.asked}
    colon = ": " if language_of() == "en" else "："
    found = [("about-ledger", sentence(problem)) for problem in places.ledger]
    for uid, problems in places.fields.items():
        head = f"{titles[uid]}{colon}" if titles.get(uid) else ""
        found += [(f"field-{uid}", head + words) for words in _sentences(problems)]
    for uid, problems in places.checks.items():
        found += [(f"check-{uid}", words) for words in _sentences(problems)]
    return found


def _general(own: list[Problem], error: TaizhangError | None) -> list[Problem]:
    """Of the ledger as a whole; of a try to publish only what the page does not show at a field already."""
    extra = [item for item in error.problems if item.code.startswith("design")] if error is not None else []
    return [*extra, *own]


def _check_line(item: DesignCheck, design: Design, problems: object) -> CheckLine:
    labels = _CHECK_COLUMNS.get(item.kind, ())
    chosen = [*item.columns, *([""] * len(labels))]
    selects = [(label, chosen[place], place) for place, label in enumerate(labels)]
    title = CHECK_WORDS.get(item.kind, gettext_lazy("from the pack, as it was"))
    proposed = "" if item.kind == "kept" else sentence_of(item, design)
    columns = [one for one in design.fields if not one.dropped or one.uid in item.columns]
    expression, gone = in_titles(item.expression, design), bool(gone_columns(item, design))
    return CheckLine(item, title, selects, _sentences(problems), proposed, expression, columns, gone)


@dataclass(slots=True)
class HeadCell:
    """A cell of the preview's heading: a group over `wide` columns, or the column of `line`, `deep` rows high."""

    title: str
    wide: int = 1
    deep: int = 1
    line: FieldLine | None = None


def _heading(lines: Sequence[FieldLine]) -> list[list[HeadCell]]:
    """The heading as it stands in the workbook: its groups over the columns that are still side by side. A column
    without a group reaches from the top down."""
    groups = [line.item.path[:-1] for line in lines]
    depth = max(map(len, groups), default=0)
    rows: list[list[HeadCell]] = [[] for _level in range(depth + 1)]
    for number, (line, group) in enumerate(zip(lines, groups, strict=True)):
        before = groups[number - 1] if number else []
        for level in range(len(group)):
            if before[: level + 1] == group[: level + 1]:
                rows[level][-1].wide += 1
            else:
                rows[level].append(HeadCell(group[level]))
        rows[len(group)].append(HeadCell(line.item.title, deep=depth + 1 - len(group), line=line))
    return rows


def _preview(row: LedgerDesign, design: Design, view: queries.Outlook) -> list[list[tuple[str, str]]]:
    """The workbook's first rows: (cell, what is wrong with it)."""
    sample: Sample = row.sample
    count = max((len(cells) for cells in sample.values()), default=0)
    wrong = {(cell.row, cell.uid): sentence(cell.problem) for cell in view.wrong}
    rows = []
    for number in range(1, min(count, 10) + 1):
        cells = []
        for item in design.asked:
            typed = sample.get(item.uid, [])
            shown = cell_text(typed[number - 1]) if number <= len(typed) else ""
            cells.append((shown, wrong.get((number, item.uid), "")))
        rows.append(cells)
    return rows
