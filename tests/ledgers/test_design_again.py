"""What a design keeps from one state to the next: the names that programs know, and what was said of its columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from taizhang.core.clock import now
from taizhang.engine.pack import Ledger
from taizhang.ledgers import queries, services
from taizhang.ledgers.designing.design import ASK_AGAIN
from taizhang.ledgers.models import LedgerDesign, Submission
from taizhang.organisation.models import OrgUnit
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.designs import begun, design_of, kept, titled
from tests.ledgers.test_design_page import browser, row, send
from tests.ledgers.test_designing import accept_roll, place, publish

__all__ = ["browser", "place", "publish", "row"]
pytestmark = pytest.mark.django_db


def test_a_column_is_named_by_its_title_and_not_before_it_has_one(browser: Client, row: LedgerDesign) -> None:
    send(browser, row, "add-field")
    new = design_of(row).fields[-1]
    page = send(browser, row)
    assert f'name="{new.uid}-id" value=""' in page
    assert 'value="bei_zhu"' in send(browser, row, "refresh", **{f"{new.uid}-title": "备注"})
    send(browser, row, "refresh", **{f"{new.uid}-title": "其他说明"})
    assert design_of(row).fields[-1].id == "bei_zhu", "renaming it changes nothing for programs"
    send(browser, row, "add-field")
    other = design_of(row).fields[-1]
    assert f'value="{other.uid}"' in send(browser, row, "refresh", **{f"{other.uid}-title": "①％"})


def held_elsewhere(desk: Desk, row: LedgerDesign) -> LedgerDesign:
    """Three of four schools have told 随迁子女数 in another ledger."""
    accept_roll(desk)
    for unit in OrgUnit.objects.filter(code__in=("S2", "S3")):
        Submission.objects.create(
            org_unit=unit, ledger_key=desk.ledger.key, period_code=PERIOD.code, period_first=PERIOD.first,
            period_last=PERIOD.last, pack_version="1", submitted_at=now(),
        )  # fmt: skip
    design = design_of(row)
    design.kind = "return"
    titled(design, "学段").key = True
    asked = titled(design, "随迁子女数")
    asked.told, asked.reason = ASK_AGAIN, "口径不同，只数午托的"
    return kept(desk.reviewer, row, design)


def test_the_reasons_to_ask_again_come_along_when_a_ledger_is_changed(
    desk: Desk, publish: Callable[..., Ledger]
) -> None:
    ledger = publish(desk, held_elsewhere(desk, begun(desk.reviewer)))
    again = services.begin_from_ledger(actor=desk.reviewer, ledger=ledger)
    asked = titled(design_of(again), "随迁子女数")
    assert (asked.told, asked.reason) == (ASK_AGAIN, "口径不同，只数午托的")
    assert publish(desk, again).key == ledger.key


def test_a_check_that_is_not_finished_hides_no_decision(desk: Desk, browser: Client, row: LedgerDesign) -> None:
    held_elsewhere(desk, row)
    uid = titled(design_of(row), "随迁子女数").uid
    page = send(browser, row, "add-check-at_most")
    assert "没有选全" in page and f'name="{uid}-reason"' in page
    (told,) = queries.outlook(desk.reviewer, row, design_of(row)).told
    assert told.field.title.zh == "随迁子女数"
