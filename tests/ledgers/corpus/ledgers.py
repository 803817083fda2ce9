"""The ledgers that the corpus files into: two shipped ones and one with the kinds of field that these lack."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Field, FieldType, Ledger
from taizhang.engine.text import Text

ROLL = ["学段", "学生数（人）", "班级数", "寄宿生数", "随迁子女数", "专任教师数"]
HAZARD = ["隐患点编号", "隐患类型", "位置", "责任人", "防范措施", "发现日期", "最近巡查日期"]
FUNDS = ["学校名称", "学籍号", "入学率", "金额（元）", "拨付日期", "是否公示"]


def _field(name: str, title: str, kind: FieldType, **more: object) -> Field:
    return replace(Field(name, Text(title, name), kind), **more)  # type: ignore[arg-type]


def ledger(key: str) -> Ledger:
    packs = installed_packs()
    roll = packs.ledger("county-base.school_roll")
    if key == "roll":
        return replace(roll, checks=())  # what cells hold is asked here, not what they say of each other
    if key == "hazard":
        return replace(packs.ledger("city-half-year.hazard_points"), checks=())
    fields = (
        _field("school", "学校名称", FieldType.STRING, required=True),
        _field("number", "学籍号", FieldType.STRING),
        _field("rate", "入学率", FieldType.NUMBER, unit="%", decimals=2, maximum=Decimal(100)),
        _field("amount", "金额", FieldType.NUMBER, unit="元", decimals=2),
        _field("paid_on", "拨付日期", FieldType.DATE),
        _field("shown", "是否公示", FieldType.BOOLEAN),
    )
    return replace(roll, id="corpus_funds", fields=fields, checks=(), row_key=(), title=Text("资金表", "Funds"))
