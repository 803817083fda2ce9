"""What verifying tells: values as the document prints them, rows by what people call them, cells old and new."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
import summaries_world as world
from click.testing import CliRunner

from taizhang.config.commands import summaries as commands
from taizhang.core.permissions import Role
from taizhang.figures import services as figure_services
from taizhang.ledgers.models import Row
from taizhang.summaries import services
from taizhang.summaries.differences import difference_text
from taizhang.summaries.models import Summary, VerificationRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", "zh")
    monkeypatch.setattr(commands, "start_django", lambda: None)


def change(old: int, new: int, period: str = "2026H1") -> None:
    row = Row.objects.get(submission__org_unit__code="S2", submission__period_code=period, removed_in=None)
    Row.objects.filter(pk=row.pk).update(data=row.data.replace(f'"pupils":{old}', f'"pupils":{new}'))


def told(summary: Summary) -> set[str]:
    result = services.verify_summary(actor=world.actor(Role.AUDITOR), summary=summary)
    return {difference_text(row).zh for slot in result.slots for row in slot.verification.differences}


def test_values_are_told_in_the_unit_and_decimals_of_the_document(county: Any, use_packs: Any) -> None:
    money = replace(world.INDICATORS["pupils"], unit="万元", decimals=2)
    third = replace(world.INDICATORS["growth"], formula="100 * pupils / last_year(pupils) / 3")
    body = "共{{ pupils unit=亿元 decimals=4 }}，占{{ growth }}，又占{{ growth decimals=0 }}。"
    template = replace(world.TEMPLATE, body=body)
    pack = replace(world.PACK, indicators={"pupils": money, "growth": third}, summaries={"half": template})
    use_packs(pack)
    figure_services.compute(period=world.H1)
    issued = world.issue(world.create())
    change(90, 91)
    lines = CliRunner().invoke(commands.summary, ["verify", f"#{issued.pk}"]).stdout
    assert "印发 0.0300亿元，重算 0.0301亿元。" in lines
    assert "印发 40%，重算 40.13%。" in lines
    assert "印发 40%，重算 40%（40.133333333333%）。" in lines  # alike when rounded, so every digit is told
    exact = orjson.loads(CliRunner().invoke(commands.summary, ["verify", f"#{issued.pk}", "--json"]).stdout)
    assert exact[0]["slots"][0]["recomputed"] == 301 and exact[0]["slots"][0]["recomputed_words"] == "0.0301亿元"
    record = VerificationRecord.objects.first()
    assert record is not None
    page = world.client(Role.AUDITOR).get(f"/summaries/{issued.pk}/verify/{record.pk}/").content.decode()
    assert "0.0301亿元" in page and ">301<" not in page


def test_a_cell_that_another_version_knows_is_told_old_and_new(county: Any) -> None:
    world.file("S2", world.H1, ("1", 95))
    figure_services.compute(period=world.H1)
    issued = world.issue(world.written_draft())
    change(95, 90)  # back to what the version before said is no proof
    assert told(issued) == {"松岭中学《学生台账》第 2 版第 1 行（1）被人绕过系统改动，现在是：年级 1；学生数 90"}
    first = Row.objects.get(submission__org_unit__code="S2", submission__period_code="2026H1", removed_in=2)
    Row.objects.filter(pk=first.pk).update(data=first.data.replace('"pupils":90', '"pupils":95'))
    change(90, 99)
    assert told(issued) == {"松岭中学《学生台账》第 2 版第 1 行（1）被人绕过系统改动：学生数 95 → 99"}


def test_a_row_taken_out_is_named_by_its_key_where_another_version_knows_it(county: Any) -> None:
    world.file("S1", world.H1, ("1", 101), ("2", 110))
    figure_services.compute(period=world.H1)
    issued = world.issue(world.written_draft())
    Row.objects.filter(submission__org_unit__code="S1", removed_in=None, key="2", added_in=2).delete()
    assert told(issued) == {"松岭小学《学生台账》第 2 版第 2 行（2）被人绕过系统删去"}
