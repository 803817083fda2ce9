"""Who was ranked in the months that are issued: a journal by the day on which the month's first circular was issued."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from taizhang.core.system_ledgers import count_field, day_field, table_of, text_field
from taizhang.engine.pack import Field, FieldType, FiledBy, Ledger, LedgerKind
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.rounding import round_half_up
from taizhang.engine.text import Text
from taizhang.inspection.models import Ranking, RankingLine

_DECIMALS = 2
RANKINGS = Ledger(
    id="rankings",
    pack="inspection",
    title=Text("月度排名", "monthly rankings"),
    kind=LedgerKind.JOURNAL,
    period_kind=PeriodKind.HALF_YEAR,
    filed_by=FiledBy(()),
    fields=(
        text_field("campaign", "督查活动", "campaign"),
        text_field("month", "排名月份", "ranked month"),
        text_field("school", "参加排名的学校", "school", format="org_unit"),
        text_field("compare_group", "同类分组", "comparable group"),
        Field("score", Text("得分", "score"), FieldType.NUMBER, unit="分", decimals=_DECIMALS),
        count_field("rank", "名次", "rank", "名"),
        text_field("band", "奖罚", "reward or penalty"),
        count_field("problems", "问题数", "problems", "个"),
        day_field("issued_on", "首次通报日期", "first issued on"),
        text_field("circular", "通报文号", "circular"),
        text_field("corrects", "更正的通报文号", "corrects circular"),
    ),
    date_field="issued_on",
    unit_field="school",
    system=True,
)


def rankings(period: Period) -> pa.Table:
    """One row a unit and month that was first issued in the period, as the circular in force on its last day says: a
    month that was corrected counts once, in the period in which it was first told."""
    issued = {
        item.pk: item
        for item in Ranking.objects.filter(issued_on__lte=period.last).select_related("campaign", "corrects")
    }
    replaced = {item.corrects_id for item in issued.values()}
    in_force = {key: _first(item, issued) for key, item in issued.items() if key not in replaced}
    chosen = {key: first for key, first in in_force.items() if period.first <= first.issued_on}
    lines = RankingLine.objects.filter(ranking__in=chosen).select_related("org_unit").order_by("ranking_id", "place")
    return table_of(RANKINGS, period, _rows(lines.iterator(), issued, chosen))


def _first(ranking: Ranking, issued: dict[int, Ranking]) -> Ranking:
    while ranking.corrects_id is not None:
        ranking = issued[ranking.corrects_id]
    return ranking


def _rows(
    lines: Iterator[RankingLine], issued: dict[int, Ranking], first: dict[int, Ranking]
) -> Iterator[dict[str, object]]:
    for line in lines:
        ranking = issued[line.ranking_id]
        yield {
            "_row_id": line.pk,
            "org_unit": line.org_unit.code,
            "campaign": ranking.campaign.theme,
            "month": ranking.month,
            "school": line.org_unit.code,
            "compare_group": line.group or None,
            "score": None if line.value is None else round_half_up(line.value, _DECIMALS),
            "rank": line.rank,
            "band": line.band or None,
            "problems": line.findings,
            "issued_on": first[line.ranking_id].issued_on,
            "circular": ranking.number,
            "corrects": ranking.corrects.number if ranking.corrects else None,
        }
