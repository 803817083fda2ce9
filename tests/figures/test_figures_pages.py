"""The pages of figures: what they say, who may open them, what is taken along, how many queries they cost."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import figures_world as world
import openpyxl
import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from figures_world import H1, H1_BEFORE

from taizhang.accounts.models import User
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import Role
from taizhang.engine.periods import Period
from taizhang.figures import queries, services
from taizhang.figures.templatetags.figures_tags import change_words
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, RoleGrant, Succession

pytestmark = pytest.mark.django_db


@pytest.fixture
def computed(filed: dict[str, Any]) -> dict[str, Any]:
    services.compute(period=H1_BEFORE)
    services.compute(period=H1)
    return filed


def reader(role: Role = Role.SECTION_HEAD, unit: str = "C") -> Client:
    user = User.objects.create_user(username=f"{role.value}-{unit}", password="a-long-enough-word")
    RoleGrant.objects.create(
        user=user, role=role.value, org_unit=OrgUnit.objects.get(code=unit), valid_from=date(2020, 1, 1)
    )
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def text_of(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def detail(key: str = "t.pupils", org: str = "C", period: str = "2026H1", **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"org": org, "period": period, **more}.items())
    return f"{reverse('figures:indicator-detail', args=[key])}?{query}"


def test_the_catalogue_lists_indicators_with_value_change_and_status(computed: dict[str, Any]) -> None:
    page = text_of(reader(), reverse("figures:indicator-list"))
    for words in ("在校学生数", "300", "+50 人", "+20.00%", "46.67", "青禾县"):
        assert words in page


def test_the_catalogue_is_found_by_initials_and_filtered_by_status(computed: dict[str, Any]) -> None:
    client, address = reader(), reverse("figures:indicator-list")
    found = text_of(client, f"{address}?q=zxnss")
    assert "在校女生数" in found and "在校学生数</a>" not in found
    final = text_of(client, f"{address}?status=confirmed")
    assert "在校女生数" in final and "应急演练次数" not in final
    assert "export" in final and "status=confirmed" in final


def test_the_indicator_page_tells_number_basis_parts_and_last_year(computed: dict[str, Any]) -> None:
    page = text_of(reader(), detail())
    for words in ("300", "人", "在校学生数的口径", "松岭镇", "柳溪乡", "83.3", "2025年上半年", "250", "data-chart"):
        assert words in page
    assert '"type": "map"' in page.replace("&quot;", '"')


def test_the_drill_path_leads_from_county_to_school(computed: dict[str, Any]) -> None:
    client = reader()
    assert "org=T1" in text_of(client, detail()) and "org=S1" in text_of(client, detail(org="T1"))
    school = text_of(client, detail(org="S1"))
    assert "松岭镇" in school and reverse("figures:figure-rows", args=["t.pupils", "S1", "2026H1", "value"]) in school


def test_missing_units_are_named(computed: dict[str, Any]) -> None:
    world.Submission.objects.filter(org_unit__code="S3", period_code="2026H1").update(accepted_version=None)
    services.compute(period=H1)
    page = text_of(reader(), detail())
    assert "柳溪小学" in page and "3 个单位" in page


def test_a_merger_offers_the_restated_comparison(computed: dict[str, Any]) -> None:
    OrgUnitSpell.objects.filter(org_unit__code="S3").update(valid_to=date(2025, 9, 1))
    Succession.objects.create(
        predecessor=computed["S3"], successor=computed["S1"], kind="merge", on=date(2025, 9, 1), reason="生源减少"
    )
    client = reader()
    plain, restated = text_of(client, detail(org="T1")), text_of(client, detail(org="T1", restated="1"))
    assert "柳溪小学" in plain and "restated=1" in plain
    assert "可比口径" in restated and ">250" in restated.replace(" ", "")


def test_the_catalogue_says_that_a_merger_stands_between_the_years(computed: dict[str, Any]) -> None:
    client, url = reader(), reverse("figures:indicator-list") + "?period=2026H1&org="
    assert "机构有调整" not in text_of(client, url + "T1")
    units = OrgUnit.objects
    Succession.objects.create(
        predecessor=units.get(code="S3"), successor=units.get(code="S1"), kind="merge", on=date(2025, 9, 1)
    )
    assert "机构有调整" in text_of(client, url + "T1") and "柳溪小学" in text_of(client, url + "T1")


def test_a_change_below_the_last_decimal_is_not_called_none(computed: dict[str, Any]) -> None:
    figure = queries.figure(world.everywhere(), "t.girl_rate", "C", H1)
    before = replace(figure, value=Decimal("86.036"))
    words = [
        change_words(queries.change_between(before, replace(figure, value=Decimal(value))))
        for value in ("86.0338", "86.0381", "86.036", "86.026")
    ]
    assert words == ["下降不足0.01 个百分点", "上升不足0.01 个百分点", "0.00 个百分点", "−0.01 个百分点"]


def test_rows_and_filings_name_their_period_in_words(computed: dict[str, Any]) -> None:
    rows = text_of(reader(), reverse("figures:figure-rows", args=["t.pupils", "T1", "2026H1", "value"]))
    trace = text_of(reader(Role.AUDITOR), reverse("figures:figure-trace", args=["t.pupils", "T1", "2026H1"]))
    assert ">2026年上半年</a>" in rows and ">2026年上半年</td>" in trace and ">2026H1<" not in rows + trace


def test_a_restated_figure_opens_into_its_parts_rows_and_filings(computed: dict[str, Any]) -> None:
    """松岭小学 took over 柳溪小学: restated, T1's 210 pupils of last year are 250, 40 of the school now gone."""
    units = OrgUnit.objects
    OrgUnitSpell.objects.filter(org_unit__code="S3").update(valid_to=date(2025, 9, 1))
    Succession.objects.create(
        predecessor=units.get(code="S3"), successor=units.get(code="S1"), kind="merge", on=date(2025, 9, 1)
    )
    client = reader()
    trace = reverse("figures:figure-trace", args=["t.pupils", "T1", "2025H1"])
    rows = reverse("figures:figure-rows", args=["t.pupils", "T1", "2025H1", "value"])
    later = "?restated=2026H1"
    assert f"{trace}{later}" in text_of(client, detail(org="T1", restated="1")) and trace in text_of(
        client, detail(org="T1")
    )
    own, restated = (text_of(client, trace + query, hx_request="true") for query in ("", later))
    assert ">210<" in own and "可比口径" not in own
    assert ">250<" in restated and "可比口径" in restated and f"{rows}{later}" in restated and ">180<" in restated
    assert "柳溪小学" not in text_of(client, rows) and "柳溪小学" in text_of(client, rows + later)
    taken = _table(client, "t.pupils", "T1", "2025H1", "parts", restated="2026H1")
    assert ["松岭小学", 180] in [row[:2] for row in taken] and any("可比口径" in str(row[0]) for row in taken)
    growth = reverse("figures:figure-trace", args=["t.pupil_growth", "T1", "2025H1"])
    assert client.get(growth + later).status_code == 200
    now = text_of(client, growth.replace("2025H1", "2026H1"), hx_request="true")
    assert "2025年上半年以来机构有变动" in now and "柳溪小学" in now and "restated=1" in now
    assert "以来机构有变动" not in text_of(client, growth.replace("T1", "S2").replace("2025H1", "2026H1"))
    for wrong in ("?restated=2024H1", "?restated=2025H1", "?restated=never"):
        assert client.get(trace + wrong).status_code == 404
    assert reader(Role.SCHOOL_CLERK, "S2").get(trace + later).status_code == 404


def test_a_clerk_cannot_open_or_guess_another_school(computed: dict[str, Any]) -> None:
    client = reader(Role.SCHOOL_CLERK, "S1")
    assert text_of(client, detail(org="S1"))
    for url in (
        detail(org="S2"),
        detail(org="C"),
        reverse("figures:figure-trace", args=["t.pupils", "S2", "2026H1"]),
        reverse("figures:figure-rows", args=["t.pupils", "C", "2026H1", "value"]),
        reverse("figures:figure-export", args=["t.pupils", "S2", "2026H1", "parts"]),
        reverse("figures:indicator-list") + "?org=C",
        detail(key="t.nothing", org="S1"),
        detail(org="S1", period="never"),
    ):
        assert client.get(url).status_code == 404, url


def test_a_clerk_is_told_who_filed_for_all_schools_but_not_how_much_of_others(computed: dict[str, Any]) -> None:
    filing = world.file("aid", "SEC", H1, [{"school": "S1", "amount": "5.00"}, {"school": "S3", "amount": "1.00"}])
    filing.versions.update(row_count=7777)
    services.compute(period=H1)
    clerk, leader = reader(Role.SCHOOL_CLERK, "S1"), reader()
    trace = reverse("figures:figure-trace", args=["t.aid_total", "S1", "2026H1"])
    own_rows = reverse("figures:figure-rows", args=["t.aid_total", "S1", "2026H1", "value"])
    address = reverse("ledgers:submission-detail", args=[filing.pk])
    for url in (trace, own_rows):
        seen, whole = text_of(clerk, url), text_of(leader, url)
        assert address not in seen and address in whole
    assert "基教股" in text_of(clerk, trace)
    assert "7,777" in text_of(leader, trace) and "7,777" not in text_of(clerk, trace)
    assert clerk.get(address).status_code == 404


def test_nobody_reads_figures_without_signing_in(computed: dict[str, Any]) -> None:
    assert Client().get(detail()).status_code == 302


def test_the_trace_comes_as_fragment_and_as_page(computed: dict[str, Any]) -> None:
    client, url = reader(), reverse("figures:figure-trace", args=["t.pupil_growth", "C", "2026H1"])
    page, fragment = text_of(client, url), text_of(client, url, hx_request="true")
    for text in (page, fragment):
        assert "100 × (300 − 250) ÷ 250 = 20.00%" in text and "松岭小学" in text
    assert "<html" in page and "<html" not in fragment


def opened(client: Client) -> Client:
    """The client, who gave a reason for seeing persons whole."""
    assert client.post(reverse("ledgers:personal-open", args=["t.roll"]), {"reason": "核对名单"}).status_code == 302
    return client


def test_rows_show_filer_and_views_of_persons_are_audited(computed: dict[str, Any]) -> None:
    url = reverse("figures:figure-rows", args=["t.pupils", "T1", "2026H1", "value"])
    section = reader()
    assert "陶晓禾" not in text_of(section, url)
    opened(section)
    assert "陶晓禾" in text_of(section, url)
    event = AuditEvent.objects.get(action="personal.view")
    assert event.org_unit == "T1" and "teacher" in event.canonical and "陶晓禾" not in event.canonical
    inspector = text_of(reader(Role.ZONE_INSPECTOR), url)
    assert "陶晓禾" not in inspector and "陶**" in inspector
    assert AuditEvent.objects.filter(action="personal.view").count() == 1


def test_a_workbook_carries_title_unit_period_filter_maker_and_date(computed: dict[str, Any]) -> None:
    response = reader().get(
        reverse("figures:figure-export", args=["t.pupils", "C", "2026H1", "parts"]) + "?format=xlsx"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    above = "\n".join(cells)
    for words in ("青禾县", "在校学生数", "2026年上半年", "单位：人", "筛选", "section_head-C", "制表"):
        assert words in above
    assert "松岭镇" in cells and "250" in cells and "300" in cells
    assert AuditEvent.objects.filter(action="data.export").count() == 1


@pytest.mark.parametrize(
    ("view", "words"), [("parts", "松岭镇,250"), ("series", "2025年上半年,250"), ("value", "陶晓禾")]
)
def test_every_table_is_taken_along_as_csv(computed: dict[str, Any], view: str, words: str) -> None:
    url = reverse("figures:figure-export", args=["t.pupils", "C", "2026H1", view]) + "?format=csv"
    response = opened(reader()).get(url)
    text = response.content.decode("utf-8-sig")
    assert response["Content-Type"].startswith("text/csv")
    assert "在校学生数" in text and words in text


def test_the_catalogue_is_taken_along_as_filtered(computed: dict[str, Any]) -> None:
    response = reader().get(reverse("figures:catalogue-export") + "?q=zxnss&format=csv&org=C&period=2026H1")
    text = response.content.decode("utf-8-sig")
    assert "在校女生数" in text and "应急演练次数" not in text and "zxnss" in text


def _table(client: Client, key: str, org: str, period: str, view: str, **query: str) -> list[list[Any]]:
    """The export's cells with their types, as a spreadsheet reads them."""
    url = reverse("figures:figure-export", args=[key, org, period, view])
    response = client.get(url, {"format": "xlsx", **query})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_rows_taken_along_keep_numbers_and_dates_as_such(computed: dict[str, Any]) -> None:
    world.file("drills", "S1", Period.parse("2026-03"), [{"held_on": "2026-03-05", "people": 1200}])
    world.file("aid", "SEC", H1, [{"school": "S1", "amount": "12000.50"}])
    services.compute(period=H1)
    held = _table(reader(), "t.drill_count", "C", "2026H1", "value")[-1]
    assert held[1:3] == [datetime(2026, 3, 5), 1200] and isinstance(held[2], int)
    paid = _table(reader(unit="T1"), "t.aid_total", "S1", "2026H1", "value")[-1]
    assert paid[2] == 12000.5
    assert datetime(2026, 7, 3, 17, 30) in paid, "when it was filed, in the county's time"


def test_the_filter_over_a_table_is_in_words_and_true(computed: dict[str, Any]) -> None:
    client = reader()

    def above(**query: str) -> str:
        return next(
            row[0] for row in _table(client, "t.pupils", "C", "2026H1", "value", **query) if "筛选" in str(row[0])
        )

    assert above(unit="T1", sort="-pupils") == "筛选：机构：青禾县；下级机构：松岭镇；排序：学生数从大到小"
    assert "排序" not in above(sort="no_such_field")
    listed = client.get(reverse("figures:catalogue-export"), {"format": "csv", "status": "confirmed", "pack": "t"})
    words = listed.content.decode("utf-8-sig")
    assert "状态：已确认" in words and "数据包：试用包" in words


def test_a_value_that_is_missing_is_a_dash_with_its_reason_in_every_table(computed: dict[str, Any]) -> None:
    client = reader()
    listed = client.get(reverse("figures:catalogue-export"), {"format": "csv", "q": "应急演练次数"})
    rows = [line.split(",") for line in listed.content.decode("utf-8-sig").splitlines()]
    (row,) = [row for row in rows if row[0] == "应急演练次数"]
    assert row[1] == "—" and row[6] == "下级单位尚未上报"
    world.file("roll", "S3", Period.parse("2026H2"), world.roll(("1", 1, 1)))
    services.compute(period=Period.parse("2026H2"))
    part = next(row for row in _table(client, "t.pupils", "C", "2026H2", "parts") if row[0] == "松岭镇")
    assert part[1] == "—" and part[-1]


def test_units_are_compared_in_order_of_value_in_table_bars_and_export_alike(computed: dict[str, Any]) -> None:
    client = reader()
    for order, first in (("value", "松岭中学"), ("-value", "松岭小学"), ("nonsense", "松岭小学")):
        page = text_of(client, detail("t.girl_rate", "T1", order=order)).split('id="parts"')[1]
        bars, table = page.split("<table>", 1)
        for shown in (bars, table):
            assert min((shown.index(name), name) for name in ("松岭小学", "松岭中学"))[1] == first, order
        taken = _table(client, "t.girl_rate", "T1", "2026H1", "parts", order=order)
        assert next(row[0] for row in taken if row[0] in ("松岭小学", "松岭中学")) == first
        assert any("从大到小" in str(row[0]) for row in taken) == (order == "value")


def test_an_order_by_a_masked_field_is_not_followed(computed: dict[str, Any]) -> None:
    """The order alone would tell whose hidden value is larger."""
    masked, may = world.everywhere(Role.ZONE_INSPECTOR), world.everywhere(Role.SECTION_HEAD)
    seen = replace(may, opened=frozenset({"t.roll"}))
    figure = queries.figure(seen, "t.pupils", "C", H1)
    assert queries.rows(seen, figure, filters={"sort": "-teacher"}).sort == "-teacher"
    for reader_ in (masked, may):
        assert queries.rows(reader_, figure, filters={"sort": "-teacher"}).sort == ""


def test_a_page_beyond_the_last_is_the_last(computed: dict[str, Any]) -> None:
    url = reverse("figures:figure-rows", args=["t.pupils", "C", "2026H1", "value"])
    assert "松岭中学" in text_of(reader(), url + "?page=99999")


def test_exported_rows_are_masked_as_on_the_page(computed: dict[str, Any]) -> None:
    url = reverse("figures:figure-export", args=["t.pupils", "C", "2026H1", "value"]) + "?format=csv"
    assert "陶晓禾" not in reader(Role.ZONE_INSPECTOR).get(url).content.decode("utf-8-sig")


def _queries(client: Client, url: str) -> int:
    from django.db import connection

    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def _page_costs(client: Client) -> dict[str, int]:
    pages = {"indicator": detail(), "of a formula": detail("t.pupil_growth"), "list": reverse("figures:indicator-list")}
    pages["trace"] = reverse("figures:figure-trace", args=["t.pupils", "C", "2026H1"])
    pages["rows"] = reverse("figures:figure-rows", args=["t.pupils", "C", "2026H1", "value"])
    for url in pages.values():
        _queries(client, url)
    return {name: _queries(client, url) for name, url in pages.items()}


def test_pages_cost_as_many_queries_for_a_county_as_for_a_township(computed: dict[str, Any]) -> None:
    client = reader()
    for name, args in (("figure-trace", []), ("figure-rows", ["value"])):
        urls = [reverse(f"figures:{name}", args=["t.pupils", org, "2026H1", *args]) for org in ("T1", "C")]
        for url in urls:
            _queries(client, url)
        assert _queries(client, urls[1]) == _queries(client, urls[0])
    assert _queries(client, detail(org="C")) == _queries(client, detail(org="T1"))


def test_pages_cost_as_many_queries_for_more_units_rows_and_filings(computed: dict[str, Any]) -> None:
    client = reader()
    before = _page_costs(client)
    for at in range(12):
        township = OrgUnit.objects.create(code=f"T{at + 10}", kind="township")
        school = OrgUnit.objects.create(code=f"S{at + 10}", kind="school")
        for unit, parent in ((township, computed["C"]), (school, township)):
            OrgUnitSpell.objects.create(
                org_unit=unit, parent=parent, name=f"新{unit.code}", valid_from=world.ALWAYS, stages=[]
            )
        world.file("roll", school.code, H1, world.roll(*((str(grade), 40, 20) for grade in range(1, 7))))
    services.compute(period=H1)
    after = _page_costs(client)
    assert "新T21" in text_of(client, detail())
    assert after == before


def test_changes_and_search_know_figures(computed: dict[str, Any]) -> None:
    from taizhang.figures.today import changes, found

    actor = world.everywhere()
    lines = changes(actor, world.AT.replace(year=2020))
    assert {line.url.rpartition("=")[2] for line in lines} == {"2026H1", "2025H1"}
    assert changes(world.everywhere(Role.ADMINISTRATOR), world.AT.replace(year=2020)) == []
    assert [hit.title for hit in found(actor, "zxnss")] == ["在校女生数"]
