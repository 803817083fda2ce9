"""Words for what is wrong with a cell."""

from __future__ import annotations

from taizhang.engine.errors import Problem
from taizhang.engine.pack import Field
from taizhang.engine.text import Text


def cell_problem(sheet: str, address: str, field: Field, found: object, expected: Text, cure: Text) -> Problem:
    """One wrong cell: where, which column, what came, why not, how to fix."""
    shown = _shown(found)
    return Problem(
        code=f"cell.{field.id}",
        where=sheet,
        expected=Text(f"“{field.title.zh}”：{expected.zh}", f"{field.title.get('en')}: {expected.get('en')}"),
        found=Text(shown or "空白", shown or "nothing"),
        cure=cure,
        key=address,
        data={"field": field.id},
    )


def cell_warning(check: str, sheet: str, address: str, expected: Text, found: Text, cure: Text) -> Problem:
    """What may be right and wants a word: filed with an explanation."""
    return Problem(check, sheet, expected, found, cure, key=address, level="warning", data={"check": check})


def _shown(found: object) -> str:
    """As the filer wrote it, whichever way it came: a workbook keeps 300 as 300.0 and an empty cell as no text."""
    if isinstance(found, float) and found.is_integer() and abs(found) < 1e15:
        return str(int(found))
    return "" if found is None else str(found).strip()[:40]


def column_letter(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
