"""What is taken along files again: nothing changes, whatever stands in the cells; and the count is the database's."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from django.utils import translation

from taizhang.accounts.models import User
from taizhang.config.cli import cli
from taizhang.config.data_export import export_ledger
from taizhang.core import packs
from taizhang.core.exports import sheet_name
from taizhang.core.permissions import Role
from taizhang.core.workbooks import UnreadableFile
from taizhang.engine.errors import ConflictError, TaizhangError
from taizhang.engine.pack import CodeList, Field, FieldType, FiledBy, Ledger, LedgerKind, Mask, Pack
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission, SubmissionState, SubmissionVersion, VersionSource
from taizhang.ledgers.rows_export import KINDS, exported_rows
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit
from tests.api.conftest import ROWS, Program, filed
from tests.ledgers.conftest import Desk
from tests.organisation.world import small_county

pytestmark = pytest.mark.django_db
PERIOD = Period.parse("2026H1")
COLORS = CodeList(
    "colors", Text("颜色", "Colours"), {"r": Text("红", "red"), "g": Text("绿", "green"), "r2": Text("红", "red again")}
)


def _field(id_: str, kind: FieldType, **more: Any) -> Field:
    return Field(id_, Text(f"列{id_}", f"Column {id_}"), kind, **more)


LEDGER = Ledger(
    "all", "t", Text("各种列", "All kinds"), LedgerKind.RETURN, PeriodKind.HALF_YEAR,
    filed_by=FiledBy(kinds=("school",)),
    fields=(
        _field("text", FieldType.STRING, required=True),
        _field("person", FieldType.STRING, mask=Mask.NAME),
        _field("count", FieldType.INTEGER, unit="人"),
        _field("money", FieldType.NUMBER, decimals=2, unit="元"),
        _field("ratio", FieldType.NUMBER, decimals=4),
        _field("on", FieldType.DATE),
        _field("open", FieldType.BOOLEAN),
        _field("color", FieldType.CODE, code_list="colors"),
        _field("unit", FieldType.STRING, format="org_unit"),
    ),
)  # fmt: skip
PACK = Pack(
    "t", "1.0.0", Text("试", "Trial"), "", date(2020, 1, 1), (), {}, {"colors": COLORS}, {"all": LEDGER}, {}, {}, (), ""
)
NASTY = ["=1+1", "+86 138", "-", "@a", "'=x", "''=y", "'", "007", "1e5"]
NASTY += ["甲，乙", 'a"b', "两\n行", "#结束", "学校", "12,5", "{}", "合计办", "备注：无"]
ROWS_OF_ALL: list[dict[str, object]] = [
    *({"text": text} for text in NASTY),
    {"text": "满", "person": "禾守田", "count": 2**53 + 1, "money": "1234567890123456.78", "ratio": "0.0001",
     "on": "2024-02-29", "open": True, "color": "r", "unit": "S1"},
    {"text": "少", "person": "=谷", "count": -3, "money": "-0.10", "ratio": "12.5", "open": False, "color": "r2"},
    {"text": "空", "color": "g", "count": 0, "money": 0},
]  # fmt: skip


@pytest.fixture
def school(db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    installed = packs.InstalledPacks({"t": PACK}, {})
    monkeypatch.setattr(packs, "_read_installed", lambda: installed)
    monkeypatch.setattr(packs, "_stamp", lambda: (str(id(installed)),))
    monkeypatch.setattr(packs, "_cached", None)
    world = small_county()
    people = [world.person(Role.SCHOOL_CLERK, code, username=f"clerk-{code}") for code in ("S1", "S2")]
    actors = [org_queries.actor_for(user) for user in people]
    reviewer = org_queries.actor_for(world.person(Role.SECTION_CLERK, username="reviewer"))
    return Desk(world, actors[0], actors[1], reviewer, OrgUnit.objects.get(code="S1"), LEDGER)


def push(desk: Desk) -> Submission:
    result = services.save_rows(
        actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD, rows=ROWS_OF_ALL,
        source=VersionSource.API,
    )  # fmt: skip
    assert result.submission is not None, [problem.sentence() for problem in result.problems]
    return result.submission


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_cell_files_again_unchanged(school: Desk, kind: str, tmp_path: Path) -> None:
    submission = push(school)
    out = tmp_path / f"a.{kind}"
    line = ["export", "t.all", "--period", "2026H1", "--org", "S1", "--out", str(out), "--as", "clerk-S1"]
    made = CliRunner().invoke(cli, line)
    assert made.exit_code == 0, made.output
    again = CliRunner().invoke(
        cli, ["file", str(out), "--ledger", "t.all", "--org", "S1", "--period", "2026H1", "--as", "clerk-S1", "--json"]
    )
    told = json.loads(again.output)
    assert told["unchanged"] and told["rows"] == len(ROWS_OF_ALL), told
    assert SubmissionVersion.objects.filter(submission=submission).count() == 1
    dictionary = json.loads((tmp_path / "a.dictionary.json").read_text("utf-8"))
    assert [field["name"] for field in dictionary["fields"]] == [field.id for field in LEDGER.fields]
    assert dictionary["rows"] == len(ROWS_OF_ALL)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_reading_an_own_export_again_tells_nothing(school: Desk, kind: str, language: str) -> None:
    with translation.override(language):
        file = exported_rows(school.clerk, push(school), LEDGER, version=1, kind=kind)
    told = services.file_workbook(
        actor=school.clerk, ledger=LEDGER, org_unit=school.school, period=PERIOD, name=file.name, data=file.content
    )
    assert told.unchanged
    assert (told.unknown_columns, told.unread_sheets, told.other_sheets) == ((), (), ())
    assert not told.repairs and not told.left_out and not told.hidden.words()


def test_a_line_added_under_an_own_export_is_still_told_from_rows(school: Desk) -> None:
    """Only the number of a row says that its words are no line of their own."""
    file = exported_rows(school.clerk, push(school), LEDGER, version=1, kind="csv")
    text = file.content.decode("utf-8-sig").replace("#字段", ",合计,,,,,,,,\r\n#字段", 1)
    told = services.file_workbook(
        actor=school.clerk, ledger=LEDGER, org_unit=school.school, period=PERIOD, name="a.csv", data=text.encode()
    )
    assert told.unchanged and [line.text for line in told.left_out] == ["合计"]


@pytest.mark.parametrize("harm", ["no end", "a row less", "no row", "more after the end"])
def test_an_ndjson_that_broke_off_is_refused(school: Desk, harm: str) -> None:
    file = exported_rows(school.clerk, push(school), LEDGER, version=1, kind="ndjson")
    lines = file.content.splitlines(keepends=True)
    broken = {
        "no end": lines[:-1],
        "a row less": [lines[0], *lines[2:]],
        "no row": [lines[0], b'{"values": [1]}\n', *lines[2:]],
        "more after the end": [*lines, lines[1]],
    }
    with pytest.raises(TaizhangError, match="a whole NDJSON file; found a file that is cut off or damaged"):
        services.file_workbook(
            actor=school.clerk, ledger=LEDGER, org_unit=school.school, period=PERIOD, name="a",
            data=b"".join(broken[harm]),
        )  # fmt: skip
    assert SubmissionVersion.objects.count() == 1


@pytest.mark.parametrize("lost", [True, False])
def test_a_csv_whose_last_line_counts_other_rows_is_refused(school: Desk, lost: bool) -> None:
    file = exported_rows(school.clerk, push(school), LEDGER, version=1, kind="csv")
    text = file.content.decode("utf-8-sig")
    changed = re.sub(r"\r\n1,[^\r]*", "", text) if lost else text.replace(f"行数,{len(ROWS_OF_ALL)}", "行数,7")
    assert changed != text
    with pytest.raises(UnreadableFile, match="as its last line says; found"):
        services.file_workbook(
            actor=school.clerk, ledger=LEDGER, org_unit=school.school, period=PERIOD, name="a.csv",
            data=changed.encode(),
        )  # fmt: skip
    assert SubmissionVersion.objects.count() == 1


def test_a_title_that_no_sheet_may_have_still_names_one() -> None:
    assert sheet_name("寄宿/走读[甲]") == "寄宿-走读-甲-"
    assert sheet_name("数据字典", taken=("数据字典",)) == "数据字典_"
    assert sheet_name("'") == "Sheet1" and len(sheet_name("长" * 40, taken=("长" * 31,))) == 31


def test_a_workbook_carries_its_dictionary_and_ends_with_the_count(school: Desk) -> None:
    submission = push(school)
    file = exported_rows(school.clerk, submission, LEDGER, version=1, kind="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    lines = [[cell for cell in row if cell is not None] for row in book["数据字典"].iter_rows(values_only=True)]
    assert [line[1] for line in lines[1 : len(LEDGER.fields) + 1]] == [field.id for field in LEDGER.fields]
    assert lines[-1] == ["行数", len(ROWS_OF_ALL), "与数据库核对一致"]
    assert book["_taizhang"].sheet_state == "veryHidden"
    assert book.sheetnames == ["各种列", "_taizhang", "数据字典"]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "ndjson"])
def test_a_count_that_differs_stops_the_export(school: Desk, kind: str) -> None:
    submission = push(school)
    SubmissionVersion.objects.filter(submission=submission).update(row_count=3)
    with pytest.raises(ConflictError):
        exported_rows(school.clerk, submission, LEDGER, version=1, kind=kind)


def test_a_masked_export_is_no_import(school: Desk) -> None:
    submission = push(school)
    services.submit(actor=school.clerk, submission=submission, explanations={})
    office = org_queries.actor_for(school.world.person(Role.OFFICE))
    for kind in KINDS:
        file = exported_rows(office, submission, LEDGER, version=1, kind=kind)
        assert "禾守田".encode() not in file.content
        Submission.objects.update(state=SubmissionState.DRAFT)
        with pytest.raises(TaizhangError, match="masked"):
            services.file_workbook(
                actor=school.clerk, ledger=LEDGER, org_unit=school.school, period=PERIOD, name="a", data=file.content
            )
        Submission.objects.update(state=SubmissionState.SUBMITTED)


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_of_another_ledger_or_period_is_refused(school: Desk, kind: str) -> None:
    submission = push(school)
    file = exported_rows(school.clerk, submission, LEDGER, version=1, kind=kind)
    words = {"csv": "a CSV file", "ndjson": "an NDJSON file", "xlsx": "a workbook"}[kind]
    with pytest.raises(TaizhangError, match=f"{words} for .*; found {words} for .*half of 2026"):
        services.file_workbook(
            actor=school.clerk, ledger=LEDGER, org_unit=school.school, period=Period.parse("2025H2"), name="a.csv",
            data=file.content,
        )  # fmt: skip


def test_all_units_export_is_only_what_one_may_see(school: Desk, tmp_path: Path) -> None:
    submission = push(school)
    services.submit(actor=school.clerk, submission=submission, explanations={})
    services.accept(actor=school.reviewer, submission=submission, version=1)
    for name, rows in (("clerk-S1", len(ROWS_OF_ALL)), ("clerk-S2", 0), ("reviewer", len(ROWS_OF_ALL))):
        actor = org_queries.actor_for(User.objects.get(username=name))
        for kind in ("csv", "parquet"):
            out = tmp_path / f"{name}.{kind}"
            assert export_ledger(actor=actor, ledger_key="t.all", period_code="2026H1", out=out) == rows
    with pytest.raises(TaizhangError, match="--org"):
        export_ledger(actor=school.clerk, ledger_key="t.all", period_code="2026H1", out=tmp_path / "a.xlsx")
    with pytest.raises(TaizhangError):
        export_ledger(actor=school.other, ledger_key="t.all", period_code="2026H1", out=tmp_path / "b.xlsx", org="S1")
    assert not list(tmp_path.glob("*.part"))


def test_shipped_ledgers_file_again(clerk: Program, desk: Desk) -> None:
    pk = filed(clerk).pk
    ledger = desk.ledger
    submission = queries.submission_for(desk.clerk, pk)[0]
    for kind in KINDS:
        file = exported_rows(desk.clerk, submission, ledger, version=1, kind=kind)
        result = services.file_workbook(
            actor=desk.clerk, ledger=ledger, org_unit=desk.school, period=PERIOD, name=f"a.{kind}", data=file.content
        )
        assert result.unchanged and result.row_count == len(ROWS)


def test_money_beyond_a_spreadsheets_digits_stays_exact(school: Desk) -> None:
    submission = push(school)
    file = exported_rows(school.clerk, submission, LEDGER, version=1, kind="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
    written = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "1234567890123456.78" in written and str(Decimal(2**53 + 1)) in written


def test_thousands_are_parted_in_amounts_and_not_in_bare_numbers(school: Desk) -> None:
    file = exported_rows(school.clerk, push(school), LEDGER, version=1, kind="xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0].iter_rows())
    heading = next(row for row in rows if row[0].value == "#")
    shapes = {str(head.value): {row[at].number_format for row in rows} for at, head in enumerate(heading)}
    assert "#,##0.00" in shapes["列money（元）"] and "#,##0" in shapes["列count（人）"]
    assert "0.0000" in shapes["列ratio"] and "#,##0.0000" not in shapes["列ratio"]
