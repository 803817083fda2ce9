"""How offices head the column that says whose a row is: the school, by its name or its number."""

from __future__ import annotations

import re
from collections.abc import Mapping

# As they stand alone, the likeliest first.
UNIT_TITLES = (
    "学校代码", "学校标识码", "单位代码", "学校名称", "单位名称", "就读学校", "学校", "单位", "园所名称",
)  # fmt: skip
OWN_TITLES = frozenset({
    "学校", "学校名称", "学校全称", "学校简称", "校名", "单位", "单位名称", "单位全称", "填报学校", "填报单位",
    "幼儿园", "幼儿园名称", "园所", "园所名称", "园名",
})  # fmt: skip
OWN_CODES = frozenset({"学校代码", "学校标识码", "单位代码", "机构代码"})
NAMES_UNITS = re.compile(".*(?:学校|单位|园所|幼儿园|校区|教学点)(?:名称|全称|简称)?|校名|园名")


def own_column(titles: Mapping[int, tuple[str, ...]], taken: Mapping[int, object]) -> int | None:
    """The column of a sheet that names the school of each row and is none of the ledger's. titles: column -> headings
    over it, the last its own."""
    return next((at for at, own in sorted(titles.items()) if at not in taken and own[-1] in OWN_TITLES), None)
