"""Rows and columns, cells parted by tabs or |: totals, products of a standard, growth between two years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import columns

_TOTAL = re.compile(r"合\s?计|总\s?计|小计|总数|总额|全年|共计")
_TOTAL_ROW = re.compile(r"^(?:合\s?计|总\s?计|小计|共计|全[县市省区州校年级]{1,3}|.{0,6}(?:合计|总计))$")
_RATE = re.compile(r"标准|单价|定额")
_AMOUNT = re.compile(r"金额|资金|补助|费用|小计|合计|元")
_COUNT = re.compile(r"人数|数量|人|次|户|所")
_GROWTH = re.compile(r"增长|增幅|增减|升降|同比")
_SHARED = re.compile(r"率|%|比|均|分$|名次|排名|序号|编号|电话")
_MOST = 2000


@dataclass(slots=True)
class Row:
    label: str
    cells: list[str]
    numbers: dict[int, Mention] = field(default_factory=dict)


def find(prose: Prose) -> Iterator[Claim]:
    rows: list[Row] = []
    last = -2
    for line, row in _rows(prose):
        if line != last + 1 and rows:
            yield from _table(rows)
            rows = []
        last = line
        rows.append(row)
        if len(rows) >= _MOST:
            yield from _table(rows)
            rows = []
    yield from _table(rows)


def _rows(prose: Prose) -> Iterator[tuple[int, Row]]:
    mentions = [m for m in prose.mentions if m.cell]
    if not mentions and "\t" not in prose.plain and "|" not in prose.plain:
        return
    position = 0
    offset = 0
    number = 0
    for line in prose.plain.split("\n"):
        mark = "\t" if "\t" in line else "|"
        if mark in line:
            if mark == "|" and re.fullmatch(r"[\s|:+-]+", line):
                offset += len(line) + 1
                continue
            number += 1
            row = Row("", [])
            begin = offset
            for column, cell in enumerate(line.split(mark)):
                end = begin + len(cell)
                row.cells.append(cell.strip())
                while position < len(mentions) and mentions[position].start < begin:
                    position += 1
                if position < len(mentions) and mentions[position].start < end:
                    mention = mentions[position]
                    if mention.number.text.strip() == cell.strip():
                        row.numbers[column] = mention
                begin = end + 1
            row.label = next((cell for cell in row.cells if cell), "")
            yield number, row
        else:
            number += 2
        offset += len(line) + 1


def _table(rows: list[Row]) -> Iterator[Claim]:
    header = next((row for row in rows[:2] if not row.numbers), None)
    titles = header.cells if header else []
    body = [row for row in rows if row.numbers]
    if len(body) < 2:
        yield from _across(body, titles)
        return
    yield from _across(body, titles)
    yield from columns.find(body, titles)
    since = 0
    totalled = False
    for index, row in enumerate(body):
        if _TOTAL_ROW.match(row.label) and index - since > 1:
            yield from _down(row, body[since:index], titles, Strength.LISTED)
            since, totalled = index + 1, True
    if not totalled:
        top = Strength.LISTED if _TOTAL_ROW.match(body[0].label) else Strength.OPEN
        if len(body) > 2:
            yield from _down(body[0], body[1:], titles, top, quiet=True)


def _down(
    total: Row, parts: list[Row], titles: list[str], strength: Strength, *, quiet: bool = False
) -> Iterator[Claim]:
    for column, whole in total.numbers.items():
        title = titles[column] if column < len(titles) else ""
        if _SHARED.search(title) or _RATE.search(title) or whole.unit in ("%", "‰"):
            continue
        found = [row.numbers[column] for row in parts if column in row.numbers]
        if len(found) > 1:
            way = Way(Form.SUM, tuple(m.number for m in found), strength=strength)
            yield Claim("sum", "table.column", whole.number, [way], total.label, quiet=quiet)


def _across(body: list[Row], titles: list[str]) -> Iterator[Claim]:
    totals = [column for column, title in enumerate(titles) if _TOTAL.search(title)]
    rates = [column for column, title in enumerate(titles) if _RATE.search(title)]
    growths = [column for column, title in enumerate(titles) if _GROWTH.search(title)]
    for row in body:
        for column in totals:
            whole = row.numbers.get(column)
            if whole is None or rates:
                continue
            yield from _row_total(row, titles, column, whole)
        if len(rates) == 1:
            yield from _standard(row, titles, rates[0])
        for column in growths:
            now, before = row.numbers.get(column - 1), row.numbers.get(column - 2)
            rate = row.numbers.get(column)
            if rate is None or now is None or before is None:
                continue
            if rate.unit == "%" and now.unit == before.unit and now.unit != "%":
                way = Way(Form.GROWTH_OVER, (now.number,), (before.number,), Strength.LIKELY)
                yield Claim("growth", "table.growth", rate.number, [way], titles[column])


def _row_total(row: Row, titles: list[str], column: int, whole: Mention) -> Iterator[Claim]:
    tail = re.sub(r"[(].*", "", titles[column])[-2:]
    others = {
        other: m for other, m in row.numbers.items() if other < column and other < len(titles) and m.unit == whole.unit
    }
    plain = [other for other in others if not _SHARED.search(titles[other]) and not _TOTAL.search(titles[other])]
    alike = [other for other in plain if tail and re.sub(r"[(].*", "", titles[other]).endswith(tail)]
    ways = []
    for chosen in (alike, plain):
        if len(chosen) > 1:
            parts = tuple(others[other].number for other in chosen)
            ways.append(
                Way(Form.SUM, parts, strength=Strength.LISTED if chosen is not alike or alike else Strength.OPEN)
            )
    if ways:
        yield Claim("sum", "table.row", whole.number, ways[:1] if alike and len(alike) > 1 else ways, titles[column])


def _standard(row: Row, titles: list[str], rate: int) -> Iterator[Claim]:
    price = row.numbers.get(rate)
    count = next(
        (row.numbers[c] for c in sorted(row.numbers) if c < rate and c < len(titles) and _COUNT.search(titles[c])), None
    )
    amount = next(
        (row.numbers[c] for c in sorted(row.numbers) if c > rate and c < len(titles) and _AMOUNT.search(titles[c])),
        None,
    )
    if price is not None and count is not None and amount is not None:
        way = Way(Form.PRODUCT, (count.number, price.number), strength=Strength.LIKELY)
        yield Claim("product", "table.standard", amount.number, [way], titles[rate])
