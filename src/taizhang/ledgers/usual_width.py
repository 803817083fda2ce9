"""How wide a column is, so that its usual value stands in it whole: in the grid, the template and the exports."""

from __future__ import annotations

from collections.abc import Mapping

from taizhang.engine.pack import CodeList, Field, FieldType
from taizhang.engine.text_width import display_width
from taizhang.packs.patterns import longest_match

# The longest value of a format, in half-width characters; a document number as 青财教〔2026〕128号.
_FORMATS = {"id_number": 18, "credit_code": 18, "school_code": 10, "phone": 13, "document_number": 20}
_DAY = 10
LEAST, MOST = 8, 24  # a longer text wraps or scrolls: a page has other columns too


def usual_width(field: Field, code_lists: Mapping[str, CodeList]) -> int:
    """The longest usual value of a field in half-width characters, LEAST <= width <= MOST: by its format, its pattern,
    its code list and its example; LEAST for a field that says nothing.

    code_lists: by the name that the field writes.
    """
    widths = [LEAST, _FORMATS.get(field.format, 0), display_width(field.example)]
    if field.type is FieldType.DATE:
        widths.append(_DAY)
    if field.pattern:
        longest = longest_match(field.pattern)
        widths.append(longest if longest <= MOST else 0)  # an open pattern says nothing of the usual
    if field.type is FieldType.CODE and field.code_list in code_lists:
        widths += [display_width(text.zh) for text in code_lists[field.code_list].codes.values()]
    return min(max(widths), MOST)
