"""What the expression language allows: node types with the arguments they may carry, and functions by name.

Everything that is not listed is denied. A node whose class is listed but which carries an argument that is not
(``count(a order by b)``, ``trim(both 'x' from a)``, ``in (select ...)``) is denied as well.
"""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from taizhang.analytics.problems import ExpressionError, nearest, position_of, problem
from taizhang.engine.errors import Problem
from taizhang.engine.text import Text

MAX_LENGTH = 4000  # characters
MAX_DEPTH = 60  # levels of the tree; also bounds the recursion of everything that walks it
MAX_NODES = 1500

ARITHMETIC: tuple[type[exp.Expr], ...] = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
COMPARISONS: tuple[type[exp.Expr], ...] = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
AGGREGATES: tuple[type[exp.Expr], ...] = (exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg)

_BINARY = {"this", "expression"}
_UNARY = {"this"}
# Flags that the parser sets by itself and that change no meaning here.
_FLAGS = {"big_int", "safe", "typed", "ignore_nulls", "date_part_boundary", "quoted", "is_string", "coalesce"}

# Node class -> arguments it may carry.
COMMON: dict[type[exp.Expr], set[str]] = {
    exp.Literal: {"this"},
    exp.Boolean: {"this"},
    exp.Null: set(),
    exp.Identifier: {"this"},
    exp.Column: {"this", "table"},
    exp.Paren: _UNARY,
    exp.Neg: _UNARY,
    exp.Not: _UNARY,
    exp.And: _BINARY,
    exp.Or: _BINARY,
    **dict.fromkeys((*ARITHMETIC, *COMPARISONS), _BINARY),
    exp.In: {"this", "expressions"},
    exp.Between: {"this", "low", "high"},
    exp.Is: _BINARY,
    exp.Case: {"this", "ifs", "default"},
    exp.If: {"this", "true", "false"},
    exp.Abs: _UNARY,
    exp.Round: {"this", "decimals"},
    exp.Coalesce: {"this", "expressions"},
    exp.Nullif: _BINARY,
    exp.Least: {"this", "expressions"},
    exp.Greatest: {"this", "expressions"},
}
ROW_ONLY: dict[type[exp.Expr], set[str]] = {
    exp.Cast: {"this", "to"},  # only date '2026-03-31'
    exp.DataType: {"this"},
    exp.DPipe: _BINARY,
    exp.Like: _BINARY,
    exp.Length: _UNARY,
    exp.Lower: _UNARY,
    exp.Upper: _UNARY,
    exp.Trim: _UNARY,
    exp.Substring: {"this", "start", "length"},
    exp.Contains: _BINARY,
    exp.StartsWith: _BINARY,
    exp.Year: _UNARY,
    exp.Month: _UNARY,
    exp.Day: _UNARY,
    exp.DateDiff: {"this", "expression", "unit"},
    exp.Var: {"this"},
}
AGGREGATE: dict[type[exp.Expr], set[str]] = {
    exp.Count: {"this"},
    exp.Sum: _UNARY,
    exp.Min: _UNARY,
    exp.Max: _UNARY,
    exp.Avg: _UNARY,
    exp.Distinct: {"expressions"},
    exp.Star: set(),
    exp.Filter: _BINARY,
    exp.Where: _UNARY,
}
FUNCTION_NAMES = (
    "abs", "round", "coalesce", "nullif", "least", "greatest", "length", "lower", "upper", "trim", "substr",
    "contains", "starts_with", "year", "month", "day", "date_diff", "count", "sum", "min", "max", "avg",
)  # fmt: skip
FORMULA_FUNCTIONS = ("last_year", "previous", "earlier_max", "count_units")
_FORMULA_NAMES = ("abs", "round", "coalesce", "nullif", "least", "greatest", *FORMULA_FUNCTIONS)

_PLAIN_NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+")
# A qualified name with a hyphen in its pack id would read as a subtraction, so it is quoted before parsing.
_TOKENS = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(?<![\w.])(?:(param)\.)?([a-z][a-z0-9]*(?:-[a-z0-9]+)+\.[A-Za-z_]\w*)"
)


def parse(text: str) -> exp.Expr:
    """The tree of one expression, not yet checked against the whitelist. Raises ExpressionError."""
    if not text.strip():
        raise _error(text, Text("一个表达式", "an expression"), Text("空白", "nothing"), _WRITE_ONE)
    if len(text) > MAX_LENGTH:
        found = Text(f"{len(text)} 个字符", f"{len(text)} characters")
        raise _error(text[:80], Text(f"不超过 {MAX_LENGTH} 个字符", f"at most {MAX_LENGTH} characters"), found, _SPLIT)
    hidden = next((place for place, sign in enumerate(text) if not sign.isprintable() and not sign.isspace()), None)
    if hidden is not None:
        cure = Text("删去它后重新输入。", "Delete it and type again.")
        raise _error(
            text, Text("可见字符", "visible characters"), Text("控制字符", "a control character"), cure, hidden
        )
    if _bracket_depth(text) > MAX_DEPTH:
        raise _too_deep(text)
    try:
        trees = [tree for tree in sqlglot.parse(_quote_qualified(text), read="duckdb") if tree is not None]
    except RecursionError as error:
        raise _too_deep(text) from error
    except SqlglotError as error:
        details = getattr(error, "errors", None) or [{}]
        column = details[0].get("col")
        position = None if column is None else max(0, min(int(column), len(text)) - 1)
        found = Text("读不懂的写法", "text that cannot be read")
        raise _error(text, Text("完整的表达式", "a complete expression"), found, _BRACKETS, position) from error
    if len(trees) != 1 or type(trees[0]) is exp.Block:
        found = Text("多个语句", "several statements")
        raise _error(text, Text("一个表达式", "one expression"), found, Text("去掉分号。", "Remove the semicolon."))
    tree = trees[0]
    if depth_of(tree) > MAX_DEPTH or sum(1 for _ in tree.walk()) > MAX_NODES:
        raise _too_deep(text)
    return tree


def denied_nodes(tree: exp.Expr, text: str, *, formula: bool) -> list[Problem]:
    """One problem for each node that the language does not have, children of a denied node not looked at, and for each
    division by a written zero."""
    allowed = dict(COMMON) if formula else {**COMMON, **ROW_ONLY, **AGGREGATE}
    if formula:
        allowed[exp.Anonymous] = {"this", "expressions"}
    found: list[Problem] = []
    stack: list[exp.Expr] = [tree]
    while stack:
        node = stack.pop()
        if _is_allowed(node, allowed.get(type(node))):
            stack.extend(_children(node))
            if isinstance(node, exp.Div | exp.Mod) and _is_zero(node.expression):
                found.append(_by_zero(node, text))
        else:
            found.append(_denied(node, text, formula=formula))
    return found


def depth_of(tree: exp.Expr) -> int:
    """Levels from the root to the deepest leaf, counted without recursion."""
    deepest, stack = 0, [(tree, 1)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in _children(node))
    return deepest


def _children(node: exp.Expr) -> list[exp.Expr]:
    return [item for value in node.args.values() for item in (value if isinstance(value, list) else [value])
            if isinstance(item, exp.Expr)]  # fmt: skip


def _is_allowed(node: exp.Expr, arguments: set[str] | None) -> bool:
    """Whether the node's class is listed (`arguments` not None) and it carries nothing beyond them."""
    if arguments is None:
        return False
    if isinstance(node, exp.DataType):
        return bool(node.this is exp.DataType.Type.DATE)
    if isinstance(node, exp.Cast) and not _is_text(node.this):
        return False
    if isinstance(node, exp.Literal) and not node.is_string and not _PLAIN_NUMBER.fullmatch(node.name):
        return False
    if isinstance(node, exp.Count) and node.this is None:
        return False
    return all(name in arguments or name in _FLAGS or value in (None, False, []) for name, value in node.args.items())


def _is_zero(node: exp.Expr) -> bool:
    while isinstance(node, exp.Paren | exp.Neg):
        node = node.this
    return isinstance(node, exp.Literal) and not node.is_string and not float(node.name)


def _by_zero(node: exp.Expr, text: str) -> Problem:
    shown = node.sql(dialect="duckdb")[:40]
    return problem(
        "division-by-zero",
        text,
        expected=Text("不为零的除数", "a divisor other than zero"),
        found=Text(f"“{shown}”", repr(shown)),
        cure=Text("换一个除数。", "Use another divisor."),
        position=position_of(node),
    )


def _is_text(node: object) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string)


def _denied(node: exp.Expr, text: str, *, formula: bool) -> Problem:
    names = _FORMULA_NAMES if formula else FUNCTION_NAMES
    position = position_of(node)
    if isinstance(node, exp.Func | exp.Anonymous) and not isinstance(node, exp.Cast | exp.Case | exp.If):
        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name().lower()
        hint = nearest(name.lower(), names)
        cure = (
            Text(f"是否想写 {hint}？", f"Did you mean {hint}?")
            if hint
            else Text(f"只能用：{'、'.join(names)}。", f"Use one of: {', '.join(names)}.")
        )
        expected = Text("许可的函数", "an allowed function")
        found = Text(f"函数 {name}", f"the function {name}")
        return problem("function-not-allowed", text, expected=expected, found=found, cure=cure, position=position)
    shown = node.sql(dialect="duckdb")[:40]
    cure = Text("只能用字段、常数、运算符和许可的函数。", "Use fields, constants, operators and the allowed functions.")
    if isinstance(node, exp.Literal):
        cure = Text("写成普通小数，如 100000。", "Write a plain decimal such as 100000.")
    return problem(
        "not-allowed",
        text,
        expected=Text("许可的写法", "an allowed construct"),
        found=Text(f"“{shown}”", repr(shown)),
        cure=cure,
        position=position,
        node=type(node).__name__,
    )


def _bracket_depth(text: str) -> int:
    level = deepest = 0
    for character in text:
        level += (character in "([{") - (character in ")]}")
        deepest = max(deepest, level)
    return deepest


def _quote_qualified(text: str) -> str:
    def quoted(match: re.Match[str]) -> str:
        if match.group(2) is None:
            return match.group(0)
        return f'{match.group(1)}."{match.group(2)}"' if match.group(1) else f'"{match.group(2)}"'

    return _TOKENS.sub(quoted, text)


_WRITE_ONE = Text("请写一个表达式。", "Write one.")
_SPLIT = Text("拆成几个指标或检查。", "Split it into several indicators or checks.")
_BRACKETS = Text("检查括号、引号和逗号。", "Check brackets, quotes and commas.")


def _error(text: str, expected: Text, found: Text, cure: Text, position: int | None = None) -> ExpressionError:
    return ExpressionError([problem("syntax", text, expected=expected, found=found, cure=cure, position=position)])


def _too_deep(text: str) -> ExpressionError:
    expected = Text(f"不超过 {MAX_DEPTH} 层", f"at most {MAX_DEPTH} levels")
    return _error(text[:80], expected, Text("嵌套太深", "deeper nesting"), _SPLIT)
