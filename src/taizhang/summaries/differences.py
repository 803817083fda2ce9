"""Tells a changed row in words."""

from __future__ import annotations

from taizhang.engine.text import Text
from taizhang.figures.types import RowDifference

_KINDS = {
    "tampered": Text("绕过系统被改", "changed behind the system's back"),
    "changed": Text("更正", "corrected"),
    "added": Text("新增", "added"),
    "removed": Text("删去", "removed"),
}


def difference_text(difference: RowDifference) -> Text:
    """Which row of which filing, what happened to it, old -> new cell by cell."""
    kind = _KINDS.get(difference.kind, Text(difference.kind))
    cells_zh = "；".join(f"{cell.title.zh} {cell.old} → {cell.new}" for cell in difference.cells)
    cells_en = "; ".join(f"{cell.title.get('en')} {cell.old} -> {cell.new}" for cell in difference.cells)
    return Text(
        f"{difference.ledger_key} {difference.org_unit} 报送 {difference.submission} 第 {difference.version} 版"
        f"第 {difference.position} 行{kind.zh}" + (f"：{cells_zh}" if cells_zh else ""),
        f"{difference.ledger_key} {difference.org_unit}, submission {difference.submission} v{difference.version},"
        f" row {difference.position} {kind.get('en')}" + (f": {cells_en}" if cells_en else ""),
    )
