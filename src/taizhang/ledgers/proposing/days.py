"""Which column of days tells when a row happened, as a journal needs it, and which only says something of a thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from taizhang.ledgers.proposing.result import ProposedField
from taizhang.ledgers.reading.unit_titles import NAMES_UNITS

# What is true of a thing once and for long: a day of it says nothing of the period in which it is filed.
_OF_A_THING = re.compile(
    "启用|出生|成立|创办|建校|建成|建造|开工|竣工|投用|投入使用|入职|任职|聘任|参加工作|入党|退休|毕业|入学|转入|有效|到期|截止|起始|开始|结束"
    "|终止|期限|时限|购置|购买|出厂|生产|发证|领证|取得|批准|注册|签订|合同|最近|上次|上一次|下次|末次"
)
_OF_AN_EVENT = re.compile(
    "检查|巡查|排查|抽查|督查|督导|视导|填报|上报|报告|发生|开展|举行|举办|召开|会议|活动|培训|演练|走访|家访|来访|接访|信访|来电|调研|参观|交流"
    "|听课|授课|上课|留样|消毒|晨检|缺勤|请假|值班|陪餐|送餐|进货|采购|领用|出库|入库|支出|缴费|谈话|宣传|处理|办理|受理|收文|发文|发现|记录|登记"
)
_A_DAY = re.compile("日期|时间|年月日")
_DAY_END = re.compile("(?:日期|时间|年月日|日)$")
_WRITTEN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_LONGEST_PERIOD = 366


def day_of_rows(fields: Sequence[ProposedField]) -> ProposedField | None:
    """The column by which a journal's rows are dated; None when nothing speaks for a journal.

    It is filled in every row and either says so by its words (日期, 检查日期 …) or has its days within a year while
    some unit has several rows. A day of a thing (启用日期, 出生年月 …) is never one.
    """
    days = [
        field
        for field in fields
        if field.type == "date" and field.always_filled and not _OF_A_THING.search("".join(field.path) or field.name)
    ]
    named = next((field for field in days if _is_of_an_event(field.name)), None)
    if named is not None or not _units_repeat(fields):
        return named
    return next((field for field in days if _within_a_period(field.sample)), None)


def _is_of_an_event(name: str) -> bool:
    plain = re.sub(r"[(（].*?[)）]|\s", "", name)
    return bool(_A_DAY.fullmatch(plain) or (_DAY_END.search(plain) and _OF_AN_EVENT.search(plain)))


def _units_repeat(fields: Sequence[ProposedField]) -> bool:
    units = (field.sample for field in fields if NAMES_UNITS.fullmatch(field.name))
    return any(len(set(cells)) < len(cells) for cells in ([cell for cell in sample if cell] for sample in units))


def _within_a_period(cells: Sequence[object]) -> bool:
    days = [day for day in map(_day, cells) if day is not None]
    return bool(days) and (max(days) - min(days)).days <= _LONGEST_PERIOD


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = _WRITTEN.match(str(cell).strip())
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
