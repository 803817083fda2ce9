"""What is wrong with a draft is told alike wherever its rows are shown, and where the clerk stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from taizhang.ledgers import services
from taizhang.ledgers.drafting import DraftRow
from tests.ledgers.conftest import Desk
from tests.ledgers.test_grid import JUNIOR, PRIMARY, filing, handed, page, row

pytestmark = pytest.mark.django_db


def wrong_at_every_stage() -> list[DraftRow]:
    """A copied value, a cell that cannot be read, a row against a rule, two rows of one key, a warning."""
    return [
        row("n1", ["小学", "x", "4", "0", "20", "9"], ["boarders"]),
        row("n2", ["初中", "90", "3", "200", "10", "8"]),
        row("n3", ["初中", "190", "2", "30", "10", "8"]),
    ]


def listed(shown: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(
        shown.partition('id="grid-errors" type="application/json">')[2].partition("</script>")[0]
    )
    return found


def places(problems: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return sorted((item["row"], item["field"], item["level"], item["text"]) for item in problems)


def test_the_same_rows_give_the_same_list_everywhere(desk: Desk) -> None:
    client, place = page(desk)
    payload = {"payload": json.dumps({"rows": wrong_at_every_stage()})}
    told = client.post(reverse("ledgers:grid-page", args=place), {**payload, "do": "file", "token": "t"})
    refused = listed(told.content.decode())
    assert {item["row"] for item in refused} == {"n1", "n2", "n3"} and {item["level"] for item in refused} == {
        "error",
        "warning",
    }
    assert any("未确认" in item["text"] for item in refused) and any(
        item["row"] == "n3" and item["level"] == "error" for item in refused
    )
    opened = listed(client.get(reverse("ledgers:grid-page", args=place)).content.decode())
    typing = client.post(reverse("ledgers:grid-check", args=place), payload).json()["problems"]
    sent = {"row": "n1", "answer": "json", "go": "stay", **dict(_as_phone(wrong_at_every_stage()[0]))}
    phone = client.post(reverse("ledgers:phone-form", args=place), {**sent, "revision": "1"}).json()["problems"]
    assert places(refused) == places(opened) == places(typing) == places(phone)
    shown = client.get(reverse("ledgers:phone-form", args=place)).content.decode()
    assert len(re.findall(r'<li class="(?:error|warning)">', shown)) == len(refused)


def test_a_table_in_which_nothing_was_typed_has_nothing_to_mend(desk: Desk) -> None:
    client, place = page(desk)
    assert listed(client.get(reverse("ledgers:grid-page", args=place)).content.decode()) == []


def _as_phone(one: DraftRow) -> Iterator[tuple[str, str]]:
    for name, text in one["v"].items():
        yield f"c.{one['id']}.{name}", text
        if name in one["c"]:
            yield "copied", f"{one['id']}.{name}"
            yield f"was.{one['id']}.{name}", text


@pytest.mark.parametrize("go", ["hand-in", "file"])
def test_a_phone_that_is_refused_stays_a_phone_at_the_first_wrong_row(desk: Desk, go: str) -> None:
    client, place = page(desk)
    right, wrong = row("n1", PRIMARY), row("n2", [JUNIOR[0], "x", *JUNIOR[2:]])
    draft = services.keep_draft(filing(desk), handed(None, [right, wrong]))
    sent = {"row": "n1", "go": go, "token": "t", "revision": str(draft.revision), **dict(_as_phone(right))}
    answer = client.post(reverse("ledgers:phone-form", args=place), sent)
    shown = answer.content.decode()
    assert answer.status_code == 422 and 'id="phone-form"' in shown and 'id="grid-form"' not in shown
    assert "没有上报：" in shown and 'data-row="n2"' in shown
    (cell,) = re.findall(r'<input[^>]*id="c-n2-pupils"[^>]*>', shown)
    assert 'aria-invalid="true"' in cell and 'value="x"' in cell
    assert re.search(r'href="\?row=n2#c-n2-pupils">第 2 行', shown)


def test_a_phone_with_nothing_typed_is_told_on_its_own_page(desk: Desk) -> None:
    client, place = page(desk)
    answer = client.post(reverse("ledgers:phone-form", args=place), {"row": "n1", "go": "file", "token": "t"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and 'data-row="n1"' in shown and "没有数据" in shown


def test_a_phone_that_was_overtaken_says_what_differs_and_asks_no_second_time(desk: Desk) -> None:
    client, place = page(desk)
    first = services.keep_draft(filing(desk), handed(None, [row("n1", PRIMARY)]))
    services.keep_draft(filing(desk), handed(first, [row("n1", [PRIMARY[0], "130", *PRIMARY[2:]])]))
    sent = {"row": "n1", "go": "hand-in", "token": "t", "revision": str(first.revision), "client": "late"}
    typed = dict(_as_phone(row("n1", [PRIMARY[0], "140", *PRIMARY[2:]])))
    shown = client.post(reverse("ledgers:phone-form", args=place), sent | typed).content.decode()
    assert "学生数：本页 140，另一份 130" in shown and 'data-here="yes"' in shown and 'value="140"' in shown
    kept = client.post(reverse("ledgers:phone-form", args=place), sent | typed | {"go": "", "answer": "json"})
    assert (kept.status_code, kept.json()["differs"]) == (409, ["学生数：本页 140，另一份 130"])
