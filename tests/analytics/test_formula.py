"""Formulas over indicators: names, units, rings, nulls with reasons, and how they are explained."""

from __future__ import annotations

from decimal import Decimal

import pytest

from taizhang.analytics.formula import Reference, formula_order, parse_formula
from taizhang.analytics.problems import ExpressionError
from taizhang.engine.pack import Indicator
from taizhang.engine.text import Text
from tests.analytics.sample import indicator

NAMES: dict[str, Indicator] = {
    "tier1": indicator("tier1", title="一本上线人数"),
    "takers": indicator("takers", title="考生数"),
    "visits": indicator("visits", title="走访", unit="人次"),
    "rate": indicator("rate", title="上线率", unit="%"),
    "county-base.pupils": indicator("pupils", title="在校生"),
}


def value(text: str, **inputs: str | None) -> tuple[Decimal | None, str]:
    """Evaluate with inputs by ``name`` or ``function_name``."""

    def resolve(reference: Reference) -> Decimal | None:
        name = reference.indicator.id if reference.indicator else "units"
        given = inputs.get(name if reference.function in ("self", "count_units") else f"{reference.function}_{name}")
        return None if given is None else Decimal(given)

    formula = parse_formula(text, indicators=NAMES, parameters={"goal": "number", "label": "string"})
    result, reason = formula.evaluate(resolve, lambda name: Decimal(inputs[name] or 0) if name in inputs else None)
    return result, str(reason or "")


GROWTH = "100 * (tier1 - last_year(tier1)) / last_year(tier1)"


def test_857_after_721_grew_by_18_86_percent() -> None:
    result, _ = value(GROWTH, tier1="857", last_year_tier1="721")
    assert result is not None and round(result, 2) == Decimal("18.86")


@pytest.mark.parametrize(
    ("text", "inputs", "expected", "reason"),
    [
        (GROWTH, {"tier1": "857"}, None, "缺少“去年同期一本上线人数”"),
        (GROWTH, {"tier1": "857", "last_year_tier1": "0"}, None, "除数“去年同期一本上线人数”为 0"),
        ("tier1 / (takers - tier1)", {"tier1": "1", "takers": "1"}, None, "除数“(考生数 − 一本上线人数)”为 0"),
        ("tier1 % (tier1 - 1)", {"tier1": "1"}, None, "除数“(一本上线人数 − 1)”为 0"),
        ("tier1 * param.goal", {"tier1": "1"}, None, "参数 goal 在本期没有取值"),
        ("tier1 * param.goal", {"tier1": "4", "goal": "2.5"}, "10.0", ""),
        ("coalesce(tier1, 0) + 1", {}, "1", ""),
        ("case when tier1 > takers then 1 when tier1 = takers then 2 end", {"tier1": "5", "takers": "5"}, "2", ""),
        ("case when tier1 > takers then 1 else 3 end", {"tier1": "5"}, "3", ""),
        ("case tier1 when 5 then 1 end", {"tier1": "5"}, "1", ""),
        ("nullif(tier1, 5)", {"tier1": "5"}, None, "没有值"),
        ("least(tier1, takers, 9) + greatest(tier1, 0)", {"tier1": "5"}, "10", "",),
        ("abs(-tier1) + round(takers, 1)", {"tier1": "5", "takers": "0.25"}, "5.3", ""),
        ("previous(tier1) + earlier_max(tier1)", {"previous_tier1": "1", "earlier_max_tier1": "2"}, "3", ""),
        ("county-base.pupils - 1", {"pupils": "3"}, "2", ""),
        ("一本上线人数 + 考生数", {"tier1": "1", "takers": "2"}, "3", ""),
        ("count_units(tier1 > 3 and rate >= 50)", {"units": "7"}, "7", ""),
        ("case when tier1 in (1, 2) or tier1 between 5 and 6 then 1 else 0 end", {"tier1": "5"}, "1", ""),
        ("case when not (tier1 is null) and tier1 <> 5 then 1 else 0 end", {"tier1": "5"}, "0", ""),
        ("1 / 3 * 3", {}, None, ""),
    ],
)  # fmt: skip
def test_formulas_compute_exactly_and_say_why_not(
    text: str, inputs: dict[str, str], expected: str | None, reason: str
) -> None:
    result, why = value(text, **inputs)
    if text == "1 / 3 * 3":
        assert result is not None and abs(result - 1) < Decimal("1e-40")
        return
    assert (result, why) == (None if expected is None else Decimal(expected), reason)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tier2 + 1", "unknown-name"), ("last_year(tier2)", "unknown-name"), ("param.gaol * tier1", "unknown-name"),
        ("tier1 + visits", "unlike-units"), ("count_units(tier1 > visits)", "unlike-units"),
        ("case when tier1 < rate then 1 end", "unlike-units"), ("2 * tier1 - visits / 10", "unlike-units"),
        ("coalesce(tier1, visits)", "unlike-units"), ("sum(tier1)", "function-not-allowed"),
        ("last_year(tier1 + 1)", "formula"), ("last_year()", "formula"), ("count_units()", "formula"),
        ("median_of(tier1)", "formula"), ("(select 1)", "not-allowed"), ("read_csv('x')", "function-not-allowed"),
        ("tier1 * param.label", "not-a-number"),
        ("tier1 +", "syntax"), ("tier1; tier1", "syntax"), ("tier1::int", "not-allowed"),
    ],
)  # fmt: skip
def test_formulas_are_refused(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_formula(text, indicators=NAMES, parameters={"goal": "number", "label": "string"})
    assert [problem.code for problem in caught.value.problems] == [code]
    assert all(problem.cure.zh and problem.cure.en for problem in caught.value.problems)


@pytest.mark.parametrize(
    "text", ["tier1 + takers", "tier1 / visits + rate", "100 * tier1 / takers - rate", "tier1 > 3"]
)
def test_like_units_and_ratios_mix(text: str) -> None:
    parse_formula(text, indicators=NAMES, parameters={})


def test_an_unknown_indicator_offers_the_nearest() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_formula("tire1 + 1", indicators=NAMES, parameters={})
    assert caught.value.problems[0].cure.zh == "是否想写“tier1”？"


def test_a_formula_is_explained_in_titles_and_in_numbers() -> None:
    formula = parse_formula(GROWTH, indicators=NAMES, parameters={})
    assert formula.explain() == "100 × (一本上线人数 − 去年同期一本上线人数) ÷ 去年同期一本上线人数"
    numbers = {"self": "857", "last_year": "721"}
    assert formula.explain("zh", lambda reference: numbers[reference.function]) == "100 × (857 − 721) ÷ 721"
    assert [item.function for item in formula.indicators] == ["self", "last_year"]


def test_conditions_are_explained_too() -> None:
    formula = parse_formula("count_units(tier1 >= 3)", indicators=NAMES, parameters={})
    assert formula.explain() == "符合“一本上线人数 ≥ 3”的单位数"
    choice = parse_formula("case when tier1 > 0 then abs(takers) else 0 end", indicators=NAMES, parameters={})
    assert choice.explain() == "（一本上线人数 > 0 时为 abs(考生数)，否则为 0）"
    assert choice.explain("en").endswith(" > 0, else 0)") and "case" not in choice.explain("en")
    both = parse_formula("count_units(tier1 >= 3 and coalesce(takers, 0) = 0)", indicators=NAMES, parameters={})
    assert both.explain() == "符合“一本上线人数 ≥ 3 且 考生数（没有值时为 0） = 0”的单位数"


def test_order_puts_inputs_first_and_names_rings() -> None:
    chain = {
        item.key: item
        for item in (indicator("c", formula="b + a"), indicator("b", formula="demo.a * 2"), indicator("a", "count(*)"))
    }
    assert formula_order(chain) == ["demo.a", "demo.b", "demo.c"]
    record = indicator("a", formula="greatest(earlier_max(a), 1)")
    assert formula_order({record.key: record}) == ["demo.a"], "stored figures make no ring"
    ring = {item.key: item for item in (indicator("x", formula="count_units(y > 1)"), indicator("y", formula="x"))}
    with pytest.raises(ExpressionError) as caught:
        formula_order(ring)
    assert caught.value.problems[0].data["ring"] == ["demo.x", "demo.y", "demo.x"]


def test_titles_of_references_are_bilingual() -> None:
    english = indicator("n", title="数")
    assert Reference("last_year", english).title == Text("去年同期数", "last year's 数")
