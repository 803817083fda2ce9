"""Whom a filing task still waits for, and the words that tell them (催报)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.urls import reverse

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.periods import Period
from taizhang.ledgers.models import FilingTask
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.queries.filings import expected_filings


def waited_for(actor: Actor, task: FilingTask) -> list[FilingLine]:
    """Of the units that this actor asks, those that have not handed in, in the order of the board."""
    ledger, period = installed_packs().ledger(task.ledger_key), Period.parse(task.period_code)
    lines = expected_filings(actor, ledger, period, Permission.ASK_LEDGER)
    return [line for line in lines if line.duty is not None and line.waits_for_filer]


def reminder_words(task: FilingTask, late: Collection[FilingLine]) -> str:
    """One paragraph a deadline, the names in the order of the board; an address that opens the task."""
    ledger, period = installed_packs().ledger(task.ledger_key), Period.parse(task.period_code)
    by_due: dict[date, list[FilingLine]] = {}
    for line in late:
        by_due.setdefault(line.due, []).append(line)
    parts = [f"【催报】{ledger.title.zh}（{period.title.zh}）"]
    for due, lines in sorted(by_due.items()):
        when = f"已于{due.month}月{due.day}日到期" if due < clock.today() else f"请于{due.month}月{due.day}日前报送"
        returned = [line.org_name for line in lines if line.state == "returned"]
        waiting = [line.org_name for line in lines if line.state != "returned"]
        if waiting:
            parts.append(f"{when}，还有 {len(waiting)} 个单位未报：{'、'.join(waiting)}。")
        if returned:
            parts.append(f"{when}，退回待改 {len(returned)} 个单位：{'、'.join(returned)}。")
    parts.append(f"填报地址：{settings.BASE_URL}{reverse('ledgers:ledger-period', args=[ledger.key, period.code])}")
    return "\n".join(parts)
