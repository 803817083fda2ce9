"""What is proposed of a list from outside: columns and keys by what they hold; a unit unknown here keeps its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.actor import EVERY_LEDGER
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Field, FieldType, Ledger, Mask
from taizhang.engine.text import Text
from taizhang.ledgers import queries, services
from taizhang.ledgers.matching_columns import proposed_columns
from taizhang.ledgers.models import MatchKind, OutsideMatch, Submission
from taizhang.ledgers.reading.outside import OutsideSheet
from taizhang.ledgers.views.outside import _may_download as may_download
from tests.ledgers.conftest import GOOD, Desk
from tests.ledgers.test_evidence import file
from tests.ledgers.test_outside import compare, sheet, take

pytestmark = pytest.mark.django_db

CODES = [f"21330000{at:02d}" for at in range(40)]
NAMES = [f"学生{at % 7}" for at in range(40)]  # many share a name


def people() -> Ledger:
    """A register of persons with a code each, whose row key is the name."""
    fields = (
        Field("name", Text("姓名", "Name"), FieldType.STRING, required=True, mask=Mask.NAME),
        Field("code", Text("标识码", "Code"), FieldType.STRING, format="school_code"),
        Field("count", Text("人数", "Count"), FieldType.INTEGER),
    )
    return replace(installed_packs().ledger("county-base.school_roll"), fields=fields, row_key=("name",), checks=())


OURS = {"name": NAMES, "code": CODES, "count": ["1"] * 40}


def proposal(
    heading: Sequence[str], rows: Sequence[Sequence[object]], ours: dict[str, list[str]] | None = None
) -> tuple[list[tuple[str, int]], int | None]:
    read = OutsideSheet("表", tuple(heading), 1, list(enumerate(rows, start=2)))
    found = proposed_columns(read, people(), {}, OURS if ours is None else ours, {"S1", "第一小学"})
    return found.keys, found.unit_column


def test_a_column_that_repeats_is_no_key_where_a_code_is_there() -> None:
    rows = [[name, code, 1] for name, code in zip(NAMES, CODES, strict=True)]
    assert proposal(["姓名", "标识码", "人数"], rows)[0] == [("code", 1)]


def test_a_code_under_another_heading_is_found_by_what_it_holds() -> None:
    rows = [[name, float(code), 1] for name, code in zip(NAMES, CODES, strict=True)]
    assert proposal(["姓名", "编号", "人数"], rows)[0] == [("code", 1)]
    assert proposal(["姓名", "编号", "人数"], rows, {})[0] == [("code", 1)], "by its form, where nothing was filed"


def test_a_code_that_nobody_filed_is_no_key_where_names_are_found() -> None:
    strangers = [f"31310000{at:02d}" for at in range(40)]
    names = [f"学生{at}" for at in range(40)]
    rows = [[name, code, 1] for name, code in zip(names, strangers, strict=True)]
    ours = {"name": names, "code": CODES, "count": ["1"] * 40}
    assert proposal(["姓名", "标识码", "人数"], rows, ours)[0] == [("name", 0)]


def test_the_unit_column_is_the_one_whose_names_are_known() -> None:
    rows = [[name, code, 1, "A9", "第一小学"] for name, code in zip(NAMES, CODES, strict=True)]
    assert proposal(["姓名", "标识码", "人数", "学校代码", "所在校"], rows)[1] == 4
    unknown = [[name, code, 1, "A9"] for name, code in zip(NAMES, CODES, strict=True)]
    assert proposal(["姓名", "标识码", "人数", "学校代码"], unknown)[1] == 3, "by its heading, where none is known"


@pytest.fixture
def handed_in(desk: Desk) -> Submission:
    submission = file(desk, GOOD)
    checks = {str(item["check"]): "属实" for item in submission.versions.latest("number").warnings}
    return services.submit(actor=desk.clerk, submission=submission, explanations=checks)


def test_a_unit_that_is_unknown_here_is_told_by_the_name_that_the_list_has(desk: Desk, handed_in: Submission) -> None:
    rows: list[list[object]] = [["S1", "小学", 125, 4], ["云上学校", "职业高中", 9, 1], ["", "幼儿园", 3, 1]]
    outside = compare(desk, take(desk, sheet(rows)))
    only = OutsideMatch.objects.filter(kind=MatchKind.ONLY_THEIRS, org_unit=None)
    assert {match.key[0][1]: match.unit_text for match in only} == {"职业高中": "云上学校", "幼儿园": ""}
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    address = reverse("ledgers:outside-detail", args=[outside.pk])
    page = client.get(address).content.decode()
    assert "“云上学校”：本系统没有这个单位" in page
    found = client.get(address, {"q": "云上"}).content.decode()
    assert "职业高中" in found and "幼儿园" not in found


def test_a_name_in_the_unit_column_is_not_shown_to_who_may_not_read_it() -> None:
    match = OutsideMatch(unit_text="某人")
    assert queries.unit_words(match, whole=True) == "某人" and "某" not in queries.unit_words(match, whole=False)


def test_persons_in_a_list_are_masked_until_the_reviewer_says_why(desk: Desk, handed_in: Submission) -> None:
    outside = compare(desk, take(desk, sheet([["S1", "小学", 125, 4]])))
    outside.keys, ledger = [["name", 0]], people()
    assert desk.reviewer.scope(Permission.VIEW_PERSONAL, ledger)
    assert not queries.sees_list(desk.reviewer, outside, ledger)
    assert not may_download(desk.reviewer, outside, ledger)
    opened = desk.reviewer.with_opened(frozenset({EVERY_LEDGER}))
    assert queries.sees_list(opened, outside, ledger) and may_download(opened, outside, ledger)
    outside.keys = [["code", 1]]
    assert queries.sees_list(desk.reviewer, outside, ledger), "no person stands in what is compared"
