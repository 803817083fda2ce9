"""A stored value in words."""

from __future__ import annotations

from collections.abc import Mapping

from taizhang.core.masking import mask
from taizhang.engine.pack import CodeList, Field, FieldType


def shown(value: object, field: Field, codes: Mapping[str, CodeList], *, whole: bool) -> str:
    """A stored value as people read it. whole: personal fields are not masked."""
    if value is None:
        return ""
    if field.type is FieldType.BOOLEAN:
        return "是" if value else "否"
    if field.type is FieldType.CODE:
        text = codes[field.code_list].codes.get(str(value))
        return text.zh if text is not None else str(value)
    return str(value) if whole else mask(str(value), field.mask)
