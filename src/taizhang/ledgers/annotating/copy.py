"""Puts the marks, the lists and the repairs into the package."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from taizhang.core.packages.markup import Unpatchable, text
from taizhang.core.packages.package import Package
from taizhang.core.workbooks import check_upload
from taizhang.core.workbooks.guards import ODD
from taizhang.ledgers.annotating.directory import Directory, NewSheet, SheetEntry
from taizhang.ledgers.annotating.listing import ERRORS, REPAIRS, Counts, errors_sheet, repairs_sheet
from taizhang.ledgers.annotating.marks import NOTE_HEAD, Line, Place, address, lines_of, place_of
from taizhang.ledgers.annotating.notes import Notes
from taizhang.ledgers.annotating.plain import plain_workbook
from taizhang.ledgers.annotating.sheets import Changes, SheetPart
from taizhang.ledgers.annotating.styles import Styles, Tone
from taizhang.ledgers.annotating.unmarking import covered_fills, own_lists
from taizhang.ledgers.reading.repairs import Repair
from taizhang.ledgers.reading.sheets import open_file

NOTES = 5_000  # WPS slows down with more; cells beyond stay coloured
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_STYLES = "xl/styles.xml"


@dataclass(frozen=True, slots=True)
class Annotated:
    """body: the copy. in_place: it is the person's own workbook; else a new one with its values."""

    body: bytes
    in_place: bool


@dataclass(frozen=True, slots=True)
class _Work:
    lines: Sequence[Line]
    counts: Counts
    repairs: Sequence[Repair] | None
    language: str
    in_place: bool


def annotated_workbook(
    name: str,
    data: bytes,
    problems: Sequence[Mapping[str, Any]],
    warnings: Sequence[Mapping[str, Any]] = (),
    *,
    where: str,
    wrong: int,
    warned: int,
    language: str,
    repairs: Sequence[Repair] | None = None,
) -> Annotated:
    """problems, warnings: as kept with the upload; where: the sheet that was read. wrong, warned: how many the page
    counts. repairs: made in place and listed; None when they were not asked for.
    """
    kind = check_upload(name, data, max_bytes=len(data))

    def work(sheet: str, *, in_place: bool) -> _Work:
        lines = lines_of(problems, sheet, is_error=True, language=language)
        lines += lines_of(warnings, sheet, is_error=False, language=language)
        return _Work(lines, Counts(wrong, warned), repairs, language, in_place)

    if kind == "xlsx":
        try:
            return Annotated(_patched(data, where, work(where, in_place=True)), in_place=True)
        except (Unpatchable, *ODD):
            pass
    opened = open_file(name, data, kind)
    plain, sheet = plain_workbook(opened, where if where in opened.names else opened.names[0])
    return Annotated(_patched(plain, sheet, work(sheet, in_place=False)), in_place=False)


def is_patchable(name: str, data: bytes, where: str) -> bool:
    """Whether the copy will be the person's own workbook, as far as can be told without its rows."""
    try:
        if check_upload(name, data, max_bytes=len(data)) != "xlsx":
            return False
        package = Package(data)
        part = SheetPart(package, Directory(package).sheet(where).part)
        Notes(package, part)
        Styles(package.markup(_STYLES))
    except (Unpatchable, *ODD):
        return False
    return True


def _patched(data: bytes, where: str, work: _Work) -> bytes:
    package = Package(data)
    directory = Directory(package)
    old = own_lists(package, directory)
    entry = directory.sheet(where)
    part = SheetPart(package, entry.part)
    notes = Notes(package, part)
    was_marked = bool(old) or notes.has_ours()
    styles = Styles(package.markup(_STYLES), covered_fills(package, old))
    restored = styles.restored() if was_marked else {}
    if restored:
        _take_off_elsewhere(package, directory, [entry, *old], styles, restored)
    changes, said = _changes(work, part, restored)
    _put_values(changes, work.repairs or (), counts_from_1904=directory.counts_from_1904)
    if said or changes.rows:
        notes.make_room()
    part.grow(set(changes_places(changes)))
    show_first = _opens_at(directory, entry, part, old, package)
    if show_first:
        part.unselect()
    part.write(changes, styles)
    placed = _placed(said, changes)
    if placed or notes.has_ours():
        notes.write(placed, take_off=was_marked and notes.has_ours())
    directory.rebuild(
        _lists(work, where, directory, old, changes, styles, first=show_first), old, show_first=show_first
    )
    styles.finish()
    return package.finish()


def _lists(
    work: _Work,
    where: str,
    directory: Directory,
    old: Sequence[SheetEntry],
    changes: Changes,
    styles: Styles,
    *,
    first: bool,
) -> list[NewSheet]:
    language = work.language
    listed: list[NewSheet] = []
    if work.lines or work.repairs is None:
        name = directory.free_name(ERRORS.get(language), old)
        listed.append(
            errors_sheet(
                name, work.lines, work.counts, styles, language=language, keeps_look=work.in_place, first=first
            )
        )
    if work.repairs is not None:
        name = directory.free_name(REPAIRS.get(language), old)
        left = {address(*place) for place in changes.formulas}
        shows = first and not listed
        listed.append(repairs_sheet(name, where, work.repairs, left, styles, language=language, first=shows))
    return listed


def _changes(work: _Work, part: SheetPart, restored: Mapping[int, int]) -> tuple[Changes, dict[Place, str]]:
    """What is coloured, and the notes by cell; column 0 of a note: the row's first cell with a value."""
    anchors = _anchors(part, {line.place for line in work.lines if line.place is not None})
    tones: dict[int, dict[int, Tone]] = defaultdict(dict)
    rows: dict[int, Tone] = {}
    said: dict[Place, list[str]] = defaultdict(list)
    for line in work.lines:  # errors come first, so a cell that has both is coloured as wrong
        tone = Tone.WRONG if line.is_error else Tone.DOUBTFUL
        row, column = anchors.get(line.place, line.place) if line.place is not None else (1, 1)
        if column:
            tones[row].setdefault(column, tone)
        else:
            rows.setdefault(row, tone)
        if (row, column) in said or len(said) < NOTES:
            said[row, column].append(line.note(work.language))
    notes = {place: "\n\n".join(words)[:_NOTE_CHARACTERS] for place, words in said.items()}
    return Changes(dict(tones), rows, restored=restored), notes


_NOTE_CHARACTERS = 8_000  # more is cut off by some programs


def _anchors(part: SheetPart, places: Iterable[Place]) -> dict[Place, Place]:
    """Marked cells that a merged block covers -> the block's first cell, the only one that shows."""
    by_row: dict[int, list[int]] = defaultdict(list)
    for row, column in places:
        if column:
            by_row[row].append(column)
    found: dict[Place, Place] = {}
    for (top, left), (bottom, right) in part.merged():
        rows = range(top, bottom + 1) if bottom - top < len(by_row) else [row for row in by_row if top <= row <= bottom]
        for row in rows:
            found |= {(row, column): (top, left) for column in by_row.get(row, ()) if left <= column <= right}
    return found


def changes_places(changes: Changes) -> Iterable[Place]:
    return ((row, column) for row, columns in changes.tones.items() for column in columns)


def _placed(said: Mapping[Place, str], changes: Changes) -> dict[Place, str]:
    placed = {place: words for place, words in said.items() if place[1]}
    for (row, column), words in said.items():
        if not column:
            place = (row, changes.first.get(row, 1))
            placed[place] = f"{placed[place]}\n\n{words}" if place in placed else words
    return placed


def _put_values(changes: Changes, repairs: Iterable[Repair], *, counts_from_1904: bool) -> None:
    for repair in repairs:
        place = place_of(repair.address)
        if place is None:
            continue
        after = repair.after
        if isinstance(after, date):
            serial = (after - (_EPOCH_1904 if counts_from_1904 else _EPOCH)).days
            kind, xml = "date", b"<v>%d</v>" % serial
        elif isinstance(after, str):
            kind, xml = "text", b'<is><t xml:space="preserve">' + text(after) + b"</t></is>"
        else:
            kind, xml = "number", b"<v>" + format(after, "f").encode() + b"</v>"
        changes.values.setdefault(place[0], {})[place[1]] = (kind, xml)


def _opens_at(
    directory: Directory, entry: SheetEntry, part: SheetPart, old: Sequence[SheetEntry], package: Package
) -> bool:
    """Whether the list can be the sheet that shows first. Two selected sheets would be edited together, and a sheet
    that we do not touch keeps its selection: then the workbook opens where it did."""
    for sheet in directory.sheets:
        if sheet.node is entry.node or sheet in old or not package.has_original(sheet.part):
            continue
        with package.archive.open(sheet.part) as stream:
            head = stream.read(64 * 1024)
        if re.search(rb"tabSelected\s*=\s*[\"'](?:1|true)", head):
            return False
    return True


def _take_off_elsewhere(
    package: Package, directory: Directory, but: Sequence[SheetEntry], styles: Styles, restored: Mapping[int, int]
) -> None:
    """Marks that were copied to other sheets, or stand where a table was read before."""
    marked = {str(style).encode() for style in restored}
    for sheet in directory.sheets:
        if sheet in but or not sheet.part.startswith("xl/worksheets/") or not package.has_original(sheet.part):
            continue
        content = package.read(sheet.part)
        notes_there = any(
            item.kind == "comments" and NOTE_HEAD.encode() in package.read(item.target)
            for item in package.relations(sheet.part)
        )
        if not notes_there and not any(b's="' + style + b'"' in content for style in marked):
            continue
        part = SheetPart(package, sheet.part)
        part.write(Changes(restored=restored), styles)
        if notes_there:
            Notes(package, part).write({}, take_off=True)
