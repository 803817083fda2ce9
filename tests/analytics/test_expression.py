"""The expression language: what it takes, what it refuses, and how it says so."""

from __future__ import annotations

import pytest

from taizhang.analytics.expression import Mode, TypedExpression, check_expression
from taizhang.analytics.problems import ExpressionError
from taizhang.engine.errors import Problem
from taizhang.engine.pack import ParameterKind
from tests.analytics.sample import CODES, ledger

PARAMETERS: dict[str, ParameterKind] = {"standard": "any", "other-pack.rate": "number", "label": "string"}


def check(text: str, mode: Mode = "value") -> TypedExpression:
    return check_expression(text, ledger=ledger(), mode=mode, parameters=PARAMETERS, code_lists=CODES)


def refused(text: str, mode: Mode = "value") -> list[Problem]:
    with pytest.raises(ExpressionError) as caught:
        check(text, mode)
    for problem in caught.value.problems:
        assert problem.expected.zh and problem.found.zh and problem.cure.zh, problem
        assert problem.expected.en and problem.found.en and problem.cure.en, problem
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "mode", "kind"),
    [
        ("count(*)", "value", "integer"),
        ("count(*) filter (where place in ('public', 'bought'))", "value", "integer"),
        ("sum(金额（元）) / 10000", "value", "number"),
        ("count(distinct 姓名)", "value", "integer"),
        ("avg(pupils) + coalesce(max(pupils), 0)", "value", "number"),
        ("sum(case when boarder then pupils else 0 end)", "value", "integer"),
        ("sum(pupils) filter (where day between period_first and period_last)", "value", "integer"),
        ('sum("order")', "value", "integer"),
        ("left_on is null or left_on >= day", "row", "boolean"),
        ("date_diff('day', day, left_on) > param.standard", "row", "boolean"),
        ("amount <= param.other-pack.rate * pupils", "row", "boolean"),
        ("substr(name, 1, 1) = '王' and length(trim(name)) > 1", "row", "boolean"),
        ("starts_with(name, 'a') or contains(name, 'b') or name like '%c'", "row", "boolean"),
        ("not boarder and org_unit <> 'S1'", "row", "boolean"),
        ("sum(pupils) = count(*) and min(day) >= date '2026-01-01'", "set", "boolean"),
    ],
)
def test_the_language_has(text: str, mode: Mode, kind: str) -> None:
    assert check(text, mode).type == kind


def test_titles_become_ids_and_names_are_listed() -> None:
    typed = check("sum(金额（元）) filter (where 学生数 > param.standard)")
    assert (typed.fields, typed.parameters) == (("amount", "pupils"), ("standard",))


ATTACKS = [
    "read_csv('/etc/passwd')", "read_text('/etc/passwd') = 'x'", "(select 1)", "pupils in (select 1)",
    "exists (select 1)", "pragma_version()", "getenv('HOME')", "current_setting('threads')", "pupils; drop table rows",
    "count(*) over ()", "pupils::varchar = '1'", "cast(name as integer) = 1", "try_cast(name as integer) = 1",
    "random() > 0", "current_date > day", "now() > day", "nextval('x') = 1", "pupils > 1e300", "list(pupils)",
    "string_agg(name, ',')", "sum(pupils order by day)", "trim(both 'x' from name) = ''", "unnest([1,2]) = 1",
    "[1,2][1] = 1", "{'a': 1}.a = 1", "x -> x + 1", "name similar to '(a+)+$'", "regexp_matches(name, '(a+)+$')",
    "repeat(name, 1000000000) = ''", "range(1000000000) = 1", "? = 1", "$1 = pupils", "*", "columns(*) > 1",
    "name like 'a' escape 'b'", "interval 1 day = 1", "count(*) filter (where (select true))", "pupils ** 100000",
    "case (select 1) when 1 then true end", "getvariable('x')", "any_value(pupils)", "pupils in range(3)",
    "left_on - day = 1 collate nocase", "date 'infinity' > day", "date '2026-02-30' > day",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("mode", ["row", "value", "set"])
def test_nothing_else_can_be_reached(text: str, mode: Mode) -> None:
    refused(text, mode)


@pytest.mark.parametrize("column", ["_row_id", "_filed_by", "_state", '"_version"', "rows._row_id", "main.rows.pupils"])
def test_hidden_columns_and_other_tables_cannot_be_named(column: str) -> None:
    assert refused(f"sum({column})")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "pupils" + ")" * 500 + " > 1", "not " * 800 + "boarder", "+".join(["pupils"] * 1000) + " > 1",
        "case when boarder then " * 100 + "true" + " end" * 100, "abs(" * 200 + "pupils" + ")" * 200 + " > 1",
        "pupils in (" + ",".join(map(str, range(1900))) + ")", "name = '" + "x" * 5000 + "'",
        "- " * 1500 + "pupils > 1",
    ],
)  # fmt: skip
def test_deep_and_long_expressions_are_refused(text: str) -> None:
    assert refused(text, "row")[0].code == "syntax"


@pytest.mark.parametrize(
    "text", ["", "   ", "pupils >", "(pupils", "pupils pupils > 1", "'open", "count(", "filter (where 1)"]
)
def test_broken_text_is_a_problem_and_not_a_crash(text: str) -> None:
    assert refused(text, "row")


def test_an_unknown_name_offers_the_nearest_and_its_place() -> None:
    (problem,) = refused("sum(pupil)")
    assert problem.data == {"expression": "sum(pupil)", "position": 4, "name": "pupil", "nearest": "pupils"}
    assert problem.sentence() == "：应为本台账的字段；现为“pupil”（第 5 个字符）。是否想写“pupils”？"


def test_all_problems_come_at_once() -> None:
    assert [problem.code for problem in refused("sum(pupil) + sum(nmae) + sum(param.x)")] == ["unknown-name"] * 3


def test_a_parameter_that_is_a_text_is_no_number() -> None:
    (problem,) = refused("count(*) filter (where pupils > param.label)")
    assert "param.label" in problem.found.zh and "文字" in problem.found.zh


def test_a_misspelt_function_offers_the_nearest() -> None:
    (problem,) = refused("summ(pupils)")
    assert problem.cure.zh == "是否想写 sum？"


@pytest.mark.parametrize("text", ["sum(pupils) / 0", "sum(pupils % 0)", "count(*) / (-0.0)"])
def test_a_written_zero_is_no_divisor(text: str) -> None:
    assert [problem.code for problem in refused(text)] == ["division-by-zero"]


@pytest.mark.parametrize(("constant", "hint"), [("'publik'", "'public'"), ("'公办'", "'public'")])
def test_a_code_constant_must_be_in_the_list(constant: str, hint: str) -> None:
    for text in (f"place = {constant}", f"place in ({constant})", f"case place when {constant} then true end"):
        (problem,) = refused(text, "row")
        assert problem.code == "unknown-code" and hint in problem.cure.zh


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("sum(name)", "value"), ("sum(boarder)", "value"), ("max(day)", "value"), ("sum(pupils) > 1", "value"),
        ("pupils", "row"), ("day >= '2026-01-01'", "row"), ("name > 3", "row"), ("pupils and boarder", "row"),
        ("count(*) filter (where pupils)", "value"), ("year(name) = 2026", "row"), ("sum(pupils)", "set"),
        ("case when pupils then 1 end > 0", "row"), ("coalesce(name, 0) = 'a'", "row"), ("day - left_on > 3", "row"),
    ],
)  # fmt: skip
def test_types_are_checked(text: str, mode: Mode) -> None:
    assert {problem.code for problem in refused(text, mode)} == {"type"}


@pytest.mark.parametrize(
    "text", ["pupils", "sum(pupils) + pupils", "1 + 1", "length(name) + count(*)", "sum(sum(pupils))"]
)
def test_values_are_made_of_aggregates(text: str) -> None:
    assert {problem.code for problem in refused(text)} <= {"outside-aggregate", "no-aggregate", "aggregate-here"}


def test_row_checks_cannot_aggregate() -> None:
    assert refused("sum(pupils) > 3", "row")[0].code == "aggregate-here"


HOSTILE = [
    "(" * 60 + "pupils" + ")" * 30, "case when boarder then " * 150, "- " * 1900 + "pupils > 1", "[" * 60 + "]" * 60,
    "x -> " * 700 + "1", "date " * 700, "interval " * 400, "a." * 1900 + "b", "'" * 3999, "$" * 3999, "/*" * 1900,
    "1" + "::int" * 700, "(select " * 59 + "1" + ")" * 59, "name " + "like name " * 350, "boarder " + "is null " * 480,
    "pupils between " * 200 + "1", "boarder and " * 300 + "boarder", "\x00", "\ufeff1", "name = '\x00'", "{{ pupils }}",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_ends_in_a_problem(text: str) -> None:
    for attempt in (text, f"count(*) filter (where {text})"):
        with pytest.raises(ExpressionError):
            check(attempt, "value")
