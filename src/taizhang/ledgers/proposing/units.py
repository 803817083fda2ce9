"""Units of measure as county ledgers write them, and as they are printed."""

from __future__ import annotations

import re
import unicodedata

from taizhang.ledgers.reading.line_words import squeezed

_AS_WRITTEN = (
    "㎡ 亩 公顷 立方米 万元 千元 亿元 元 角 元/月 元/人 元/生 元/学期 元/学年 元/年 元/天 元/斤 元/公斤 "
    "元/次 元/台 元/人·年 万人 人 人次 个 只 台 套 件 张 把 册 本 份 间 栋 幢 座 所 处 辆 具 支 根 块 条 "
    "桶 瓶 箱 袋 盒 包 组 副 对 班 层 项 次 场 户 篇 天 小时 分钟 秒 课时 学时 节 周 月 个月 年 岁 分 "
    "公里 米 厘米 毫米 公斤 斤 克 吨 升 毫升 度 千瓦时 ℃ % ‰ 兆 瓦 千瓦 人/班 路 盏 枚 株 棵 床 桌 位 门 "
    "批 期 千字 万字 字 页 笔 家 面 扇 双 顶 片 粒 板 卷 罐 "
)
_OTHERWISE = {
    "平方米": "㎡",
    "m2": "㎡",
    "m²": "㎡",
    "平米": "㎡",
    "m3": "立方米",
    "元/平方米": "元/㎡",
    "元/kg": "元/公斤",
    "元/人.年": "元/人·年",
    "名": "人",
    "日": "天",
    "时": "小时",
    "千米": "公里",
    "km": "公里",
    "m": "米",
    "cm": "厘米",
    "mm": "毫米",
    "千克": "公斤",
    "kg": "公斤",
    "g": "克",
    "t": "吨",
    "l": "升",
    "ml": "毫升",
    "kwh": "千瓦时",
    "°c": "℃",
    "％": "%",
    "mbps": "Mbps",
    "m/s": "米/秒",
    "kpa": "kPa",
    "mpa": "MPa",
    "w": "瓦",
    "kw": "千瓦",
}
UNIT_NAMES = {unit: unit for unit in _AS_WRITTEN.split()} | _OTHERWISE
MONEY_UNITS = frozenset(
    unit for unit in UNIT_NAMES.values() if unit.split("/")[0] in ("元", "万元", "千元", "亿元", "角")
)
# Units that also name things one after the other (3号楼, 2班, 第1周): a text column may be full of them.
ORDINAL_UNITS = frozenset(
    ["班", "层", "年", "月", "期", "级", "周", "节", "组", "号", "日", "条", "栋", "幢", "座", "门", "路", "床", "桌"]
)

_UNIT_WORDS = re.compile(r"[、,/;]|和|及|或")


def unit_named(text: str) -> str | None:
    """The unit that a bracket or a unit line's part names; None when it names none."""
    plain = squeezed(text).removeprefix("计量单位").removeprefix("单位").lstrip(":")
    return UNIT_NAMES.get(plain) or UNIT_NAMES.get(plain.lower())


def units_in_line(text: str) -> list[str]:
    """Units that a line above the heading states: `单位：人、㎡` -> [人, ㎡]. A unit of the government states none."""
    found = re.search(r"单位:?([^:()\s]{1,12})", unicodedata.normalize("NFKC", text).replace(" ", ""))
    if found is None:
        return []
    whole = unit_named(found[1])
    if whole is not None:
        return [whole]
    parts = [unit_named(part) for part in _UNIT_WORDS.split(found[1]) if part]
    return [part for part in parts if part] if parts and all(parts) else []
