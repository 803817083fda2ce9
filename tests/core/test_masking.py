"""Personal data for those who may not see it whole."""

from __future__ import annotations

import pytest

from taizhang.core.masking import mask
from taizhang.engine.pack import Mask


@pytest.mark.parametrize(
    ("value", "how", "shown"),
    [
        ("张三", Mask.NAME, "张*"),
        ("欧阳小满", Mask.NAME, "欧***"),
        ("张", Mask.NAME, "张*"),
        ("350000190001010123", Mask.ID_NUMBER, "35*************123"),
        ("13800001234", Mask.PHONE, "138****1234"),
        ("1234", Mask.PHONE, "****"),
        ("青禾市稻香镇麦田路8号", Mask.ADDRESS, "青禾市稻香镇***"),
        ("青禾市麦田路8号", Mask.ADDRESS, "青禾市***"),
        ("麦田路8号", Mask.ADDRESS, "***"),
        ("秘密", Mask.HIDDEN, "***"),
        ("公开", Mask.NONE, "公开"),
        (None, Mask.NAME, ""),
        (13800001234, Mask.PHONE, "138****1234"),
    ],
)
def test_mask(value: object, how: Mask, shown: str) -> None:
    assert mask(value, how) == shown
