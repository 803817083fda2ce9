"""Cells whose formula failed (#REF!, #N/A). calamine reads them like blank ones, and a figure would lose a number
without a word; they are therefore made texts before it reads, and cells.py names each as wrong.

The other formats are read as they are; overlay.py puts the same texts into their rows.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile

from taizhang.core.workbooks.guards import is_long_sheet
from taizhang.ledgers.reading.hidden import hidden_of_xml
from taizhang.ledgers.reading.overlay import Hidden
from taizhang.ledgers.reading.percents import percents_as_texts, styles_of

ERROR_VALUES = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
_OF_LIBREOFFICE = "#Err:"  # Err:502 in an .ods
_HINT = b't="e"'
_CELL = re.compile(rb'(<(?:\w+:)?c\s(?:[^<>]*\s)?)t="e"')


def is_failed(text: str) -> bool:
    return text in ERROR_VALUES or text.startswith(_OF_LIBREOFFICE)


def failed_as_texts(xml: bytes) -> bytes:
    """A worksheet's XML with the failed cells as texts; the same object when there is none."""
    return _CELL.sub(rb'\1t="str"', xml) if _HINT in xml else xml


def workbook_with_texts(data: bytes, *, long: bool = False, hidden: dict[str, Hidden] | None = None) -> bytes:
    """An .xlsx whose sheets have failed cells and percents as texts; the same object when there is none.

    long: also in long sheets; otherwise they are left to reading/slices.py, which sees their XML anyway.
    hidden: filled with what is hidden in the sheets, by part.
    Raises one of guards.DAMAGED.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        changed: dict[str, bytes] = {}
        percents = styles_of(archive)
        for entry in archive.infolist():
            if entry.filename.startswith("xl/worksheets/") and (long or not is_long_sheet(entry)):
                xml = archive.read(entry)
                if hidden is not None and (lines := hidden_of_xml(xml)) is not None:
                    hidden[entry.filename] = lines
                texts = percents_as_texts(failed_as_texts(xml), percents)
                if texts is not xml:
                    changed[entry.filename] = texts
        return _with_parts(archive, changed, long=long) if changed else data


def _with_parts(archive: zipfile.ZipFile, changed: dict[str, bytes], *, long: bool) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for entry in archive.infolist():
            with copy.open(entry.filename, "w") as out:
                if entry.filename in changed:
                    out.write(changed[entry.filename])
                elif not _left_empty(entry, long=long):
                    with archive.open(entry) as part:
                        shutil.copyfileobj(part, out)
    return file.getvalue()


def _left_empty(entry: zipfile.ZipInfo, *, long: bool) -> bool:
    """Nobody reads them out of the copy: pictures, and long sheets where the slices do."""
    return entry.filename.startswith("xl/media/") or (not long and is_long_sheet(entry))
