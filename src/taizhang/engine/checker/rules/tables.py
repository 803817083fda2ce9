"""Rows and columns, cells parted by tabs or |: totals, products of a standard, growth between two years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import columns, nested_rows
from taizhang.engine.checker.rules.nearby import Row

_TOTAL = re.compile(
    r"^总(?!分|评|体|平均)[一-龥]{1,4}|^全[省市县区州镇乡校院]$|合\s?计|总\s?计|小计|总数|总额|全年|共计"
)
_TOTAL_ROW = re.compile(r"^(?:合\s?计|总\s?计|共计|全[县市省区州校年级]{1,3}|.{0,6}(?:合计|总计))$")
_RATE = re.compile(r"标准|单价|定额")
_AMOUNT = re.compile(r"金额|资金|补助|费用|小计|合计|元")
_COUNT = re.compile(r"人数|数量|人|次|户|所")
_GROWTH = re.compile(r"增长|增幅|增减|升降|同比")
_LAST = re.compile(r"上年|去年|同期|上期|年初|基期")
_LEVELS = (
    (4, _TOTAL_ROW),
    (3, re.compile(r"^(?:上半年|下半年|全年|[12]?\d*年)$")),
    (2, re.compile(r"^(?:[第]?[一二三四1-4]季度|.{0,6}小计)$")),
)
_REST = re.compile(r"^(?:其他|其它|其余)")
_ADDED = re.compile(r"(?:共|合计|总计|共计|总共)(?:有|为|[一-龥]{2,4})?$")
_TIMES = frozenset({"本年", "上年", "全年", "今年", "去年", "年度", "其中"})
_SHARED = re.compile(r"率|%|比|均|(?<!总)分$|名次|排名|序号|编号|电话")
_MEASURE = re.compile(r"(?<=[一-龥]{2})[数量额]$")
_MOST = 2000


def find(prose: Prose) -> Iterator[Claim]:
    rows: list[Row] = []
    last = -2
    for line, row in _rows(prose):
        if line != last + 1 and rows:
            yield from _table(prose, rows)
            rows = []
        last = line
        rows.append(row)
        if len(rows) >= _MOST:
            yield from _table(prose, rows)
            rows = []
    yield from _table(prose, rows)


def _rows(prose: Prose) -> Iterator[tuple[int, Row]]:
    if "\t" not in prose.plain and "|" not in prose.plain:
        return
    mentions = [m for m in prose.mentions if m.cell or _in_words(prose, m)]
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
                    elif mention.delta and cell.strip().endswith(mention.number.text.strip()):
                        row.changes[column] = mention
                begin = end + 1
            row.label = next((cell for cell in row.cells if cell), "")
            yield number, row
        else:
            number += 2
        offset += len(line) + 1


def _in_words(prose: Prose, mention: Mention) -> bool:
    """下降7.6% in a cell of its own."""
    if not mention.delta or not 1 < len(mention.label.strip()) < 5:
        return False
    begin = mention.start - len(mention.label)
    return prose.plain[begin - 1 : begin] in ("\t", "|") and prose.plain[mention.end : mention.end + 1] in (
        "\t", "|", "\n", ""
    )  # fmt: skip


_CAME, _DEALT = re.compile(r"新收|收到|结转|上年"), re.compile(r"办理|处理|办结|结果")


def _table(prose: Prose, rows: list[Row]) -> Iterator[Claim]:
    header = next((row for row in rows[:2] if not row.numbers), None)
    titles = header.cells if header else []
    body = [row for row in rows if row.numbers]
    yield from _across(body, titles)
    if len(body) < 2:
        return
    yield from columns.find(body, titles)
    yield from columns.told_in_words(body, titles)
    claims, body = nested_rows.find(body, _added_columns(body, titles), _TOTAL)
    yield from claims
    totalled = False
    for total, parts in _totals(body):
        yield from _down(total, parts, titles, Strength.LISTED)
        totalled = True
    if not totalled and len(body) > 2:
        if _TOTAL_ROW.match(body[0].label) and _TOTAL_ROW.match(body[-1].label):
            body = [body[-1], *body[:-1]]  # 本年收入合计, 年初结转, 总计: the last is of all of them
        closed = _TOTAL_ROW.match(body[0].label) or _REST.match(body[-1].label)
        yield from _down(body[0], body[1:], titles, Strength.LISTED if closed else Strength.OPEN, quiet=not closed)
    yield from _told_after(prose, body, titles)


def _totals(body: list[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Each total with the rows that it adds up: months to a quarter, quarters to half a year, all to 合计."""
    since: list[tuple[int, Row]] = []
    for row in body:
        level = next((rank for rank, labels in _LEVELS if labels.match(row.label)), 0)
        if level:
            below: list[tuple[int, Row]] = []
            while since and since[-1][0] < level:
                below.append(since.pop())
            below.reverse()
            if len(below) > 1:
                yield row, _since([part for _, part in below], row)
        since.append((level, row))


def _since(parts: list[Row], total: Row) -> list[Row]:
    """The rows that a total adds up: all since the total before, or those since a row from which on most columns agree
    (本年新收, 上年结转, and then 予以公开, 不予公开 … 办理总计)."""
    sums: dict[int, Decimal] = {}
    best, begin = 0, 0
    for at in range(len(parts) - 1, -1, -1):
        agreed = 0
        for column, whole in total.numbers.items():
            cell = parts[at].numbers.get(column)
            if cell is not None:
                sums[column] = sums.get(column, Decimal(0)) + cell.number.amount
            agreed += sums.get(column) == whole.number.amount and at < len(parts) - 1
        came = bool(_CAME.search(parts[at].label)) and bool(_DEALT.search(total.label))
        if agreed >= max(
            best + came, min(2, len(total.numbers) - 1) or 1
        ):  # of equals the longest, but for what came in before it was dealt with
            best, begin = agreed, at
    return parts[begin:]


def _added_columns(body: list[Row], titles: list[str]) -> list[int]:
    """Columns of amounts: neither shares nor rates."""
    return [
        column for column in sorted({column for row in body for column in row.numbers})
        if column >= len(titles) or not (_SHARED.search(titles[column]) or _RATE.search(titles[column]))
    ]  # fmt: skip


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
            group = ("table.column", total.label, parts[0].label)
            yield Claim("sum", "table.column", whole.number, [way], total.label, group=group, quiet=quiet)


def _told_after(prose: Prose, body: list[Row], titles: list[str]) -> Iterator[Claim]:
    """The line below a table: 七年级共147人 adds up its column 人数; 全年新收申请27件 is the row 本年新收 once more."""
    last = body[-1].numbers[max(body[-1].numbers)]
    totals = [column for column, title in enumerate(titles) if _TOTAL.search(title)]
    for mention in prose.mentions[last.index + 1 : last.index + 9]:
        if mention.paragraph - last.paragraph > 2 or mention.cell:
            return
        if not mention.counts:
            continue
        if _of_other_side(mention, [*titles, *(row.label for row in body)]):
            return  # 支出总计 below a table of the income
        if _ADDED.search(mention.head) and not any(_LEVELS[0][1].match(row.label) for row in body):
            named = _columns_of(mention, titles)
            found = [row.numbers[named[0]] for row in body if named[0] in row.numbers] if len(named) == 1 else []
            if len(found) > 1:
                way = Way(Form.SUM, tuple(m.number for m in found), strength=Strength.LISTED)
                yield Claim("sum", "table.column", mention.number, [way], mention.head[-6:])
        rows = [row for row in body if _alike(row.label, mention.number.subject)]
        if len(rows) == 1 and totals and totals[-1] in rows[0].numbers:
            way = Way(Form.EQUAL, (rows[0].numbers[totals[-1]].number,), strength=Strength.SLIP)
            yield Claim("same_quantity", "table.told_again", mention.number, [way], rows[0].label, quiet=False)


def _of_other_side(mention: Mention, names: Sequence[str]) -> bool:
    told = "".join(names)
    return any(one in mention.head and one not in told and two in told for one, two in (_SIDES, _SIDES[::-1]))


_SIDES = ("支出", "收入")


def _columns_of(mention: Mention, titles: list[str]) -> list[int]:
    """The columns named as the figure is, else those in its unit."""
    names = [_MEASURE.sub("", _bare(title))[-2:] for title in titles]
    named = [column for column, name in enumerate(names) if len(name) == 2 and mention.head.endswith(name)]
    return named or [column for column, title in enumerate(titles) if mention.unit and mention.unit in title]


def _alike(label: str, subject: str) -> bool:
    """They share a word of two characters: 本年新收, 全年新收申请."""
    return any(label[at : at + 2] in subject for at in range(len(label) - 1) if label[at : at + 2] not in _TIMES)


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
        if len(body) < 3:
            yield from _grown(row, titles, growths)


def _grown(row: Row, titles: list[str], growths: list[int]) -> Iterator[Claim]:
    """本年, 上年, 增长 of a table too short for its rows to agree on what the column comes of."""
    for column in growths:
        now, before = row.numbers.get(column - 1), row.numbers.get(column - 2)
        rate = row.numbers.get(column)
        if rate is None or now is None or before is None:
            continue
        if _LAST.search(titles[column - 1]) and not _LAST.search(titles[column - 2]):
            now, before = before, now
        if rate.unit == "%" and now.unit == before.unit and now.unit != "%":
            way = Way(Form.GROWTH_OVER, (now.number,), (before.number,), Strength.LIKELY)
            yield Claim("growth", "table.growth", rate.number, [way], titles[column])


def _row_total(row: Row, titles: list[str], column: int, whole: Mention) -> Iterator[Claim]:
    unit, tail = _title_unit(titles[column]), _bare(titles[column])[-2:]
    first = not any(other < column for other in row.numbers)  # 合计, 男, 女: the total stands first
    plain = [
        other for other, cell in row.numbers.items()
        if other != column and (other < column) != first and other < len(titles) and cell.unit == whole.unit
        and _title_unit(titles[other]) == unit and not _SHARED.search(titles[other])
        and not _TOTAL.search(titles[other]) and "其中" not in titles[other]
    ]  # fmt: skip
    alike = [other for other in plain if tail and _bare(titles[other]).endswith(tail)]
    chosen = [alike] if len(alike) > 1 else [plain] if len(plain) > 1 else []
    ways = [
        Way(Form.SUM, tuple(row.numbers[c].number for c in columns), strength=Strength.LISTED) for columns in chosen
    ]
    if ways:
        group = ("table.row", *titles)
        yield Claim("sum", "table.row", whole.number, ways, titles[column], group=group, quiet=first)


def _bare(title: str) -> str:
    return re.sub(r"[(].*", "", title)


def _title_unit(title: str) -> str:
    """通知书总数(份) → 份: columns in other units are no parts of it."""
    told = re.search(r"[(/]([一-龥]{1,4})[)]?$", title)
    return told[1] if told else ""


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
