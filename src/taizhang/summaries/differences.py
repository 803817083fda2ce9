"""Tells a changed row in words."""

from __future__ import annotations

from taizhang.engine.text import Text
from taizhang.figures.types import CellChange, RowDifference

_ROWS = {
    "tampered": Text("被人绕过系统改动，现在是", "was changed behind the system's back and now says"),
    "rows_exchanged": Text("有行被人绕过系统抽走或添入", "had rows taken out or slipped in behind the system's back"),
    "changed": Text("已更正", "was corrected"),
    "added": Text("是新增的", "was added"),
    "removed": Text("已删去", "was removed"),
    "filed": Text("是印发之后才审核通过的", "was first accepted after the issue"),
    "withdrawn": Text("印发之后不再有效", "no longer counts since the issue"),
}


def difference_text(difference: RowDifference) -> Text:
    """Which row of which filing, what happened to it, old -> new cell by cell."""
    happened = _ROWS.get(difference.kind, Text(difference.kind))
    ledger = difference.ledger_title or Text(difference.ledger_key)
    unit = difference.org_name or difference.org_unit
    row_zh = f"第 {difference.position} 行" if difference.position else ""
    row_en = f", row {difference.position}," if difference.position else ""
    zh = f"{unit}《{ledger.zh}》第 {difference.version} 版{row_zh}{happened.zh}"
    en = f"{unit}, {ledger.get('en')}, version {difference.version}{row_en} {happened.get('en')}"
    if difference.cells:
        zh += "：" + "；".join(f"{cell.title.zh} {_change(cell)}" for cell in difference.cells)
        en += ": " + "; ".join(f"{cell.title.get('en')} {_change(cell)}" for cell in difference.cells)
    return Text(zh, en)


def _change(cell: CellChange) -> str:
    if not cell.old:
        return cell.new
    return f"{cell.old} → {cell.new or '—'}"
