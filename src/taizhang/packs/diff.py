"""What changed between two versions of a pack, item by item and key by key, in words."""

from __future__ import annotations

import dataclasses
import difflib
import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
# The parts of items as people say them; what has a title of its own is called by that.
_PARTS: Mapping[str, Text] = {
    "title": Text("名称", "title"),
    "type": Text("类型", "type"),
    "unit": Text("计量单位", "unit"),
    "required": Text("必填", "required"),
    "minimum": Text("最小值", "minimum"),
    "maximum": Text("最大值", "maximum"),
    "decimals": Text("小数位", "decimals"),
    "description": Text("填写说明", "description"),
    "example": Text("示例", "example"),
    "mask": Text("个人信息", "personal data"),
    "row_key": Text("主键", "row key"),
    "deadline_days": Text("期末后几天", "days after the period"),
    "code_list": Text("代码表", "code list"),
    "kind": Text("类别", "kind"),
    "period_kind": Text("期间", "period"),
    "filed_by": Text("填报单位", "filed by"),
    "reviewer": Text("审核股室", "reviewer"),
    "sign_off": Text("负责人签字", "sign-off"),
    "expression": Text("核对公式", "expression"),
    "message": Text("提示语", "message"),
    "level": Text("级别", "level"),
    "formula": Text("公式", "formula"),
    "basis": Text("口径", "basis"),
    "reference": Text("依据", "reference"),
    "version": Text("版本", "version"),
    "values": Text("取值", "values"),
    "value": Text("数值", "value"),
    "body": Text("正文", "body"),
    "hours": Text("时限（小时）", "hours"),
    "days": Text("时限（天）", "days"),
    "working": Text("是否上班", "working day"),
    "reason": Text("说明", "reason"),
    "steps": Text("环节", "steps"),
    "keeping": Text("保存", "keeping"),
    "codes": Text("代码", "codes"),
}
_SILENT = frozenset({"fields", "checks", "items", "zh-hans"})  # of which a part is named by itself
_HEAD = ("version", "title", "description", "authority", "effective_from", "requires")
_NOT_CONTENT = frozenset({"pack", "file", "line"})  # where an item stands is no part of what it says


@dataclass(frozen=True, slots=True)
class PackChange:
    """change: ``added``, ``removed`` or ``changed``. key: what changed inside the item, empty for the whole item.
    title, part: the item and what changed inside it as people call them."""

    kind: str
    id: str
    change: str
    key: str = ""
    old: str = ""
    new: str = ""
    title: str = ""
    part: Text = Text("")

    @property
    def text(self) -> Text:
        what, name = _KINDS.get(self.kind, Text("数据包", "pack")), self.title or self.id
        if self.change != "changed":
            verb = Text("新增", "added") if self.change == "added" else Text("删除", "removed")
            if not self.key:
                return Text(f"{verb.zh}{what.zh}“{name}”", f"{what.en} {name} {verb.en}")
            value = self.new or self.old
            told = f"：{value}" if value else ""
            return Text(
                f"{what.zh}“{name}”：{verb.zh}{self.part.zh}{told}",
                f"{what.en} {name}: {self.part.get('en')} {verb.en}{': ' + value if value else ''}",
            )
        if "\n" in self.old or "\n" in self.new:
            lines = difflib.ndiff(self.old.splitlines(), self.new.splitlines())
            told = "".join(f"\n  {line}" for line in lines if line[:2] in ("+ ", "- ") and line[2:].strip())
            return Text(
                f"{what.zh}“{name}”：{self.part.zh}有改动{told}",
                f"{what.en} {name}: {self.part.get('en')} changed{told}",
            )
        return Text(
            f"{what.zh}“{name}”：{self.part.zh}由“{self.old}”改为“{self.new}”",
            f"{what.en} {name}: {self.part.get('en')} changed from {self.old!r} to {self.new!r}",
        )

    def as_json(self) -> dict[str, object]:
        return {
            **{name: getattr(self, name) for name in ("kind", "id", "change", "key", "old", "new", "title")},
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
            title = _title(after.get(name, before.get(name)))
            if name not in before or name not in after:
                changes.append(PackChange(kind, name, "added" if name in after else "removed", title=title))
            else:
                changes += (replace(item, title=title) for item in _compare(kind, name, before[name], after[name]))
    return changes


def _title(value: Any) -> str:
    """What an item is called; "" for one without a title."""
    found = value.get("title", "") if isinstance(value, dict) else ""
    return str(found.get("zh-hans", "")) if isinstance(found, dict) else str(found or "")


def _part(inside: Text, name: str, value: Any) -> Text:
    """The path so far with one more step, in words: “每餐人数”的计量单位."""
    if name in _SILENT:
        return inside
    title = _title(value)
    step = Text(f"“{title}”") if title else _PARTS.get(name, Text(f"“{name}”"))
    if not inside.zh:
        return step
    return Text(f"{inside.zh}的{step.zh}", f"{inside.get('en')}: {step.get('en')}")


def _by_id(items: Mapping[str, Any] | Sequence[Any]) -> dict[str, Any]:
    return dict(items) if isinstance(items, Mapping) else {item.id: item for item in items}


def _compare(kind: str, name: str, old: Any, new: Any, key: str = "", inside: Text = Text("")) -> Iterator[PackChange]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for part in [*new, *(part for part in old if part not in new)]:
            inner = f"{key}.{part}" if key else str(part)
            words = _part(inside, str(part), new.get(part, old.get(part)))
            if part not in old:
                yield PackChange(kind, name, "added", inner, new=_shown(new[part]), part=words)
            elif part not in new:
                yield PackChange(kind, name, "removed", inner, old=_shown(old[part]), part=words)
            else:
                yield from _compare(kind, name, old[part], new[part], inner, words)
    elif old in (None, ""):
        yield PackChange(kind, name, "added", key, new=_shown(new), part=inside)
    elif new in (None, ""):
        yield PackChange(kind, name, "removed", key, old=_shown(old), part=inside)
    else:
        yield PackChange(kind, name, "changed", key, old=_shown(old), new=_shown(new), part=inside)


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
