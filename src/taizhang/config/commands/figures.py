"""`taizhang figures | trace | compute`."""

from __future__ import annotations

from collections.abc import Mapping

import click

from taizhang.config.commands.common import (
    acting,
    as_option,
    fail,
    json_option,
    language,
    print_json,
    say,
    start_django,
)

_LINES = {
    "title": ("指标", "Indicator"),
    "shown": ("数值", "Value"),
    "status": ("状态", "Status"),
    "basis": ("口径", "Counting basis"),
    "formula": ("公式", "Formula"),
    "formula_with_numbers": ("代入数字", "With numbers"),
}


@click.command()
@click.option("--org", required=True)
@click.option("--period", required=True)
@click.argument("indicators", nargs=-1)
@as_option
@json_option
def figures(org: str, period: str, indicators: tuple[str, ...], username: str | None, as_json: bool) -> None:
    """Print figures of an org unit and period (all, or the INDICATORS named)."""
    start_django()
    from taizhang.figures.queries import figures_as_json

    rows = figures_as_json(acting(username), org=org, period=period, indicators=list(indicators) or None)
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            click.echo(f"{row['indicator']}\t{_in_language(row, 'title')}\t{row['shown']}\t{_status(row)}")


@click.command()
@click.argument("indicator")
@click.option("--org", required=True)
@click.option("--period", required=True)
@as_option
@json_option
def trace(indicator: str, org: str, period: str, username: str | None, as_json: bool) -> None:
    """Open a figure: definition, formula with numbers, parts, filings."""
    start_django()
    from taizhang.figures.queries import trace_as_json

    row = trace_as_json(acting(username), indicator=indicator, org=org, period=period)
    if as_json:
        print_json(row)
    else:
        for key, (zh, en) in _LINES.items():
            text = _status(row) if key == "status" else _in_language(row, key)
            if text:
                say(f"{zh}：{text}", f"{en}: {text}")
        parts = row["parts"]
        assert isinstance(parts, list)
        for part in parts:
            click.echo(f"  {part['name']}: {part['shown']}")


def _in_language(row: Mapping[str, object], key: str) -> object:
    return (row.get(f"{key}_en") if language() == "en" else None) or row.get(key, "")


def _status(row: Mapping[str, object]) -> str:
    from taizhang.core.status import status_of

    return str(status_of(str(row["status"]), "figure").word)


@click.command()
@click.argument("period")
@click.option("--pack", "packs", multiple=True)
def compute(period: str, packs: tuple[str, ...]) -> None:
    """Compute all figures of a period."""
    start_django()
    from taizhang.core.packs import installed_packs
    from taizhang.engine.periods import Period
    from taizhang.figures import services

    wanted, known = Period.parse(period), installed_packs().packs
    for name in packs:
        if name not in known:
            names = "、".join(known)
            fail(f"没有 {name} 这个数据包。现有：{names}", f"There is no pack {name}. Known: {names}")
    figure_run = services.compute(period=wanted, packs=list(packs) or None)
    say(f"{figure_run.figure_count} 个指标值已算出。", f"{figure_run.figure_count} figures computed.")
