"""The workbook's list of sheets: ours put in front, those from before taken out, and what counts sheets moved along."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from taizhang.core.packages.markup import MAIN, RELATIONS, Markup, Node, Unpatchable, attribute, text
from taizhang.core.packages.package import Package, relations_part

WORKBOOK = "xl/workbook.xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
_APP = "docProps/app.xml"


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it; part "" for one that leads nowhere."""

    name: str
    part: str
    node: Node


@dataclass(slots=True)
class NewSheet:
    """A sheet to put in front. names: defined names that belong to it, name -> (reference, whether hidden)."""

    name: str
    xml: bytes
    names: Mapping[str, tuple[str, bool]] = field(default_factory=dict)


class Directory:
    """The sheets of a workbook in their order. Raises Unpatchable for what is not the usual (transitional) form."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._markup = package.markup(WORKBOOK)
        if self._markup.root.space != MAIN:
            raise Unpatchable("strict form")
        whole = self._markup.root.first("sheets")
        if whole is None or not whole.children:
            raise Unpatchable("no sheets")
        self._whole = whole
        targets = {item.id: item.target for item in package.relations(WORKBOOK)}
        self.sheets = [
            SheetEntry(
                node.attributes.get("name", ""), targets.get(node.attributes.get(f"{RELATIONS} id", ""), ""), node
            )
            for node in whole.children
        ]

    def sheet(self, name: str) -> SheetEntry:
        found = next((sheet for sheet in self.sheets if sheet.name == name), None)
        if found is None or not self._package.has_original(found.part):
            raise Unpatchable(f"no sheet {name}")
        return found

    @property
    def counts_from_1904(self) -> bool:
        facts = self._markup.root.first("workbookPr")
        return facts is not None and facts.attributes.get("date1904") in ("1", "true")

    def free_name(self, wanted: str, without: Sequence[SheetEntry] = ()) -> str:
        taken = {sheet.name.lower() for sheet in self.sheets if sheet not in without}
        names = [wanted, *(f"{wanted}{number}" for number in range(2, len(taken) + 3))]
        return next(name for name in names if name.lower() not in taken)

    def rebuild(self, new: Sequence[NewSheet], old: Sequence[SheetEntry], *, show_first: bool) -> None:
        """new: in front, in this order. old: sheets to take out. show_first: the workbook opens at the first sheet."""
        kept = [at for at, sheet in enumerate(self.sheets) if sheet not in old]
        moved = {before: after for after, before in enumerate(kept, start=len(new))}
        for entry in old:
            self._take_out(entry)
        numbers = [int(node.attributes.get("sheetId", "0")) for node in self._whole.children]
        prefix = self._whole.prefix
        first = self.sheets[0].node
        link = _relation_name(self._markup, first)
        for number, sheet in enumerate(new, start=max(numbers) + 1):
            part = self._package.free_name("xl/worksheets/sheet{}.xml")
            self._package.add(part, sheet.xml, _SHEET_TYPE)
            relation = self._package.relate(WORKBOOK, "worksheet", part)
            facts = f' name={attribute(sheet.name).decode()} sheetId="{number}" {link}="{relation}"'
            self._markup.before(first, f"<{prefix}sheet{facts}/>".encode())
        self._move_views(moved, show_first=show_first)
        self._move_names(new, moved)
        self._tell_titles(new, [sheet.name for sheet in old])

    def _take_out(self, sheet: SheetEntry) -> None:
        self._markup.remove(sheet.node)
        for relation in self._package.relations(WORKBOOK):
            if relation.target == sheet.part:
                self._package.unrelate(WORKBOOK, relation)
        for relation in self._package.relations(sheet.part):
            if relation.kind == "printerSettings":
                self._package.remove(relation.target)
        self._package.remove(relations_part(sheet.part))
        self._package.remove(sheet.part)

    def _move_views(self, moved: Mapping[int, int], *, show_first: bool) -> None:
        views = self._markup.root.first("bookViews")
        if views is None and not show_first:  # a workbook without a view opens at its first sheet
            prefix = self._whole.prefix
            view = f'<{prefix}workbookView activeTab="{moved.get(0, 0)}"/>'
            self._markup.before(self._whole, f"<{prefix}bookViews>{view}</{prefix}bookViews>".encode())
        for node in views.children if views is not None else []:
            for name in ("activeTab", "firstSheet"):
                before = int(node.attributes.get(name, "0"))
                after = 0 if show_first or name == "firstSheet" else moved.get(before, 0)
                if after != before:
                    self._markup.set(node, name, str(after))

    def _move_names(self, new: Sequence[NewSheet], moved: Mapping[int, int]) -> None:
        whole = self._markup.root.first("definedNames")
        for node in whole.children if whole is not None else []:
            local = node.attributes.get("localSheetId")
            if local is None:
                continue
            if int(local) not in moved:
                self._markup.remove(node)
            elif moved[int(local)] != int(local):
                self._markup.set(node, "localSheetId", str(moved[int(local)]))
        tag = f"{self._whole.prefix}definedName".encode()
        made = b""
        for at, sheet in enumerate(new):
            quoted = "'" + sheet.name.replace("'", "''") + "'"
            for name, (reference, hidden) in sheet.names.items():
                facts = f' name="{name}" localSheetId="{at}"{" hidden=" + chr(34) + "1" + chr(34) if hidden else ""}'
                made += b"<" + tag + facts.encode() + b">" + text(f"{quoted}!{reference}") + b"</" + tag + b">"
        if whole is not None:
            self._markup.append(whole, made)
        elif made:
            before = [node for node in self._markup.root.children if node.name in _BEFORE_NAMES][-1]
            group = f"{self._whole.prefix}definedNames".encode()
            self._markup.after(before, b"<" + group + b">" + made + b"</" + group + b">")

    def _tell_titles(self, new: Sequence[NewSheet], old: Sequence[str]) -> None:
        """docProps/app.xml lists the sheets; where it is written in another way it is left, since nothing reads it."""
        if not self._package.has(_APP):
            return
        try:
            titles = self._package.markup(_APP)
            counted = _counted_sheets(titles)
            vector = next(node for node in titles.root.walk() if node.name == "TitlesOfParts").children[0]
        except (Unpatchable, StopIteration, IndexError):
            return
        names = vector.children
        sheets = int(counted.text) if counted is not None and counted.text.isdigit() else -1
        if counted is None or [node.text for node in names[:sheets]] != [sheet.name for sheet in self.sheets]:
            return
        gone = [node for node in names[:sheets] if node.text in old]
        for node in gone:
            titles.remove(node)
        tag = f"{names[0].prefix}lpstr".encode()
        for sheet in new:
            titles.before(names[0], b"<" + tag + b">" + text(sheet.name) + b"</" + tag + b">")
        grown = len(new) - len(gone)
        if grown:
            titles.set(vector, "size", str(len(names) + grown))
            titles.set_text(counted, str(sheets + grown))


def _counted_sheets(titles: Markup) -> Node | None:
    """The number of worksheets among the pairs of headings; None when other kinds of sheets stand before them."""
    pairs = next((node for node in titles.root.walk() if node.name == "HeadingPairs"), None)
    leaves = [node for node in pairs.walk() if node.name in ("lpstr", "i4")] if pairs is not None else []
    return leaves[1] if len(leaves) > 1 and leaves[1].name == "i4" else None


def _relation_name(markup: Markup, sheet: Node) -> str:
    """`r:id` as the sheets' lines write it, with its namespace when the root does not name it."""
    found = re.search(rb"\s(([\w.-]+):id)\s*=", markup.raw(sheet))
    if found is None:
        raise Unpatchable("a sheet without a relation")
    name, prefix = found[1].decode(), found[2]
    root = markup.data[markup.root.start : markup.root.inner]
    return name if b"xmlns:" + prefix + b"=" in root else f'xmlns:{prefix.decode()}="{RELATIONS}" {name}'
