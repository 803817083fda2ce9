"""Tells a changed row in words."""

from __future__ import annotations

from taizhang.engine.text import Text
from taizhang.figures.types import CellChange, RowDifference

_ROWS = {
    "tampered": Text("被人绕过系统改动", "was changed behind the system's back"),
    "taken_out": Text("被人绕过系统删去", "was taken out behind the system's back"),
    "rows_exchanged": Text("有行被人绕过系统抽走或添入", "had rows taken out or slipped in behind the system's back"),
    "changed": Text("已更正", "was corrected"),
    "added": Text("是新增的", "was added"),
    "removed": Text("已删去", "was removed"),
    "filed": Text("是印发之后才审核通过的", "was first accepted after the issue"),
    "withdrawn": Text("印发之后不再有效", "no longer counts since the issue"),
}
_NOW = Text("，现在是", " and now says")  # where nobody can tell what it said


def difference_text(difference: RowDifference) -> Text:
    """Which row of which filing, what happened to it, old -> new cell by cell."""
    happened = _ROWS.get(difference.kind, Text(difference.kind))
    ledger = difference.ledger_title or Text(difference.ledger_key)
    unit = difference.org_name or difference.org_unit
    label_zh, label_en = (f"（{difference.label}）", f" ({difference.label})") if difference.label else ("", "")
    row_zh = f"第 {difference.position} 行{label_zh}" if difference.position else ""
    row_en = f", row {difference.position}{label_en}," if difference.position else ""
    zh = f"{unit}《{ledger.zh}》第 {difference.version} 版{row_zh}{happened.zh}"
    en = f"{unit}, {ledger.get('en')}, version {difference.version}{row_en} {happened.get('en')}"
    if difference.cells:
        known = difference.kind != "tampered" or any(cell.old for cell in difference.cells)
        if not known:
            zh, en = zh + _NOW.zh, en + _NOW.get("en")
        zh += "：" + "；".join(f"{cell.title.zh} {_change(cell, known)}" for cell in difference.cells)
        en += ": " + "; ".join(f"{cell.title.get('en')} {_change(cell, known)}" for cell in difference.cells)
    return Text(zh, en)


def _change(cell: CellChange, known: bool) -> str:
    return f"{cell.old or '—'} → {cell.new or '—'}" if known else cell.new
