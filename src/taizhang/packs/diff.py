"""What changed between two versions of a pack, item by item and key by key, in words."""

from __future__ import annotations

import dataclasses
import difflib
import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from taizhang.engine.pack import Pack
from taizhang.engine.rounding import plain_number
from taizhang.engine.text import Text

_KINDS: Mapping[str, Text] = {
    "parameters": Text("参数", "parameter"),
    "code_lists": Text("代码表", "code list"),
    "ledgers": Text("台账", "ledger"),
    "indicators": Text("指标", "indicator"),
    "checklists": Text("检查清单", "checklist"),
    "traces": Text("追溯", "trace"),
    "notices": Text("通知书模板", "notice"),
    "circulars": Text("通报模板", "circular"),
    "summaries": Text("总结模板", "summary"),
    "cases": Text("算例", "worked case"),
    "calendars": Text("工作日历", "calendar"),
}
_HEAD = ("version", "title", "description", "authority", "effective_from", "requires")
_NOT_CONTENT = frozenset({"pack", "file", "line"})  # where an item stands is no part of what it says


@dataclass(frozen=True, slots=True)
class PackChange:
    """change: ``added``, ``removed`` or ``changed``. key: what changed inside the item, empty for the whole item."""

    kind: str
    id: str
    change: str
    key: str = ""
    old: str = ""
    new: str = ""

    @property
    def text(self) -> Text:
        what = _KINDS.get(self.kind, Text("数据包", "pack"))
        if self.change != "changed":
            verb = Text("新增", "added") if self.change == "added" else Text("删除", "removed")
            if not self.key:
                return Text(f"{verb.zh}{what.zh} {self.id}", f"{what.en} {self.id} {verb.en}")
            value = self.new or self.old
            told = f"：{value}" if value else ""
            return Text(
                f"{what.zh} {self.id}：{verb.zh} {self.key}{told}",
                f"{what.en} {self.id}: {self.key} {verb.en}{': ' + value if value else ''}",
            )
        if "\n" in self.old or "\n" in self.new:
            lines = difflib.ndiff(self.old.splitlines(), self.new.splitlines())
            told = "".join(f"\n  {line}" for line in lines if line[:2] in ("+ ", "- ") and line[2:].strip())
            return Text(
                f"{what.zh} {self.id}：{self.key} 有改动{told}", f"{what.en} {self.id}: {self.key} changed{told}"
            )
        return Text(
            f"{what.zh} {self.id}：{self.key} 由“{self.old}”改为“{self.new}”",
            f"{what.en} {self.id}: {self.key} changed from {self.old!r} to {self.new!r}",
        )

    def as_json(self) -> dict[str, object]:
        return {
            **{name: getattr(self, name) for name in ("kind", "id", "change", "key", "old", "new")},
            "text": self.text.zh,
            "text_en": self.text.get("en"),
        }


def diff_packs(old: Pack, new: Pack) -> list[PackChange]:
    """Every difference: the pack's head, then items by kind in the order of the new version, removed ones last."""
    changes = list(
        _compare("pack", new.id, *(_plain({name: getattr(pack, name) for name in _HEAD}) for pack in (old, new)))
    )
    for kind in _KINDS:
        before, after = (_plain(_by_id(getattr(pack, kind))) for pack in (old, new))
        for name in [*after, *(name for name in before if name not in after)]:
            if name not in before or name not in after:
                changes.append(PackChange(kind, name, "added" if name in after else "removed"))
            else:
                changes += _compare(kind, name, before[name], after[name])
    return changes


def _by_id(items: Mapping[str, Any] | Sequence[Any]) -> dict[str, Any]:
    return dict(items) if isinstance(items, Mapping) else {item.id: item for item in items}


def _compare(kind: str, name: str, old: Any, new: Any, key: str = "") -> Iterator[PackChange]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for part in [*new, *(part for part in old if part not in new)]:
            inner = f"{key}.{part}" if key else str(part)
            if part not in old:
                yield PackChange(kind, name, "added", inner, new=_shown(new[part]))
            elif part not in new:
                yield PackChange(kind, name, "removed", inner, old=_shown(old[part]))
            else:
                yield from _compare(kind, name, old[part], new[part], inner)
    elif old in (None, ""):
        yield PackChange(kind, name, "added", key, new=_shown(new))
    elif new in (None, ""):
        yield PackChange(kind, name, "removed", key, old=_shown(old))
    else:
        yield PackChange(kind, name, "changed", key, old=_shown(old), new=_shown(new))


def _plain(value: Any) -> Any:
    """Values as mappings of scalars. Lists of things with ids become mappings: one inserted field is one change."""
    if isinstance(value, Text):
        return value.zh if not value.en else {"zh-hans": value.zh, "en": value.en}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [item.name for item in dataclasses.fields(value) if item.name not in _NOT_CONTENT]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        if value and all(dataclasses.is_dataclass(item) and hasattr(item, "id") for item in value):
            return {item.id: _plain(item) for item in value}
        if value and all(hasattr(item, "from_") for item in value):
            return {str(item.from_): _plain(item) for item in value}
        if any(dataclasses.is_dataclass(item) for item in value):
            return {str(number): _plain(item) for number, item in enumerate(value, 1)}
        return "、".join(str(item) for item in value)
    if isinstance(value, enum.Enum):
        return value.value
    return value


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        if "zh-hans" in value:
            return str(value["zh-hans"])
        title = value.get("title") or value.get("message") or value.get("value") or ""
        return _shown(title)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | str | int) or value is None:
        return "" if value is None else str(value)
    return plain_number(value)
