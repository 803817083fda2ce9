"""The List pattern: everything is in the address, and the export is what is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import openpyxl
import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from taizhang.accounts.models import User
from taizhang.core.permissions import NotAllowed, Role
from taizhang.core.tables import BulkAction, Column, Filter, Table, table_response

Get = Callable[..., HttpRequest]
ROWS = [
    {"name": "甲校", "town": "东镇", "pupils": 1200, "rate": Decimal("84.355"), "note": "=1+1"},
    {"name": "乙校", "town": "西镇", "pupils": None, "rate": Decimal("90"), "note": ""},
    {"name": "丙校", "town": "东镇", "pupils": 30, "rate": None, "note": "-"},
]


def make(request: HttpRequest, rows: Any = ROWS, **options: Any) -> Table:
    columns = [
        Column("name", "学校"),
        Column("town", "乡镇"),
        Column("pupils", "在校生", numeric=True, unit="人", total=True),
        Column("rate", "就读率", numeric=True, unit="%", decimals=2),
        Column("note", "备注", shown=False),
    ]
    filters = [Filter("q", "搜索", kind="search"), Filter("town", "乡镇", [("东镇", "东镇"), ("西镇", "西镇")])]
    return Table(request, rows, columns, filters, title="学校一览", **options)


def names(table: Table) -> list[str]:
    return [row["name"] for row in table.page]


def html(table: Table) -> str:
    with translation.override("zh-hans"):
        return render_to_string("core/_table.html", {"table": table}, request=table.request)


def test_sort_in_the_address_puts_missing_last_both_ways(get: Get) -> None:
    assert names(make(get("/x/?sort=pupils"))) == ["丙校", "甲校", "乙校"]
    assert names(make(get("/x/?sort=-pupils"))) == ["甲校", "丙校", "乙校"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("麦田小学", ["麦田小学"]),
        ("麦田学校", ["麦田小学"]),  # nothing is called so: the wrong kind of school
        ("mtxx", ["麦田小学"]),
        ("MTXX", ["麦田小学"]),
        ("雨水中学", ["雨水中学"]),  # not 雨水小学 as well, when one is called so
        ("雨水幼儿园", ["雨水小学", "雨水中学"]),
        ("小学", ["麦田小学", "雨水小学"]),
        ("教学点", []),  # a kind alone names nobody else
        ("霜降小学", []),
    ],
)
def test_a_search_takes_parts_initials_and_the_wrong_kind_of_school(get: Get, text: str, found: list[str]) -> None:
    rows = [{"name": name, "town": ""} for name in ("麦田小学", "雨水小学", "雨水中学")]
    assert names(make(get(f"/x/?q={quote(text)}"), rows)) == found


def test_unknown_sort_key_falls_back(get: Get) -> None:
    assert names(make(get("/x/?sort=password"), default_sort="-rate")) == ["乙校", "甲校", "丙校"]


def test_filters_narrow_rows_and_totals(get: Get) -> None:
    table = make(get("/x/?town=东镇"))
    assert names(table) == ["甲校", "丙校"]
    assert table.totals == {"pupils": Decimal(1230)}
    assert names(make(get("/x/?q=乙"))) == ["乙校"]


def test_total_of_a_column_without_total_is_not_made(get: Get) -> None:
    """A sum of rates would be a number that means nothing."""
    assert "rate" not in make(get("/x/")).totals


def test_page_too_far_shows_the_last(get: Get) -> None:
    many = [{"name": f"{at:03}", "town": "", "pupils": at, "rate": None, "note": ""} for at in range(120)]
    table = make(get("/x/?page=99"), many)
    assert table.page.number == 3
    assert len(table.page) == 20


def test_columns_can_be_chosen(get: Get) -> None:
    assert [column.key for column in make(get("/x/?columns=name&columns=note")).shown_columns] == ["name", "note"]
    assert "note" not in [column.key for column in make(get("/x/")).shown_columns]


def test_table_is_marked_up_for_screen_readers(get: Get) -> None:
    page = html(make(get("/x/?sort=-pupils")))
    assert '<th scope="col" role="columnheader" class="num" aria-sort="descending">' in page
    assert '<th scope="row" role="rowheader">' in page
    assert "<caption" in page
    assert "1,200" in page
    assert 'title="暂无数据。"' in page


def test_unit_stands_in_the_heading_and_not_in_the_cells(get: Get) -> None:
    page = html(make(get("/x/")))
    assert "（人）" in page
    assert "1,200人" not in page


def test_filter_without_result_says_how_to_loosen_it(get: Get) -> None:
    assert "没有符合条件的记录。" in html(make(get("/x/?q=丁")))


def test_queryset_is_paged_in_the_database(get: Get, django_assert_num_queries: Any, db: None) -> None:
    User.objects.bulk_create(User(username=f"u{at:03}", full_name=f"名{at:03}") for at in range(120))
    columns = [Column("username", "账号"), Column("full_name", "姓名")]
    with django_assert_num_queries(2):
        table = Table(get("/x/?sort=-username"), User.objects.all(), columns, title="人")
        assert [user.username for user in table.page][:2] == ["u119", "u118"]


def export(get: Get, kind: str, role: Role = Role.OFFICE) -> Any:
    request = get(
        f"/x/?export={kind}&town=东镇&sort=pupils&columns=name&columns=pupils&columns=rate&columns=note", role=role
    )
    with patch("taizhang.core.audit.record") as record, translation.override("zh-hans"):
        response = table_response(request, "unused.html", make(request))
    return response, record


def test_csv_is_what_is_shown_with_facts_above(get: Get) -> None:
    response, _record = export(get, "csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["学校一览"]
    assert ["筛选", "乡镇：东镇"] in rows
    assert ["制表人", "田小禾"] in rows
    assert rows[4:] == [
        ["学校", "在校生（人）", "就读率（%）", "备注"],
        ["丙校", "30", "", "'-"],
        ["甲校", "1200", "84.36", "'=1+1"],
        ["合计", "1230", "", ""],
        ["#字段", "列", "类型", "小数位"],
        ["#字段", "学校", "文字", ""],
        ["#字段", "在校生（人）", "数字", "0"],
        ["#字段", "就读率（%）", "数字", "2"],
        ["#字段", "备注", "文字", ""],
        ["#结束", "行数", "2", "与数据库核对一致"],
    ]


def test_workbook_holds_numbers_as_numbers_and_no_formula(get: Get) -> None:
    response, _record = export(get, "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == "学校一览"
    assert cells[4] == ["学校", "在校生（人）", "就读率（%）", "备注"]
    assert cells[6] == ["甲校", 1200, 84.36, "=1+1"]
    assert sheet.cell(7, 4).data_type == "s"
    assert sheet.cell(7, 3).number_format == "#,##0.00"


def test_export_keeps_its_chinese_name(get: Get) -> None:
    response, _record = export(get, "xlsx")
    assert f"filename*=UTF-8''{quote('学校一览')}_" in response["Content-Disposition"]


def test_export_is_audited(get: Get) -> None:
    _response, record = export(get, "csv")
    assert record.call_args.kwargs["action"] == "export.table"
    assert record.call_args.kwargs["detail"]["rows"] == 2


def test_export_needs_its_permission(get: Get) -> None:
    with pytest.raises(NotAllowed):
        export(get, "csv", role=Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_export_is_offered_to_those_whom_it_answers(get: Get, role: Role) -> None:
    table = make(get("/x/", role=role))
    offered = 'export=xlsx"' in html(table)
    try:
        answered = export(get, "csv", role=role)[0].status_code == 200
    except NotAllowed:
        answered = False
    assert offered == table.may_export == answered == (role is not Role.ADMINISTRATOR)


def test_htmx_gets_the_table_alone(get: Get) -> None:
    request = get("/x/", htmx=True)
    response = table_response(request, "unused.html", make(request))
    assert response.content.decode().lstrip().startswith('<div id="table"')
    assert "HX-Request" in response["Vary"]


def test_rows_can_be_chosen_for_a_bulk_action(get: Get) -> None:
    page = html(make(get("/x/"), actions=[BulkAction("通过", "/accept/")], row_id=lambda row: row["name"]))
    assert page.count('name="selected"') == 3
    assert 'formaction="/accept/"' in page
    assert 'value="甲校" form="bulk-table" aria-label="选择 甲校"' in page
    assert 'name="selected"' not in html(make(get("/x/")))
