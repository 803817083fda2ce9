"""One line of a printed list: what stands in it must tell what it is."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from taizhang.engine.pack import CodeList, Field, FieldType, FiledBy, Ledger, LedgerKind
from taizhang.engine.periods import PeriodKind
from taizhang.engine.text import Text
from taizhang.summaries import row_lists

RATINGS = CodeList("rating", Text("等次", "rating"), {"good": Text("良好", "good"), "fine": Text("优秀", "fine")})
FIELDS = [
    Field("what", Text("项目", "item"), FieldType.STRING),
    Field("detail", Text("说明", "detail"), FieldType.STRING),
    Field("target", Text("目标等次", "target"), FieldType.CODE, code_list="t.rating"),
    Field("outcome", Text("结果", "outcome"), FieldType.CODE, code_list="t.rating"),
    Field("held_on", Text("评估日期", "held on"), FieldType.DATE),
    Field("rounds", Text("轮次", "rounds"), FieldType.INTEGER, unit="轮"),
]
LEDGER = Ledger(
    "evaluations", "t", Text("评估", "evaluations"), LedgerKind.JOURNAL, PeriodKind.YEAR,
    fields=tuple(FIELDS), filed_by=FiledBy(kinds=("section",)),
)  # fmt: skip


def said_in(words: str, **row: object) -> str:
    frame: Any = SimpleNamespace(language="zh", packs=SimpleNamespace(code_list=lambda _pack, _name: RATINGS))
    fields = [*FIELDS, Field("host", Text("承办单位", "host"), FieldType.STRING, format="org_unit")]
    values: dict[str, object] = {field.id: row.get(field.id) for field in fields}
    return row_lists._in_words(words, values, fields, {"21": "蒲公英小学"}, LEDGER, frame)


def line(**row: object) -> str:
    frame: Any = SimpleNamespace(language="zh", packs=SimpleNamespace(code_list=lambda _pack, _name: RATINGS))
    values: dict[str, object] = {field.id: row.get(field.id) for field in FIELDS}
    return "，".join(row_lists._words(values, FIELDS, row_lists._titled(FIELDS), {}, LEDGER, frame))


def test_columns_with_one_code_list_and_dates_print_their_titles() -> None:
    said = line(what="综合督导", target="fine", outcome="good", held_on=date(2026, 3, 5), rounds=2)
    assert said == "综合督导，目标等次优秀，结果良好，评估日期2026年3月5日，2轮"


def test_a_column_that_repeats_the_one_before_is_left_out() -> None:
    assert line(what="附属工程", detail="附属工程", rounds=1) == "附属工程，1轮"


def test_a_row_in_words_drops_what_is_empty_or_said_already_and_names_units() -> None:
    words = "{what}[（{detail}）]：第{rounds}[，等次{target}][，{held_on}完成][，在{host}]"
    full = said_in(words, what="督导", detail="省级", rounds=2, target="fine", held_on=date(2026, 3, 5), host="21")
    assert full == "督导（省级）：第2轮，等次优秀，2026年3月5日完成，在蒲公英小学"
    assert said_in(words, what="附属工程", detail="附属工程", rounds=1) == "附属工程：第1轮"
