"""What keeps a readable file from being the ledger's: another ledger or period, no heading, columns to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from taizhang.core.workbooks import UnreadableFile, unreadable
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period, PeriodError
from taizhang.engine.text import Text
from taizhang.ledgers.reading.heading import Heading
from taizhang.ledgers.reading.mapping import Column, Why

FIELD_FACT = "field."
UNIT_FACT = "org_unit"  # of exports, and of templates with values in them
FILLED_FACT = "filled"  # only templates say what stands in their cells already
_WORKBOOK, _TEMPLATE = Text("工作簿", "a workbook"), Text("模板", "a template")
_TEXT_FILES = {
    "csv": Text(" CSV 文件", "a CSV file"),
    "ndjson": Text(" NDJSON 文件", "an NDJSON file"),
}
_REASONS = {
    Why.SIMILAR: Text("名称相近，拿不准", "a title that is merely alike"),
    Why.TWICE: Text("有两列都像它", "two columns that could be it"),
    Why.UNIT: Text("计量单位不同", "another unit of measure"),
    Why.KIND: Text("名称不识，内容像必填列", "an unknown title over what a required column holds"),
}


class ColumnsUnsure(UnreadableFile):
    """Some columns must be asked; nothing was read. heading.titles: all of them, asked ones with a proposal."""

    def __init__(self, sheet: str, heading: Heading, ledger: Ledger) -> None:
        super().__init__([_asked(sheet, column, ledger) for column in heading.asked])
        self.sheet, self.heading = sheet, heading


def _asked(sheet: str, column: Column, ledger: Ledger) -> Problem:
    field = ledger.field(column.field) if column.field else None
    likely = Text(
        f"（可能是“{field.title.zh}”）" if field else "", f" (maybe {field.title.get('en')})" if field else ""
    )
    reason = _REASONS[column.why]
    return Problem(
        "columns.unsure",
        sheet,
        Text("看得准的列名", "a title that is sure"),
        Text(f"“{column.title[:12]}”{reason.zh}{likely.zh}", f"“{column.title}”: {reason.get('en')}{likely.get('en')}"),
        Text("请指定这一列填到哪个字段。", "Say which field this column is."),
        key=column.letter,
        data={"title": column.title, "why": column.why.value, "field": column.field},
    )


def titles_in(meta: Mapping[str, str]) -> dict[str, str]:
    """Field id -> title, as a template of ours names its columns in the hidden sheet."""
    return {key.removeprefix(FIELD_FACT): title for key, title in meta.items() if key.startswith(FIELD_FACT)}


def check_meta(name: str, kind: str, stated: Mapping[str, str], ledger: Ledger, period: Period) -> None:
    """A file of ours says what it is for; a mix-up is told before any cell is read. kind: as guards.check_upload found
    it."""
    if stated.get("ledger") not in (None, ledger.key):
        wanted, came = _kinds_of(kind, stated)
        raise unreadable(
            name,
            "wrong-ledger",
            Text(f"《{ledger.title.zh}》的{wanted.zh}", f"{wanted.get('en')} of “{ledger.title.get('en')}”"),
            Text(
                f"另一张台账（{stated.get('title', stated['ledger'])}）的{came.zh}",
                f"{came.get('en')} of {stated['ledger']}",
            ),
            Text("请到那张台账里上传。", "Upload it to that ledger."),
        )
    if stated.get("masked"):
        raise unreadable(
            name,
            "masked",
            Text("完整的数据", "whole data"),
            Text(f"脱敏后的导出（{stated['masked']}）", f"an export with masked columns ({stated['masked']})"),
            Text("请由能看到完整信息的人导出。", "Let somebody who sees them whole export it."),
        )
    if stated.get("period") not in (None, period.code):
        other, (wanted, came) = _period_title(stated["period"]), _kinds_of(kind, stated)
        template = Text("换成本期模板，或改选期间。", "Use this period's template, or choose the other period.")
        file = Text("换成本期的文件，或改选期间。", "Use this period's file, or choose the other period.")
        raise unreadable(
            name,
            "wrong-period",
            Text(f"{period.title.zh}的{wanted.zh}", f"{wanted.get('en')} for {period.title.get('en')}"),
            Text(f"{other.zh}的{came.zh}", f"{came.get('en')} for {other.get('en')}"),
            template if came is _TEMPLATE else file,
        )


def _kinds_of(kind: str, stated: Mapping[str, str]) -> tuple[Text, Text]:
    """What is asked for and what came, as its user calls it: only a workbook is one, only a template of ours a
    template."""
    if kind in _TEXT_FILES:
        return _TEXT_FILES[kind], _TEXT_FILES[kind]
    return _WORKBOOK, _TEMPLATE if FILLED_FACT in stated else _WORKBOOK


def _period_title(code: str) -> Text:
    """In words; what is no code, since anybody can write into the hidden sheet, as it stands."""
    try:
        return Period.parse(code).title
    except PeriodError:
        return Text(code[:40])


def no_heading(name: str, ledger: Ledger) -> Exception:
    titles = "、".join(item.title.zh for item in chain(ledger.fields[:5]))
    return unreadable(
        name,
        "no-heading",
        Text(f"有“{titles}”等列的表头", f"a heading with {titles}"),
        Text("没有找到这样的表头", "no such heading"),
        Text("下载模板，把数据粘贴进去。", "Take the template and paste the data into it."),
    )


def missing_columns(name: str, heading: Heading, *, older: bool) -> Exception:
    """older: the file is a template of ours, so it is one from before the columns were asked."""
    listed = "、".join(heading.missing)
    if older:
        return unreadable(
            name,
            "older-template",
            Text(f"新模板的必填列：{listed}", f"the required columns {listed} of the new template"),
            Text("旧版模板，没有这些列", "an older template without them"),
            Text("下载新模板，把数据粘贴过去。", "Take the new template and paste the data into it."),
        )
    return unreadable(
        name,
        "missing-columns",
        Text(f"必填列：{listed}", f"the required columns {listed}"),
        Text("表头里没有这些列", "a heading without them"),
        Text("补上这些列，或改用模板。", "Add the columns, or use the template."),
    )
